// HostTypes: the type table of host interfaces, and the resource types that hosts implement.
//
// Generated bindings describe their functions into one of these; link/ compares them with what a
// component imports. A HostResource is a static object: its address is the identity of the resource
// type, so two interfaces (or two versions of one) that use the same object share the type. Errors
// stick: after the first, every call answers kNoType and status() holds it, which keeps generated
// code short. Not thread-safe while it is being filled.

#ifndef CANONICAL_ABI_ABI_HOST_TYPES_H_
#define CANONICAL_ABI_ABI_HOST_TYPES_H_

#include <span>
#include <string_view>

#include "canonical-abi/abi/resource_type.h"
#include "canonical-abi/types/value_type.h"
#include "engine/support/vec.h"

namespace virga::cabi {

class HostTypes {
 public:
  explicit HostTypes(const Limits& limits = {}) : table_(limits) {}

  const TypeTable& table() const { return table_; }
  // Resource ids of the table are indices into this.
  std::span<const HostResource* const> resources() const { return resources_; }
  const Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }

  ValueType Record(std::span<const FieldSpec> fields) {
    return ok() ? Keep(table_.Record(fields)) : kNoType;
  }
  ValueType Tuple(std::span<const ValueType> types) {
    return ok() ? Keep(table_.Tuple(types)) : kNoType;
  }
  ValueType Variant(std::span<const FieldSpec> cases) {
    return ok() ? Keep(table_.Variant(cases)) : kNoType;
  }
  ValueType Enum(std::span<const std::string_view> labels) {
    return ok() ? Keep(table_.Enum(labels)) : kNoType;
  }
  ValueType Flags(std::span<const std::string_view> labels) {
    return ok() ? Keep(table_.Flags(labels)) : kNoType;
  }
  ValueType Option(ValueType some) { return ok() ? Keep(table_.Option(some)) : kNoType; }
  ValueType ResultOf(ValueType success, ValueType error) {
    return ok() ? Keep(table_.ResultOf(success, error)) : kNoType;
  }
  ValueType List(ValueType element) { return ok() ? Keep(table_.List(element)) : kNoType; }
  ValueType Own(const HostResource& resource) {
    return ok() ? Keep(table_.Own(IdOf(resource))) : kNoType;
  }
  ValueType Borrow(const HostResource& resource) {
    return ok() ? Keep(table_.Borrow(IdOf(resource))) : kNoType;
  }
  ValueType Stream(ValueType element) { return ok() ? Keep(table_.Stream(element)) : kNoType; }
  ValueType Future(ValueType element) { return ok() ? Keep(table_.Future(element)) : kNoType; }
  // One name a parameter; extra types (the end mark of DescribeFunc) are ignored.
  FuncTypeId Func(std::span<const std::string_view> names, std::span<const ValueType> types,
                  ValueType result = kNoType, bool is_async = false);
  ResourceId IdOf(const HostResource& resource);  // adds it at first use

 private:
  ValueType Keep(Result<ValueType> result);

  TypeTable table_;
  Vec<const HostResource*> resources_;
  Status status_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_TYPES_H_
