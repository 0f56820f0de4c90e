#include "engine/validate/validated.h"

#include "engine/validate/body_validator.h"
#include "engine/validate/module_validator.h"

namespace virga::wasm {

ValidatedModule::ValidatedModule(std::unique_ptr<Module> module, TypeRegistry* registry)
    : module_(std::move(module)),
      registry_(registry),
      type_ids_(module_->arena.allocator()),
      declared_(module_->arena.allocator()),
      bodies_(module_->arena.allocator()) {}

ValType ValidatedModule::Canonical(ValType type) const {
  return TypeContext(*registry_, type_ids_.span()).Canonical(type);
}

Result<ValidatedBody> ValidatedBody::Of(ValidatedModule& module, uint32_t body) {
  VIRGA_CHECK(body < module.bodies_.size());
  BodyFacts& facts = module.bodies_[body];
  if (!facts.validated) {
    BodyValidator validator(*module.module_, *module.registry_, module.type_ids_.span(),
                            module.features_, module.limits_);
    Result<BodyFacts> checked = validator.CheckBody(body, module.declared_.span());
    if (!checked.ok()) return std::move(checked).error();
    facts = *checked;
  }
  return ValidatedBody(&module, body);
}

Result<std::unique_ptr<ValidatedModule>> ValidateModule(std::unique_ptr<Module> module,
                                                        TypeRegistry* registry,
                                                        const Features& features,
                                                        const Limits& limits, ValidateMode mode) {
  return ModuleValidator(std::move(module), registry, features, limits).Run(mode);
}

}  // namespace virga::wasm
