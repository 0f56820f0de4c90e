// A global variable of a store. spec: exec/runtime (global instances).

#ifndef VIRGA_GLOBAL_H_
#define VIRGA_GLOBAL_H_

#include "virga/error.h"
#include "virga/export.h"
#include "virga/handle.h"
#include "virga/store.h"
#include "virga/types.h"
#include "virga/val.h"

namespace virga {

namespace wasm {
struct GlobalInstance;
}  // namespace wasm

// Errors of all members: kUsage when the global, or a reference given to it, is not of `store`, or
// when a value does not match the type.
class VIRGA_API Global : public internal::Handle<wasm::GlobalInstance> {
 public:
  static Result<Global> Create(Store& store, const GlobalType& type, const Val& value);

  Result<GlobalType> type(const Store& store) const;
  Result<Val> Get(const Store& store) const;
  // Error: kUsage when the global is immutable.
  Status Set(Store& store, const Val& value) const;
};

}  // namespace virga

#endif  // VIRGA_GLOBAL_H_
