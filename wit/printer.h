// Resolved WIT -> text. What is printed parses and resolves to an equal package, and prints the
// same again.

#ifndef WIT_PRINTER_H_
#define WIT_PRINTER_H_

#include <string>

#include "wit/resolve.h"

namespace virga::wit {

struct PrintOptions {
  bool docs = true;
};

// The whole package as one file.
std::string PrintPackage(const Resolve& resolve, PackageId package,
                         const PrintOptions& options = {});
// All packages, the last one as the file's own and the others nested.
std::string PrintAll(const Resolve& resolve, const PrintOptions& options = {});
std::string PrintInterface(const Resolve& resolve, InterfaceId interface,
                           const PrintOptions& options = {});
std::string PrintWorld(const Resolve& resolve, WorldId world, const PrintOptions& options = {});

// A type as it is written where it is used: "list<tuple<string, u32>>", declared ones by name.
std::string TypeText(const Resolve& resolve, TypeId type);
// The same with declared types by their qualified names and aliases followed, so that equal text
// means equal type in any two Resolves.
std::string CanonicalTypeText(const Resolve& resolve, TypeId type);
// "func(path: string) -> result<u64>".
std::string FunctionText(const Resolve& resolve, const Function& function);

}  // namespace virga::wit

#endif  // WIT_PRINTER_H_
