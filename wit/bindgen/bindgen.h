// The generator of host bindings: a WIT interface -> C++ that a host implements.
//
// For each interface it writes a header with the C++ types, the abstract class Host with one
// virtual function per WIT function, and what canonical-abi/abi needs to know to move the types in
// and out of a guest; and a source with the table that a linker reads (cabi::HostInterface). The
// output lives in
//   virga::host::NAMESPACE::LABEL::INTERFACE
// where LABEL is the package's name unless the caller says otherwise (two versions of one package
// need two). Interfaces that another one uses types from are included by the names they would get.

#ifndef WIT_BINDGEN_BINDGEN_H_
#define WIT_BINDGEN_BINDGEN_H_

#include <map>
#include <string>

#include "virga/error.h"
#include "wit/resolve.h"

namespace virga::wit {

struct BindgenOptions {
  std::string include_folder;               // of the generated headers, without a last '/'
  std::map<PackageId, std::string> labels;  // snake_case; the package's own name where absent
};

struct Bindings {
  std::string stem;  // "io_poll": of the files' names
  std::string header;
  std::string source;
};

// `label` as in BindgenOptions, for this interface alone; empty: that of its package.
// Errors: kUnsupported for types that host bindings cannot have, kInvalid for names that collide.
Result<Bindings> GenerateBindings(const Resolve& resolve, InterfaceId interface,
                                  const BindgenOptions& options, const std::string& label = {});

}  // namespace virga::wit

#endif  // WIT_BINDGEN_BINDGEN_H_
