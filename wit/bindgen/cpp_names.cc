#include "wit/bindgen/cpp_names.h"

#include <algorithm>

namespace virga::wit {
namespace {

constexpr std::string_view kCppKeywords[] = {
    "alignas",       "alignof",     "and",
    "and_eq",        "asm",         "auto",
    "bitand",        "bitor",       "bool",
    "break",         "case",        "catch",
    "char",          "char16_t",    "char32_t",
    "char8_t",       "class",       "co_await",
    "co_return",     "co_yield",    "compl",
    "concept",       "const",       "const_cast",
    "consteval",     "constexpr",   "constinit",
    "continue",      "decltype",    "default",
    "delete",        "do",          "double",
    "dynamic_cast",  "else",        "enum",
    "explicit",      "export",      "extern",
    "false",         "float",       "for",
    "friend",        "goto",        "if",
    "inline",        "int",         "long",
    "mutable",       "namespace",   "new",
    "noexcept",      "not",         "not_eq",
    "nullptr",       "operator",    "or",
    "or_eq",         "private",     "protected",
    "public",        "register",    "reinterpret_cast",
    "requires",      "return",      "short",
    "signed",        "sizeof",      "static",
    "static_assert", "static_cast", "struct",
    "switch",        "template",    "this",
    "thread_local",  "throw",       "true",
    "try",           "typedef",     "typeid",
    "typename",      "union",       "unsigned",
    "using",         "virtual",     "void",
    "volatile",      "wchar_t",     "while",
    "xor",           "xor_eq",
};

char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string CamelCase(std::string_view kebab) {
  std::string result;
  bool start = true;
  for (char c : kebab) {
    if (c == '-' || c == '_') {
      start = true;
      continue;
    }
    result.push_back(start ? Upper(c) : Lower(c));
    start = false;
  }
  return result;
}

std::string SnakeCase(std::string_view kebab) {
  std::string result;
  for (char c : kebab) result.push_back(c == '-' ? '_' : Lower(c));
  bool keyword =
      std::find(std::begin(kCppKeywords), std::end(kCppKeywords), result) != std::end(kCppKeywords);
  return keyword ? result + "_" : result;
}

std::string ConstantName(std::string_view kebab) { return "k" + CamelCase(kebab); }

std::string GuardName(std::string_view path) {
  std::string result;
  for (char c : path) result.push_back(c == '/' || c == '.' || c == '-' ? '_' : Upper(c));
  return result + "_";
}

}  // namespace virga::wit
