#include "canonical-abi/types/extern_name.h"

#include <algorithm>

#include "wit/version.h"

namespace virga::cabi {
namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Joined by '-': letters of one case a fragment (`upper_allowed`: either), digits anywhere but
// first.
bool IsHyphenated(std::string_view text, bool upper_allowed) {
  bool fragment_start = true;
  bool lower = false;
  bool upper = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '-') {
      if (fragment_start) return false;
      fragment_start = true;
      lower = upper = false;
      continue;
    }
    if (!IsLower(c) && !IsDigit(c) && !(upper_allowed && IsUpper(c))) return false;
    if (i == 0 && IsDigit(c)) return false;
    lower |= IsLower(c);
    upper |= IsUpper(c);
    if (lower && upper) return false;
    fragment_start = false;
  }
  return !fragment_start;
}

bool ParseInterface(std::string_view text, ExternName* out) {
  const size_t at = text.find('@');
  if (at != std::string_view::npos) {
    out->version = text.substr(at + 1);
    if (!wit::Version::Parse(out->version)) return false;
    text = text.substr(0, at);
  }
  const size_t colon = text.find(':');
  const size_t slash = text.find('/', colon);
  if (colon == std::string_view::npos || slash == std::string_view::npos) return false;
  out->kind = ExternNameKind::kInterface;
  out->path = text;
  return IsHyphenated(text.substr(0, colon), false) &&
         IsHyphenated(text.substr(colon + 1, slash - colon - 1), false) &&
         IsLabel(text.substr(slash + 1));
}

bool TakePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}

}  // namespace

bool IsLabel(std::string_view text) { return IsHyphenated(text, true); }

std::optional<ExternName> ParseExternName(std::string_view text) {
  ExternName name;
  if (TakePrefix(&text, "[constructor]")) {
    name.kind = ExternNameKind::kConstructor;
    name.resource = text;
    if (!IsLabel(text)) return std::nullopt;
    return name;
  }
  const bool is_method = TakePrefix(&text, "[method]");
  if (is_method || TakePrefix(&text, "[static]")) {
    name.kind = is_method ? ExternNameKind::kMethod : ExternNameKind::kStatic;
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    name.resource = text.substr(0, dot);
    name.label = text.substr(dot + 1);
    if (!IsLabel(name.resource) || !IsLabel(name.label)) return std::nullopt;
    return name;
  }
  if (text.find(':') != std::string_view::npos) {
    if (!ParseInterface(text, &name)) return std::nullopt;
    return name;
  }
  name.label = text;
  if (!IsLabel(text)) return std::nullopt;
  return name;
}

std::string_view CanonicalName(std::string_view text, const ExternName& name, char* out) {
  if (name.kind == ExternNameKind::kMethod || name.kind == ExternNameKind::kStatic) {
    text = text.substr(text.find(']') + 1);
  }
  for (size_t i = 0; i < text.size(); ++i)
    out[i] = IsUpper(text[i]) ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
  std::string_view result(out, text.size());
  const size_t dot = result.find('.');
  const bool annotated =
      name.kind == ExternNameKind::kMethod || name.kind == ExternNameKind::kStatic;
  if (annotated && result.substr(0, dot) == result.substr(dot + 1)) result = result.substr(0, dot);
  return result;
}

size_t NameDistance(std::string_view a, std::string_view b) {
  constexpr size_t kMax = 96;
  a = a.substr(0, kMax);
  b = b.substr(0, kMax);
  size_t row[kMax + 1];
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      const size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
      row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace virga::cabi
