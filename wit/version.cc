#include "wit/version.h"

#include <algorithm>

namespace virga::wit {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsIdentifierChar(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// A number without leading zeros that fits 64 bits.
bool ParseNumber(std::string_view text, uint64_t* value) {
  if (!AllDigits(text) || (text.size() > 1 && text[0] == '0')) return false;
  uint64_t result = 0;
  for (char c : text) {
    uint64_t digit = static_cast<uint64_t>(c - '0');
    if (result > (UINT64_MAX - digit) / 10) return false;
    result = result * 10 + digit;
  }
  *value = result;
  return true;
}

// Takes text up to `separator` (or all of it) off the front of `rest`.
std::string_view TakeUntil(std::string_view& rest, char separator) {
  size_t end = rest.find(separator);
  std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return part;
}

// Dot-separated identifiers; numeric ones have no leading zeros when `strict_numbers`.
bool IsIdentifierList(std::string_view text, bool strict_numbers) {
  if (text.empty() || text.back() == '.') return false;
  while (!text.empty()) {
    std::string_view part = TakeUntil(text, '.');
    if (part.empty() || !std::all_of(part.begin(), part.end(), IsIdentifierChar)) return false;
    if (strict_numbers && AllDigits(part) && part.size() > 1 && part[0] == '0') return false;
  }
  return true;
}

// Numeric identifiers compare as numbers (so by length first) and come before the others.
std::strong_ordering CompareIdentifier(std::string_view a, std::string_view b) {
  bool a_number = AllDigits(a);
  bool b_number = AllDigits(b);
  if (a_number != b_number) {
    return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::strong_ordering ComparePre(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    if (a.empty() && b.empty()) return std::strong_ordering::equal;
    return a.empty() ? std::strong_ordering::greater : std::strong_ordering::less;
  }
  while (!a.empty() && !b.empty()) {
    std::strong_ordering order = CompareIdentifier(TakeUntil(a, '.'), TakeUntil(b, '.'));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace

std::optional<Version> Version::Parse(std::string_view text) {
  Version version;
  size_t plus = text.find('+');
  if (plus != std::string_view::npos) {
    version.build = text.substr(plus + 1);
    if (!IsIdentifierList(version.build, false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    version.pre = text.substr(dash + 1);
    if (!IsIdentifierList(version.pre, true)) return std::nullopt;
    text = text.substr(0, dash);
  }
  if (std::count(text.begin(), text.end(), '.') != 2) return std::nullopt;
  bool ok = ParseNumber(TakeUntil(text, '.'), &version.major) &&
            ParseNumber(TakeUntil(text, '.'), &version.minor) && ParseNumber(text, &version.patch);
  if (!ok) return std::nullopt;
  return version;
}

std::string Version::ToString() const {
  std::string text =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  if (!pre.empty()) text += "-" + pre;
  if (!build.empty()) text += "+" + build;
  return text;
}

std::strong_ordering ComparePrecedence(const Version& a, const Version& b) {
  if (a.major != b.major) return a.major <=> b.major;
  if (a.minor != b.minor) return a.minor <=> b.minor;
  if (a.patch != b.patch) return a.patch <=> b.patch;
  return ComparePre(a.pre, b.pre);
}

}  // namespace virga::wit
