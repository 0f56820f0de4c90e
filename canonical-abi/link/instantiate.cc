#include "canonical-abi/link/instantiate.h"

#include <algorithm>

#include "engine/runtime/instantiate.h"
#include "engine/support/try.h"

namespace virga::cabi {

void BindResources(ComponentInstance& in, const EntityType& type, const Value& value) {
  const EntityTable& table = in.table();
  if (!table.HasResources(type.type)) return;
  if (type.sort == Sort::kType && type.type.kind == AnyType::Kind::kResource) {
    if (in.resource(type.type.index) == nullptr) in.BindResource(type.type.index, value.resource);
    return;
  }
  if (type.sort != Sort::kInstance || value.instance == nullptr) return;
  for (const NamedEntity& item : table.instance(type.type.index).exports.items) {
    const Value* found = value.instance->Find(item.name);
    if (found != nullptr) BindResources(in, item.type, *found);
  }
}

wasm::HostOutcome InstantiateFrame::Step(wasm::Fiber& fiber, std::span<wasm::Slot> results) {
  Status status;
  if (!started_) {
    started_ = true;
    status = Push(root_, nullptr, imports_);
  }
  if (status.ok()) {
    Result<bool> calls = Advance(fiber);
    if (calls.ok()) return *calls ? wasm::HostOutcome::kCall : wasm::HostOutcome::kReturn;
    status = std::move(calls).error();
  }
  fiber.store->Fail(std::move(status).error());
  return wasm::HostOutcome::kTrap;
}

Status InstantiateFrame::Push(const ComponentValue& component, ComponentInstance* parent,
                              std::span<const ExportValue> imports) {
  VIRGA_ASSIGN(ComponentInstance* const instance, state_->NewInstance(component, parent));
  if (!stack_.Push({instance, imports, 0})) return Error::OutOfMemory();
  return {};
}

Result<bool> InstantiateFrame::Advance(wasm::Fiber& fiber) {
  while (!stack_.empty()) {
    // A copy: running the definition may push another component.
    Progress progress = stack_.back();
    const ComponentCode& code = *progress.instance->self.code;
    if (progress.next == code.syntax->definitions.size()) {
      VIRGA_TRY(Close());
      continue;
    }
    const size_t i = stack_.back().next++;
    wasm::Func* start = nullptr;
    VIRGA_TRY(Run(progress, code.syntax->definitions[i], code.defs[i], &start));
    if (start == nullptr) continue;
    VIRGA_TRY(fiber.PushCall(start, {}));
    return true;
  }
  return false;
}

Status InstantiateFrame::Close() {
  ComponentInstance& instance = *stack_.back().instance;
  stack_.Pop();
  // Exports have been collected on the way; sort them.
  std::span<ExportValue> exports(const_cast<ExportValue*>(instance.exports.exports.data()),
                                 instance.exports.exports.size());
  std::sort(exports.begin(), exports.end(),
            [](const ExportValue& a, const ExportValue& b) { return a.name < b.name; });
  instance.may_enter = true;
  if (stack_.empty()) {
    *out_ = &instance;
    return {};
  }
  ComponentInstance& parent = *stack_.back().instance;
  const CheckedDef& checked = parent.self.code->defs[stack_.back().next - 1];
  Value value;
  value.sort = Sort::kInstance;
  value.instance = &instance.exports;
  Add(parent, checked.type, value);
  return {};
}

Status InstantiateFrame::Run(Progress& progress, const DefSyntax& definition,
                             const CheckedDef& checked, wasm::Func** start) {
  ComponentInstance& in = *progress.instance;
  switch (definition.kind) {
    case DefKind::kCoreModule:
      in.core_modules.Add(in.self.loaded->module(definition.module));
      return {};
    case DefKind::kCoreInstance:
      return RunCoreInstance(in, *definition.instance, start);
    case DefKind::kCoreType:
      return {};
    case DefKind::kComponent:
      in.components.Add({in.self.loaded, checked.component, &in});
      return {};
    case DefKind::kInstance:
      return RunInstance(in, *definition.instance, checked);
    case DefKind::kAlias:
      return RunAlias(in, *definition.alias, checked);
    case DefKind::kType:
      return RunType(in, *definition.type, checked);
    case DefKind::kCanon:
      return RunCanon(in, *definition.canon, checked);
    case DefKind::kImport:
      return RunImport(progress, *definition.import, checked);
    case DefKind::kExport:
      return RunExport(in, *definition.export_def, checked);
  }
  return {};
}

void InstantiateFrame::Add(ComponentInstance& in, const EntityType& type, const Value& value) {
  BindResources(in, type, value);
  switch (type.sort) {
    case Sort::kFunc:
      in.funcs.Add(value.func);
      break;
    case Sort::kType:
      in.types_space.Add(value.resource);
      break;
    case Sort::kInstance:
      in.instances.Add(value.instance);
      break;
    case Sort::kComponent:
      in.components.Add(value.component);
      break;
    default:
      in.core_modules.Add(value.module);
      break;
  }
}

Value InstantiateFrame::ValueAt(ComponentInstance& in, const SortIndex& item) const {
  Value value;
  value.sort = item.sort;
  switch (item.sort) {
    case Sort::kFunc:
      value.func = in.funcs[item.index];
      break;
    case Sort::kType:
      value.resource = in.types_space[item.index];
      break;
    case Sort::kInstance:
      value.instance = in.instances[item.index];
      break;
    case Sort::kComponent:
      value.component = in.components[item.index];
      break;
    default:
      value.module = in.core_modules[item.index];
      break;
  }
  return value;
}

Result<std::span<const ExportValue>> InstantiateFrame::ValuesOf(ComponentInstance& in,
                                                                std::span<const ArgSyntax> args) {
  VIRGA_ASSIGN(const std::span<ExportValue> values, state_->NewArray<ExportValue>(args.size()));
  for (size_t i = 0; i < args.size(); ++i) values[i] = {args[i].name, ValueAt(in, args[i].item)};
  std::sort(values.begin(), values.end(),
            [](const ExportValue& a, const ExportValue& b) { return a.name < b.name; });
  return std::span<const ExportValue>(values);
}

Status InstantiateFrame::RunImport(Progress& progress, const ImportSyntax& syntax,
                                   const CheckedDef& checked) {
  const InstanceValue imports = {progress.imports};
  const Value* value = imports.Find(syntax.name.name);
  // The checker (nested components) or the linker (the root) has provided every import.
  VIRGA_CHECK(value != nullptr && value->sort == checked.type.sort);
  Add(*progress.instance, checked.type, *value);
  return {};
}

Status InstantiateFrame::RunExport(ComponentInstance& in, const ExportSyntax& syntax,
                                   const CheckedDef& checked) {
  const Value value = ValueAt(in, syntax.item);
  if (in.exports.exports.data() == nullptr) {
    size_t count = 0;
    for (const DefSyntax& definition : in.self.code->syntax->definitions)
      count += definition.kind == DefKind::kExport;
    VIRGA_ASSIGN(const std::span<ExportValue> room, state_->NewArray<ExportValue>(count));
    in.exports.exports = {room.data(), size_t{0}};
  }
  ExportValue* const items = const_cast<ExportValue*>(in.exports.exports.data());
  const size_t used = in.exports.exports.size();
  items[used] = {syntax.name.name, value};
  in.exports.exports = {items, used + 1};
  Add(in, checked.type, value);
  return {};
}

Status InstantiateFrame::RunType(ComponentInstance& in, const TypeSyntax& syntax,
                                 const CheckedDef& checked) {
  Value value;
  value.sort = Sort::kType;
  if (syntax.form == TypeForm::kResource) {
    VIRGA_ASSIGN(GuestResource* const resource, state_->New<GuestResource>());
    resource->implementer = &in;
    resource->instance = &in;
    if (syntax.has_destructor) resource->destructor = in.core_funcs[syntax.index];
    value.resource = resource;
  }
  Add(in, checked.type, value);
  return {};
}

Status InstantiateFrame::RunInstance(ComponentInstance& in, const InstanceSyntax& syntax,
                                     const CheckedDef& checked) {
  VIRGA_ASSIGN(const std::span<const ExportValue> values, ValuesOf(in, syntax.args));
  if (syntax.is_instantiation) return Push(in.components[syntax.index], &in, values);
  VIRGA_ASSIGN(InstanceValue* const bundle, state_->New<InstanceValue>());
  bundle->exports = values;
  Value value;
  value.sort = Sort::kInstance;
  value.instance = bundle;
  Add(in, checked.type, value);
  return {};
}

wasm::Extern InstantiateFrame::CoreItemAt(ComponentInstance& in, const SortIndex& item) const {
  switch (item.sort) {
    case Sort::kCoreFunc:
      return wasm::Extern::Of(in.core_funcs[item.index]);
    case Sort::kCoreTable:
      return wasm::Extern::Of(in.core_tables[item.index]);
    case Sort::kCoreMemory:
      return wasm::Extern::Of(in.core_memories[item.index]);
    case Sort::kCoreGlobal:
      return wasm::Extern::Of(in.core_globals[item.index]);
    default:
      return wasm::Extern::Of(in.core_tags[item.index]);
  }
}

Status InstantiateFrame::RunCoreBundle(ComponentInstance& in, const InstanceSyntax& syntax) {
  VIRGA_ASSIGN(CoreInstanceValue* const bundle, state_->New<CoreInstanceValue>());
  VIRGA_ASSIGN(const std::span<CoreItem> items, state_->NewArray<CoreItem>(syntax.args.size()));
  for (size_t i = 0; i < items.size(); ++i)
    items[i] = {syntax.args[i].name, CoreItemAt(in, syntax.args[i].item)};
  std::sort(items.begin(), items.end(),
            [](const CoreItem& a, const CoreItem& b) { return a.name < b.name; });
  bundle->items = items;
  in.core_instances.Add(bundle);
  return {};
}

Status InstantiateFrame::RunCoreInstance(ComponentInstance& in, const InstanceSyntax& syntax,
                                         wasm::Func** start) {
  if (!syntax.is_instantiation) return RunCoreBundle(in, syntax);
  wasm::ModuleCode* const code = in.core_modules[syntax.index];
  const std::span<const wasm::Import> imports = code->module().imports;
  Vec<wasm::Extern> externs(&state_->store().allocator());
  if (!externs.Reserve(imports.size())) return Error::OutOfMemory();
  for (const wasm::Import& import : imports) {
    const auto arg = std::find_if(syntax.args.begin(), syntax.args.end(),
                                  [&](const ArgSyntax& a) { return a.name == import.module; });
    VIRGA_CHECK(arg != syntax.args.end());
    VIRGA_ASSIGN(const wasm::Extern item, in.core_instances[arg->item.index]->Find(import.name));
    if (!externs.Push(item)) return Error::OutOfMemory();
  }
  VIRGA_ASSIGN(CoreInstanceValue* const made, state_->New<CoreInstanceValue>());
  VIRGA_ASSIGN(made->instance, wasm::Instantiate(state_->store(), code, externs.span()));
  in.core_instances.Add(made);
  VIRGA_ASSIGN(*start, wasm::StartFunction(*made->instance));
  return {};
}

Status InstantiateFrame::RunAlias(ComponentInstance& in, const AliasSyntax& syntax,
                                  const CheckedDef& checked) {
  switch (syntax.target) {
    case AliasSyntax::Target::kCoreExport:
      return RunCoreAlias(in, syntax);
    case AliasSyntax::Target::kOuter:
      return RunOuterAlias(in, syntax, checked);
    case AliasSyntax::Target::kExport:
      break;
  }
  const Value* value = in.instances[syntax.index]->Find(syntax.name);
  if (value != nullptr) {
    Add(in, checked.type, *value);
    return {};
  }
  // A type that a host instance has no value for: only resources have one.
  VIRGA_CHECK(syntax.sort == Sort::kType);
  Value type;
  type.sort = Sort::kType;
  if (checked.type.type.kind == AnyType::Kind::kResource)
    type.resource = in.resource(checked.type.type.index);
  Add(in, checked.type, type);
  return {};
}

Status InstantiateFrame::RunCoreAlias(ComponentInstance& in, const AliasSyntax& syntax) {
  VIRGA_ASSIGN(const wasm::Extern item, in.core_instances[syntax.index]->Find(syntax.name));
  switch (item.kind) {
    case wasm::ExternKind::kFunc:
      in.core_funcs.Add(item.func);
      break;
    case wasm::ExternKind::kTable:
      in.core_tables.Add(item.table);
      break;
    case wasm::ExternKind::kMemory:
      in.core_memories.Add(item.memory);
      break;
    case wasm::ExternKind::kGlobal:
      in.core_globals.Add(item.global);
      break;
    case wasm::ExternKind::kTag:
      in.core_tags.Add(item.tag);
      break;
  }
  return {};
}

Status InstantiateFrame::RunOuterAlias(ComponentInstance& in, const AliasSyntax& syntax,
                                       const CheckedDef& checked) {
  if (syntax.sort == Sort::kCoreType) return {};
  ComponentInstance* target = &in;
  for (uint32_t i = 0; i < syntax.outer_count; ++i) target = target->self.lexical;
  if (syntax.sort == Sort::kType && target != &in) {
    Value none;  // types of an enclosing component carry no resources
    none.sort = Sort::kType;
    Add(in, checked.type, none);
    return {};
  }
  Add(in, checked.type, ValueAt(*target, {syntax.sort, syntax.index}));
  return {};
}

}  // namespace virga::cabi
