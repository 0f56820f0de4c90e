#include "engine/api/access.h"

namespace virga::internal {

std::unique_ptr<Store> Access::MakeStore(const Engine& engine, std::unique_ptr<wasm::Store> raw) {
  return std::unique_ptr<Store>(new (std::nothrow) Store(engine, std::move(raw)));
}

bool Access::Belongs(const Store& store, const Extern& item) {
  switch (item.kind()) {
    case ExternKind::kFunc:
      return Belongs(store, item.func());
    case ExternKind::kTable:
      return Belongs(store, item.table());
    case ExternKind::kMemory:
      return Belongs(store, item.memory());
    case ExternKind::kGlobal:
      return Belongs(store, item.global());
    case ExternKind::kTag:
      return Belongs(store, item.tag());
  }
  return false;
}

wasm::Extern Access::Raw(const Extern& item) {
  switch (item.kind()) {
    case ExternKind::kFunc:
      return wasm::Extern::Of(Raw(item.func()));
    case ExternKind::kTable:
      return wasm::Extern::Of(Raw(item.table()));
    case ExternKind::kMemory:
      return wasm::Extern::Of(Raw(item.memory()));
    case ExternKind::kGlobal:
      return wasm::Extern::Of(Raw(item.global()));
    case ExternKind::kTag:
      break;
  }
  return wasm::Extern::Of(Raw(item.tag()));
}

Extern Access::MakeExtern(uint64_t store_id, const wasm::Extern& item) {
  switch (item.kind) {
    case ExternKind::kFunc:
      return Make<Func>(store_id, item.func);
    case ExternKind::kTable:
      return Make<Table>(store_id, item.table);
    case ExternKind::kMemory:
      return Make<Memory>(store_id, item.memory);
    case ExternKind::kGlobal:
      return Make<Global>(store_id, item.global);
    case ExternKind::kTag:
      break;
  }
  return Make<Tag>(store_id, item.tag);
}

Caller Access::MakeCaller(wasm::HostCall* call) { return Caller(&Owner(call->store()), call); }

Error ForeignHandle(const char* noun) {
  return Error::Make(ErrorKind::kUsage, "expected a %s of this store, got one of another or none",
                     noun);
}

}  // namespace virga::internal
