// JSON, as far as configuration needs it: objects of text, numbers, booleans and objects. Strict
// (RFC 8259), without recursion: an object opened is a prefix on a stack.

#include <algorithm>

#include "engine/support/try.h"
#include "engine/support/utf8.h"
#include "hostfuncs/config/sources.h"

namespace virga::host::config {
namespace {

constexpr size_t kMaxDepth = 64;

class JsonReader {
 public:
  JsonReader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Result<SourceValues> Read();

 private:
  Error Expected(const char* what) const;
  void SkipSpace();
  bool Take(char c);
  Result<std::string> ReadString();
  Result<uint32_t> ReadHex4();
  Status ReadEscape(std::string* out);
  Result<std::string> ReadScalar(const std::string& key);
  bool IsNumber(std::string_view token) const;
  // After a member: goes up as many objects as close here. False at the end of the outermost one.
  Result<bool> CloseObjects();

  std::string_view text_;
  const std::string& name_;
  size_t at_ = 0;
  std::vector<std::string> prefixes_;
};

Error JsonReader::Expected(const char* what) const {
  int line = 1;
  for (const char c : text_.substr(0, at_)) line += c == '\n';
  if (at_ >= text_.size()) {
    return Error::Make(ErrorKind::kMalformed, "%s:%d: expected %s, found the end of the file",
                       name_.c_str(), line, what);
  }
  return Error::Make(ErrorKind::kMalformed, "%s:%d: expected %s, found '%c'", name_.c_str(), line,
                     what, text_[at_]);
}

void JsonReader::SkipSpace() {
  while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
    at_++;
  }
}

bool JsonReader::Take(char c) {
  SkipSpace();
  if (at_ >= text_.size() || text_[at_] != c) return false;
  at_++;
  return true;
}

Result<uint32_t> JsonReader::ReadHex4() {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++, at_++) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c >= '0' && c <= '9') {
      value = value * 16 + static_cast<uint32_t>(c - '0');
    } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
      value = value * 16 + static_cast<uint32_t>((c | 32) - 'a') + 10;
    } else {
      return Expected("a hexadecimal digit");
    }
  }
  return value;
}

Status JsonReader::ReadEscape(std::string* out) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  if (const size_t known = kNames.find(c); c != '\0' && known != std::string_view::npos) {
    at_++;
    *out += kValues[known];
    return {};
  }
  if (c != 'u') return Expected("an escape");
  at_++;
  VIRGA_ASSIGN(uint32_t scalar, ReadHex4());
  if (scalar >= 0xd800 && scalar < 0xdc00) {
    if (text_.substr(at_, 2) != "\\u") return Expected("the second half of a surrogate pair");
    at_ += 2;
    VIRGA_ASSIGN(const uint32_t low, ReadHex4());
    if (low < 0xdc00 || low > 0xdfff) return Expected("the second half of a surrogate pair");
    scalar = 0x10000 + ((scalar - 0xd800) << 10) + (low - 0xdc00);
  } else if (scalar >= 0xdc00 && scalar < 0xe000) {
    return Expected("no lone surrogate before this");
  }
  char bytes[4];
  out->append(bytes, static_cast<size_t>(EncodeUtf8(scalar, bytes)));
  return {};
}

Result<std::string> JsonReader::ReadString() {
  if (!Take('"')) return Expected("'\"'");
  std::string value;
  while (at_ < text_.size() && text_[at_] != '"') {
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) < 0x20) return Expected("no control character in a string");
    at_++;
    if (c != '\\') {
      value += c;
    } else {
      VIRGA_TRY(ReadEscape(&value));
    }
  }
  if (at_ >= text_.size()) return Expected("'\"'");
  at_++;
  return value;
}

bool JsonReader::IsNumber(std::string_view token) const {
  size_t i = 0;
  const auto digits = [&] {
    const size_t start = i;
    while (i < token.size() && token[i] >= '0' && token[i] <= '9') i++;
    return i - start;
  };
  if (i < token.size() && token[i] == '-') i++;
  const size_t first = i;
  const size_t whole = digits();
  if (whole == 0 || (whole > 1 && token[first] == '0')) return false;
  if (i < token.size() && token[i] == '.' && (i++, digits() == 0)) return false;
  if (i < token.size() && (token[i] | 32) == 'e') {
    i++;
    if (i < token.size() && (token[i] == '+' || token[i] == '-')) i++;
    if (digits() == 0) return false;
  }
  return i == token.size();
}

Result<std::string> JsonReader::ReadScalar(const std::string& key) {
  SkipSpace();
  if (at_ < text_.size() && text_[at_] == '"') return ReadString();
  const size_t end = std::min(text_.find_first_of(" \t\r\n,}]", at_), text_.size());
  const std::string_view token = text_.substr(at_, end - at_);
  if (token == "true" || token == "false" || IsNumber(token)) {
    at_ = end;
    return std::string(token);
  }
  return Expected(("text, a number, a boolean or an object for '" + key + "'").c_str());
}

Result<bool> JsonReader::CloseObjects() {
  while (true) {
    if (Take(',')) return true;
    if (!Take('}')) return Expected("',' or '}'");
    prefixes_.pop_back();
    if (prefixes_.empty()) return false;
  }
}

Result<SourceValues> JsonReader::Read() {
  SourceValues source;
  if (!IsUtf8(text_)) return Error::Make(ErrorKind::kMalformed, "%s: not UTF-8", name_.c_str());
  if (!Take('{')) return Expected("'{'");
  prefixes_.emplace_back();
  bool more = true;
  if (Take('}')) more = false;
  while (more) {
    VIRGA_ASSIGN(const std::string member, ReadString());
    if (!Take(':')) return Expected("':'");
    std::string key = prefixes_.back() + member;
    if (Take('{')) {
      if (prefixes_.size() == kMaxDepth) return Expected("fewer than 64 nested objects");
      prefixes_.push_back(key + ".");
      SkipSpace();
      if (at_ < text_.size() && text_[at_] != '}') continue;
    } else {
      VIRGA_ASSIGN(source.entries[key].value, ReadScalar(key));
      if (source.entries.size() > kMaxKeys) {
        return Error::Make(ErrorKind::kLimit, "%s: more than %zu keys", name_.c_str(), kMaxKeys);
      }
    }
    VIRGA_ASSIGN(more, CloseObjects());
  }
  SkipSpace();
  if (at_ != text_.size()) return Expected("the end of the file");
  source.name = name_;
  return source;
}

}  // namespace

Result<SourceValues> FromJson(std::string_view text, std::string name) {
  return JsonReader(text, name).Read();
}

}  // namespace virga::host::config
