#include "engine/runtime/store.h"

#include <cstring>
#include <new>
#include <utility>

#include "engine/runtime/fiber.h"
#include "engine/runtime/module_code.h"

namespace virga::wasm {

namespace {

uint32_t SlotsOf(std::span<const ValType> types) {
  uint32_t slots = 0;
  for (const ValType type : types) slots += type.slots();
  return slots;
}

}  // namespace

HostCode::HostCode(TypeId type, std::unique_ptr<HostFunction> host)
    : type_(type), host_(std::move(host)) {}

HostCode::~HostCode() = default;

HostCode* HostCode::New(const TypeRegistry& registry, TypeId type,
                        std::unique_ptr<HostFunction> host) {
  if (host == nullptr) return nullptr;
  HostCode* made = new (std::nothrow) HostCode(type, std::move(host));
  if (made == nullptr) return nullptr;
  const FuncType& signature = registry.Get(type).func;
  FuncCode& code = made->code_;
  code.param_slots = SlotsOf(signature.params);
  code.result_slots = SlotsOf(signature.results);
  code.host = made->host_.get();
  code.entry.store(HostEntry(), std::memory_order_release);
  return made;
}

void HostCode::Release() {
  if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

Result<Memory*> Store::NewMemory(const MemoryType& type) {
  auto made = Memory::Create(type, limits_.memory_bytes, &allocator_);
  if (!made.ok()) return std::move(made).error();
  Memory* memory = made->get();
  if (!memories_.Push(std::move(*made))) return Error::OutOfMemory();
  return memory;
}

Result<TableInstance*> Store::NewTable(const TableType& type, Slot init) {
  auto made = TableInstance::Create(type, init, limits_.table_entries, &allocator_);
  if (!made.ok()) return std::move(made).error();
  TableInstance* table = made->get();
  if (!tables_.Push(std::move(*made))) return Error::OutOfMemory();
  return table;
}

Result<GlobalInstance*> Store::NewGlobal(const GlobalType& type, Slot low, Slot high) {
  void* block = NewBlock(sizeof(GlobalInstance));
  if (block == nullptr) return Error::OutOfMemory();
  return new (block) GlobalInstance{{low, high}, type};
}

Result<TagInstance*> Store::NewTag(TypeId type) {
  void* block = NewBlock(sizeof(TagInstance));
  if (block == nullptr) return Error::OutOfMemory();
  return new (block) TagInstance{type};
}

Result<Func*> Store::NewHostFunc(HostCode* code) {
  size_t low = 0;
  for (size_t high = host_funcs_.size(); low < high;) {
    const size_t middle = (low + high) / 2;
    if (reinterpret_cast<uintptr_t>(host_funcs_[middle].code) < reinterpret_cast<uintptr_t>(code)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low < host_funcs_.size() && host_funcs_[low].code == code) return host_funcs_[low].func;
  Func* func = NewFunc();
  if (func == nullptr || !host_funcs_.Push({code, func})) return Error::OutOfMemory();
  *func = {code->code(), nullptr, code->type()};
  for (size_t i = host_funcs_.size() - 1; i > low; --i)
    std::swap(host_funcs_[i], host_funcs_[i - 1]);
  code->AddRef();
  return func;
}

Result<Func*> Store::NewHostFunc(TypeId type, std::unique_ptr<HostFunction> host) {
  HostCode* code = HostCode::New(*registry_, type, std::move(host));
  if (code == nullptr) return Error::OutOfMemory();
  Result<Func*> func = NewHostFunc(code);
  code->Release();
  return func;
}

Func* Store::NewFunc() {
  void* block = objects_.Allocate(sizeof(Func));
  return block == nullptr ? nullptr : new (block) Func{nullptr, nullptr, kNoTypeId};
}

void* Store::NewBlock(size_t bytes) {
  void* block = objects_.Allocate(bytes);
  if (block != nullptr) std::memset(block, 0, bytes);
  return block;
}

bool Store::AddInstance(Instance* instance) {
  return instances_.size() < limits_.instances && instances_.Push(instance);
}

void Store::Fail(Error error) {
  if (!error_.has_value()) error_ = std::move(error);
}

Error Store::TakeError() {
  if (!error_.has_value()) return Error::Trap(TrapCode::kHostError);
  Error error = std::move(*error_);
  error_.reset();
  return error;
}

}  // namespace virga::wasm
