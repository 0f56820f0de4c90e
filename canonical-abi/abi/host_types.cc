#include "canonical-abi/abi/host_types.h"

namespace virga::cabi {

ValueType HostTypes::Keep(Result<ValueType> result) {
  if (result.ok()) return *result;
  if (status_.ok()) status_ = std::move(result).error();
  return kNoType;
}

ResourceId HostTypes::IdOf(const HostResource& resource) {
  for (size_t i = 0; i < resources_.size(); ++i)
    if (resources_[i] == &resource) return static_cast<ResourceId>(i);
  if (!resources_.Push(&resource) && status_.ok()) status_ = Error::OutOfMemory();
  return static_cast<ResourceId>(resources_.size() - 1);
}

FuncTypeId HostTypes::Func(std::span<const std::string_view> names,
                           std::span<const ValueType> types, ValueType result, bool is_async) {
  if (!ok()) return FuncTypeId{0};
  Vec<FieldSpec> params;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!params.Push(FieldSpec{names[i], types[i]}) && status_.ok()) status_ = Error::OutOfMemory();
  }
  if (!status_.ok()) return FuncTypeId{0};
  Result<FuncTypeId> func = table_.Func(params, result, is_async);
  if (func.ok()) return *func;
  status_ = std::move(func).error();
  return FuncTypeId{0};
}

}  // namespace virga::cabi
