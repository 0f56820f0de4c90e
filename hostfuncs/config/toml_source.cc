// TOML by toml++ as headers alone: the packaged library is compiled with exceptions, while here a
// parse answers a value or an error.

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <sstream>

#include "engine/support/try.h"
#include "hostfuncs/config/sources.h"

namespace virga::host::config {
namespace {

std::string ScalarText(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) out << value;
  });
  return out.str();
}

struct Frame {
  const toml::table* table;
  std::string prefix;
};

}  // namespace

Result<SourceValues> FromToml(std::string_view text, std::string name) {
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return Error::Make(ErrorKind::kMalformed, "%s:%u:%u: %.*s", name.c_str(),
                       error.source().begin.line, error.source().begin.column,
                       static_cast<int>(error.description().size()), error.description().data());
  }
  SourceValues source;
  std::vector<Frame> work{{&parsed.table(), ""}};
  while (!work.empty()) {
    const Frame frame = std::move(work.back());
    work.pop_back();
    for (const auto& [key, node] : *frame.table) {
      std::string full = frame.prefix + std::string(key.str());
      if (source.entries.size() + work.size() >= kMaxKeys) {
        return Error::Make(ErrorKind::kLimit, "%s: more than %zu keys", name.c_str(), kMaxKeys);
      }
      if (const toml::table* table = node.as_table()) {
        work.push_back({table, full + "."});
      } else if (node.is_array()) {
        return Error::Make(ErrorKind::kMalformed, "%s:%u: '%s': expected text, found a list",
                           name.c_str(), node.source().begin.line, full.c_str());
      } else {
        source.entries[std::move(full)].value = ScalarText(node);
      }
    }
  }
  source.name = std::move(name);
  return source;
}

}  // namespace virga::host::config
