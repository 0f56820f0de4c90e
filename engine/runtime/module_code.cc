#include "engine/runtime/module_code.h"

#include <new>
#include <utility>

#include "engine/support/try.h"

namespace virga::wasm {

namespace {

uint32_t SlotsOf(std::span<const ValType> types) {
  uint32_t slots = 0;
  for (const ValType type : types) slots += type.slots();
  return slots;
}

}  // namespace

Result<ModuleCode*> ModuleCode::Create(std::unique_ptr<ValidatedModule> validated,
                                       std::unique_ptr<Translator> translator,
                                       std::unique_ptr<NameSource> names,
                                       const CodeOptions& options, Allocator* allocator) {
  struct Releaser {
    void operator()(ModuleCode* code) const { code->Release(); }
  };
  std::unique_ptr<ModuleCode, Releaser> code(new (std::nothrow) ModuleCode(allocator));
  if (code == nullptr || translator == nullptr) return Error::OutOfMemory();
  const Module& module = validated->module();
  code->validated_ = std::move(validated);
  code->translator_ = std::move(translator);
  code->names_ = std::move(names);
  code->options_ = options;
  code->records_ = code->arena_.NewArray<FuncCode>(module.bodies.size());
  if (code->records_.data() == nullptr) return Error::OutOfMemory();
  for (size_t i = 0; i < module.bodies.size(); ++i) {
    const uint32_t function = module.imported_functions + static_cast<uint32_t>(i);
    const FuncType& type = module.TypeOfFunction(function);
    FuncCode& record = code->records_[i];
    record.param_slots = SlotsOf(type.params);
    record.result_slots = SlotsOf(type.results);
    record.function = function;
    record.module = code.get();
    record.entry.store(TranslateEntry(), std::memory_order_relaxed);
  }
  return code.release();
}

Status ModuleCode::EnsureTranslated(FuncCode* code) {
  const std::lock_guard<std::mutex> hold(lock_);
  if (code->entry.load(std::memory_order_relaxed) != TranslateEntry()) return {};
  VIRGA_ASSIGN(const ValidatedBody body,
               ValidatedBody::Of(*validated_, code->function - module().imported_functions));
  return translator_->Translate(body, code);
}

Status ModuleCode::TranslateAll() {
  for (FuncCode& record : records_) VIRGA_TRY(EnsureTranslated(&record));
  return {};
}

bool ModuleCode::Describe(const Cell* pc, bool is_return, TrapFrame* frame) {
  for (const FuncCode& record : records_) {
    if (!translator_->Locate(record, pc, is_return, &frame->module_offset)) continue;
    frame->function_index = record.function;
    if (names_ != nullptr) {
      const std::lock_guard<std::mutex> hold(lock_);
      frame->module_name = names_->ModuleName();
      frame->function_name = names_->FunctionName(record.function);
    }
    return true;
  }
  return false;
}

void ModuleCode::Release() {
  if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

}  // namespace virga::wasm
