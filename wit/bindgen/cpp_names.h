// How WIT names become C++ names: `descriptor-stat` is DescriptorStat as a type or function,
// descriptor_stat as a variable or namespace, kDescriptorStat as a constant.

#ifndef WIT_BINDGEN_CPP_NAMES_H_
#define WIT_BINDGEN_CPP_NAMES_H_

#include <string>
#include <string_view>

namespace virga::wit {

std::string CamelCase(std::string_view kebab);
// With a trailing '_' where that is a keyword of C++.
std::string SnakeCase(std::string_view kebab);
std::string ConstantName(std::string_view kebab);
// "DIR/io_poll.h" -> "DIR_IO_POLL_H_".
std::string GuardName(std::string_view path);

}  // namespace virga::wit

#endif  // WIT_BINDGEN_CPP_NAMES_H_
