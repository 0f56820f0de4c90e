#include "virga/component/component.h"

#include <new>

#include "canonical-abi/api/access.h"
#include "canonical-abi/binary/decoder.h"
#include "canonical-abi/validate/checked.h"
#include "engine/support/try.h"
#include "virga/module.h"

namespace virga::component {
namespace {

// References to module code, given back unless they are handed on.
class ModuleCodes {
 public:
  explicit ModuleCodes(Allocator* allocator) : codes_(allocator) {}
  ~ModuleCodes() {
    for (wasm::ModuleCode* code : codes_) code->Release();
  }
  [[nodiscard]] bool Push(wasm::ModuleCode* code) {
    if (!codes_.Push(code)) return false;
    code->AddRef();
    return true;
  }
  const Vec<wasm::ModuleCode*>& codes() const { return codes_; }
  Vec<wasm::ModuleCode*> Take() { return std::move(codes_); }

 private:
  Vec<wasm::ModuleCode*> codes_;
};

ItemKind KindOf(cabi::Sort sort) {
  switch (sort) {
    case cabi::Sort::kFunc:
      return ItemKind::kFunc;
    case cabi::Sort::kInstance:
      return ItemKind::kInstance;
    case cabi::Sort::kType:
      return ItemKind::kType;
    case cabi::Sort::kComponent:
      return ItemKind::kComponent;
    default:
      return ItemKind::kModule;
  }
}

Item ItemOf(const cabi::NamedEntity& item) { return {item.name, KindOf(item.type.sort)}; }

const cabi::ComponentType& RootType(const cabi::LoadedComponent& loaded) {
  return loaded.checked().table().component(loaded.checked().root().type);
}

}  // namespace

bool IsComponent(std::span<const uint8_t> bytes) { return cabi::IsComponent(bytes); }

Result<Component> Component::Load(const Engine& engine, std::span<const uint8_t> bytes,
                                  const LoadOptions& options) {
  Allocator* const allocator = &virga::internal::Access::State(engine).allocator;
  const Limits& limits = engine.config().limits;
  Vec<uint8_t> copy(allocator);
  if (options.copy_bytes) {
    if (!copy.Append(bytes)) return Error::OutOfMemory();
    bytes = copy.span();
  }
  VIRGA_ASSIGN(std::unique_ptr<cabi::DecodedComponent> decoded,
               cabi::DecodeComponent(bytes, limits, allocator));
  ModuleCodes codes(allocator);
  Vec<const wasm::Module*> modules(allocator);
  for (const cabi::EmbeddedModule& embedded : decoded->modules) {
    virga::LoadOptions module_options;
    module_options.copy_bytes = false;
    module_options.base_offset = embedded.offset;
    VIRGA_ASSIGN(const Module module, Module::Load(engine, embedded.bytes, module_options));
    wasm::ModuleCode* const code = virga::internal::Access::Raw(module);
    if (!codes.Push(code) || !modules.Push(&code->module())) return Error::OutOfMemory();
  }
  VIRGA_ASSIGN(std::unique_ptr<cabi::CheckedComponent> checked,
               cabi::CheckComponent(std::move(decoded), modules.span(), limits, allocator));
  auto* loaded =
      new (std::nothrow) cabi::LoadedComponent(std::move(copy), std::move(checked), codes.Take());
  if (loaded == nullptr) return Error::OutOfMemory();
  return Component(engine, std::shared_ptr<const cabi::LoadedComponent>(loaded));
}

size_t Component::import_count() const { return RootType(*loaded_).imports.items.size(); }
Item Component::import(size_t index) const {
  return ItemOf(RootType(*loaded_).imports.items[index]);
}
size_t Component::export_count() const { return RootType(*loaded_).exports.items.size(); }
Item Component::export_item(size_t index) const {
  return ItemOf(RootType(*loaded_).exports.items[index]);
}

}  // namespace virga::component
