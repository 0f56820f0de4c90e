#include "virga/module.h"

#include <utility>

#include "engine/api/access.h"
#include "engine/api/module_source.h"
#include "engine/binary/decoder.h"
#include "engine/compile/translator.h"
#include "engine/runtime/instantiate.h"
#include "engine/support/try.h"
#include "engine/validate/validated.h"

namespace virga {

using internal::Access;

namespace {

// The type of something in an index space of the module, with canonical types.
ExternType TypeOf(const wasm::ModuleCode& code, ExternKind kind, uint32_t index) {
  const wasm::ValidatedModule& validated = code.validated();
  const wasm::Module& module = validated.module();
  ExternType type;
  type.kind = kind;
  switch (kind) {
    case ExternKind::kFunc:
      type.func = validated.registry().Get(validated.function_type_id(index)).func;
      break;
    case ExternKind::kTable:
      type.table = module.tables[index].type;
      type.table.element = validated.Canonical(type.table.element);
      break;
    case ExternKind::kMemory:
      type.memory = module.memories[index];
      break;
    case ExternKind::kGlobal:
      type.global = module.globals[index].type;
      type.global.type = validated.Canonical(type.global.type);
      break;
    case ExternKind::kTag:
      type.func = validated.registry().Get(validated.type_id(module.tags[index].type_index)).func;
      break;
  }
  return type;
}

}  // namespace

Result<Module> Module::Load(const Engine& engine, std::span<const uint8_t> bytes,
                            const LoadOptions& options) {
  internal::EngineState& state = Access::State(engine);
  const Config& config = state.config;
  VIRGA_ASSIGN(std::unique_ptr<internal::ModuleSource> source,
               internal::ModuleSource::New(bytes, options.copy_bytes, options.name,
                                           &state.allocator));
  VIRGA_ASSIGN(std::unique_ptr<wasm::Module> decoded,
               wasm::DecodeModule(source->bytes(), config.features, config.limits,
                                  &state.allocator, options.base_offset));
  source->SetModule(decoded.get());
  VIRGA_ASSIGN(
      std::unique_ptr<wasm::ValidatedModule> validated,
      wasm::ValidateModule(
          std::move(decoded), &state.registry, config.features, config.limits,
          config.lazy_validation ? wasm::ValidateMode::kLazy : wasm::ValidateMode::kEager));
  wasm::CodeOptions code_options;
  code_options.interrupts = config.interrupts;
  code_options.fuel = config.fuel;
  VIRGA_ASSIGN(wasm::ModuleCode* const code,
               wasm::ModuleCode::Create(std::move(validated),
                                        wasm::NewTranslator(&state.allocator), std::move(source),
                                        code_options, &state.allocator));
  Module module(engine, code);
  if (config.eager_translation) VIRGA_TRY(code->TranslateAll());
  return module;
}

Module::Module(const Module& other) : engine_(other.engine_), code_(other.code_) {
  if (code_ != nullptr) code_->AddRef();
}

Module::~Module() {
  if (code_ != nullptr) code_->Release();
}

std::string_view Module::name() const { return code_->name(); }

size_t Module::import_count() const { return code_->module().imports.size(); }

ImportType Module::import(size_t index) const {
  const wasm::Import& item = code_->module().imports[index];
  return {item.module, item.name, TypeOf(*code_, item.kind, item.index)};
}

size_t Module::export_count() const { return code_->module().exports.size(); }

ExportType Module::export_at(size_t index) const {
  const wasm::Export& item = code_->module().exports[index];
  return {item.name, TypeOf(*code_, item.kind, item.index)};
}

std::optional<ExportType> Module::FindExport(std::string_view name) const {
  const wasm::Export* item = wasm::FindExport(code_->module(), name);
  if (item == nullptr) return std::nullopt;
  return ExportType{item->name, TypeOf(*code_, item->kind, item->index)};
}

}  // namespace virga
