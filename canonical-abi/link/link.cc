#include "canonical-abi/link/link.h"

#include <new>

#include "canonical-abi/link/instantiate.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

Result<Value> MakeValue(StoreState& state, const TypeTable& types, const ResolvedItem& item,
                        const HostDefinition& definition) {
  Value value;
  value.sort = item.sort;
  value.resource = item.resource;
  // Only the host of the interface that defines a resource can drop it; others merely use the type.
  if (item.resource != nullptr && definition.FindResource(item.resource->name) == item.resource)
    VIRGA_TRY(state.BindHostResource(item.resource, definition.self));
  if (item.sort == Sort::kFunc) {
    VIRGA_ASSIGN(value.func, state.New<FuncValue>());
    value.func->types = &types;
    value.func->type = item.type;
    value.func->host = item.function;
    value.func->dynamic = item.dynamic;
    value.func->self = definition.self;
  }
  return value;
}

Error NotSupported(uint64_t offset, const CanonSyntax& syntax) {
  const char* form = syntax.options.is_async ? "async canon " : "";
  return Error::At(ErrorKind::kUnlinkable, offset, "%s%s is not supported yet", form,
                   InfoOf(syntax.kind).text);
}

}  // namespace

// Recursion is as deep as the nesting, which the decoder bounds.
Status CheckSupported(const ComponentCode& code) {
  for (size_t i = 0; i < code.defs.size(); ++i) {
    const DefSyntax& definition = code.syntax->definitions[i];
    if (definition.kind == DefKind::kComponent) VIRGA_TRY(CheckSupported(*code.defs[i].component));
    if (definition.kind != DefKind::kCanon) continue;
    const CanonSyntax& canon = *definition.canon;
    if (!InfoOf(canon.kind).supported || canon.options.is_async)
      return NotSupported(definition.offset, canon);
  }
  return {};
}

Result<std::span<const ExportValue>> MakeImports(StoreState& state, const TypeTable& types,
                                                 const Vec<ResolvedImport>& imports) {
  VIRGA_ASSIGN(const std::span<ExportValue> values, state.NewArray<ExportValue>(imports.size()));
  for (size_t i = 0; i < imports.size(); ++i) {
    const ResolvedImport& import = imports[i];
    values[i].name = import.name;
    values[i].value.sort = import.sort;
    if (import.sort != Sort::kInstance) {
      if (import.items.empty()) continue;
      VIRGA_ASSIGN(values[i].value, MakeValue(state, types, import.items[0], *import.definition));
      continue;
    }
    VIRGA_ASSIGN(const std::span<ExportValue> items,
                 state.NewArray<ExportValue>(import.items.size()));
    for (size_t j = 0; j < items.size(); ++j) {
      items[j].name = import.items[j].name;
      VIRGA_ASSIGN(items[j].value, MakeValue(state, types, import.items[j], *import.definition));
    }
    VIRGA_ASSIGN(values[i].value.instance, state.New<InstanceValue>());
    values[i].value.instance->exports = items;
  }
  return std::span<const ExportValue>(values);
}

Result<ComponentInstance*> Instantiate(wasm::Store& store,
                                       std::shared_ptr<const LoadedComponent> component,
                                       const HostDefinitions& definitions) {
  const CheckedComponent& checked = component->checked();
  VIRGA_TRY(CheckSupported(checked.root()));
  VIRGA_ASSIGN(const Vec<ResolvedImport> resolved,
               ResolveImports(checked, definitions, &store.allocator()));
  VIRGA_ASSIGN(StoreState* const state, StoreState::Of(store));
  VIRGA_ASSIGN(const std::span<const ExportValue> imports,
               MakeImports(*state, checked.table().values, resolved));
  const ComponentValue root = {component.get(), &checked.root(), nullptr};
  VIRGA_TRY(state->Keep(std::move(component)));
  ComponentInstance* instance = nullptr;
  std::unique_ptr<wasm::NativeFrame> frame(new (std::nothrow)
                                               InstantiateFrame(state, root, imports, &instance));
  if (frame == nullptr) return Error::OutOfMemory();
  VIRGA_ASSIGN(wasm::Fiber* const fiber, store.AcquireFiber());
  Status status = fiber->EnterNative(std::move(frame), {}, 1);
  if (status.ok()) {
    switch (fiber->Run()) {
      case wasm::RunState::kReturned:
        break;
      case wasm::RunState::kTrapped:
        status = store.TakeError();
        break;
      case wasm::RunState::kSuspended:
        status = Error::Trap(TrapCode::kSuspendedInNestedCall);
        break;
    }
  }
  store.ReleaseFiber(fiber);
  if (!status.ok()) return std::move(status).error();
  return instance;
}

}  // namespace virga::cabi
