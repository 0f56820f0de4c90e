#include "engine/validate/module_validator.h"

#include <cstdarg>
#include <cstdio>

#include "engine/support/try.h"

namespace virga::wasm {

ModuleValidator::ModuleValidator(std::unique_ptr<Module> module, TypeRegistry* registry,
                                 const Features& features, const Limits& limits)
    : validated_(new ValidatedModule(std::move(module), registry)),
      depths_(validated_->module_->arena.allocator()) {
  validated_->features_ = features;
  validated_->limits_ = limits;
}

Error ModuleValidator::InvalidIn(int section, const char* format, ...) const {
  char text[512];
  va_list args;
  va_start(args, format);
  std::vsnprintf(text, sizeof(text), format, args);
  va_end(args);
  const uint64_t offset = module().section_offsets[section];
  if (offset == 0) return Error::Make(ErrorKind::kInvalid, "%s", text);
  return Error::At(ErrorKind::kInvalid, offset, "%s", text);
}

Status ModuleValidator::CheckBodies() {
  for (uint32_t i = 0; i < module().bodies.size(); ++i) {
    VIRGA_ASSIGN(validated_->bodies_[i], code_->CheckBody(i, validated_->declared_.span()));
  }
  return {};
}

// In the order of the specification's reference: earlier parts give what later ones refer to.
Result<std::unique_ptr<ValidatedModule>> ModuleValidator::Run(ValidateMode mode) {
  ValidatedModule& validated = *validated_;
  if (!validated.type_ids_.Resize(module().types.size()) ||
      !validated.declared_.Resize(module().functions.size()) ||
      !validated.bodies_.Resize(module().bodies.size())) {
    return Error::OutOfMemory();
  }
  VIRGA_TRY(CheckTypes());
  code_.emplace(module(), validated.registry(), validated.type_ids_.span(), validated.features_,
                validated.limits_);
  VIRGA_TRY(CheckImports());
  VIRGA_TRY(CheckTags());
  VIRGA_TRY(CheckFunctions());
  VIRGA_TRY(CheckMemories());
  VIRGA_TRY(CheckTables());
  VIRGA_TRY(CheckGlobals());
  VIRGA_TRY(CheckDatas());
  VIRGA_TRY(CheckElements());
  VIRGA_TRY(CheckStart());
  VIRGA_TRY(CheckExports());
  if (mode == ValidateMode::kEager) VIRGA_TRY(CheckBodies());
  return std::move(validated_);
}

}  // namespace virga::wasm
