#include "virga/instance.h"

#include "engine/api/access.h"
#include "engine/runtime/instantiate.h"
#include "engine/support/try.h"
#include "engine/types/type_text.h"

namespace virga {

using internal::Access;
using internal::ForeignHandle;

namespace {

Error WrongKind(std::string_view name, ExternKind got, ExternKind expected) {
  return Error::Make(ErrorKind::kUsage, "export \"%.*s\": expected a %s, got a %s",
                     static_cast<int>(name.size()), name.data(), wasm::TextOf(expected),
                     wasm::TextOf(got));
}

}  // namespace

Result<Module> Instance::module(const Store& store) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("instance");
  wasm::ModuleCode* code = Access::Raw(*this)->code;
  code->AddRef();
  return Access::MakeModule(store.engine(), code);
}

Result<Extern> Instance::GetExport(Store& store, std::string_view name) const {
  if (!Access::Belongs(store, *this)) return ForeignHandle("instance");
  wasm::Instance& instance = *Access::Raw(*this);
  const wasm::Export* item = wasm::FindExport(instance.code->module(), name);
  if (item == nullptr) {
    return Error::Make(ErrorKind::kUsage, "no export is named \"%.*s\"",
                       static_cast<int>(name.size()), name.data());
  }
  VIRGA_ASSIGN(const wasm::Extern resolved, wasm::ResolveExport(instance, *item));
  return Access::MakeExtern(Access::Raw(store).id(), resolved);
}

Result<Func> Instance::GetFunc(Store& store, std::string_view name) const {
  VIRGA_ASSIGN(const Extern item, GetExport(store, name));
  if (item.kind() != ExternKind::kFunc) return WrongKind(name, item.kind(), ExternKind::kFunc);
  return item.func();
}

Result<Memory> Instance::GetMemory(Store& store, std::string_view name) const {
  VIRGA_ASSIGN(const Extern item, GetExport(store, name));
  if (item.kind() != ExternKind::kMemory) return WrongKind(name, item.kind(), ExternKind::kMemory);
  return item.memory();
}

Result<Table> Instance::GetTable(Store& store, std::string_view name) const {
  VIRGA_ASSIGN(const Extern item, GetExport(store, name));
  if (item.kind() != ExternKind::kTable) return WrongKind(name, item.kind(), ExternKind::kTable);
  return item.table();
}

Result<Global> Instance::GetGlobal(Store& store, std::string_view name) const {
  VIRGA_ASSIGN(const Extern item, GetExport(store, name));
  if (item.kind() != ExternKind::kGlobal) return WrongKind(name, item.kind(), ExternKind::kGlobal);
  return item.global();
}

}  // namespace virga
