#include "hostfuncs/config/sources.h"

#include "engine/support/try.h"
#include "engine/support/utf8.h"

namespace virga::host::config {
namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

Error BadLine(const std::string& name, int line, const char* cause) {
  return Error::Make(ErrorKind::kMalformed, "%s:%d: %s", name.c_str(), line, cause);
}

// A double-quoted value with \n \t \r \" \\ and \$; the rest of the line must be empty or a
// comment.
Result<std::string> Unquote(std::string_view text, const std::string& name, int line) {
  const char quote = text.front();
  std::string value;
  size_t i = 1;
  for (; i < text.size() && text[i] != quote; i++) {
    if (quote == '\'' || text[i] != '\\' || i + 1 == text.size()) {
      value += text[i];
      continue;
    }
    const char escape = text[++i];
    value += escape == 'n' ? '\n' : escape == 't' ? '\t' : escape == 'r' ? '\r' : escape;
  }
  if (i >= text.size()) return BadLine(name, line, "expected a closing quote, found end of line");
  const std::string_view rest = Trim(text.substr(i + 1));
  if (!rest.empty() && rest.front() != '#') {
    return BadLine(name, line, "expected end of line after the closing quote");
  }
  return value;
}

}  // namespace

Result<SourceValues> FromVariables(std::span<const std::string> arguments) {
  SourceValues source;
  source.name = "--config-var";
  for (const std::string& argument : arguments) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error::Make(ErrorKind::kUsage, "--config-var: expected KEY=VALUE, found '%s'",
                         argument.c_str());
    }
    source.entries[argument.substr(0, equals)].value = argument.substr(equals + 1);
  }
  return source;
}

SourceValues FromEnvironment(std::span<const std::pair<std::string, std::string>> environment,
                             std::string_view prefix) {
  SourceValues source;
  source.name = "environment";
  for (const auto& [name, value] : environment) {
    if (name.size() <= prefix.size() || !name.starts_with(prefix)) continue;
    // A guest's string is UTF-8; what is not cannot be handed over.
    if (!IsUtf8(name) || !IsUtf8(value)) continue;
    source.entries[name.substr(prefix.size())].value = value;
  }
  return source;
}

Result<SourceValues> FromDotenv(std::string_view text, std::string name) {
  SourceValues source;
  if (!IsUtf8(text)) return Error::Make(ErrorKind::kMalformed, "%s: not UTF-8", name.c_str());
  for (int number = 1; !text.empty(); number++) {
    const size_t end = text.find('\n');
    std::string_view line = Trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = Trim(line.substr(7));
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) return BadLine(name, number, "expected KEY=VALUE");
    const std::string_view key = Trim(line.substr(0, equals));
    std::string_view value = Trim(line.substr(equals + 1));
    if (key.empty()) return BadLine(name, number, "expected a key before '='");
    std::string& slot = source.entries[std::string(key)].value;
    if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
      VIRGA_ASSIGN(slot, Unquote(value, name, number));
      continue;
    }
    if (const size_t comment = value.find(" #"); comment != std::string_view::npos) {
      value = Trim(value.substr(0, comment));
    }
    slot = value;
  }
  source.name = std::move(name);
  return source;
}

}  // namespace virga::host::config
