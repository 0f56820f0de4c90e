#include "canonical-abi/validate/matcher.h"

#include <algorithm>
#include <cstdio>

#include "engine/support/try.h"

namespace virga::cabi {
namespace {

Error Mismatch(const char* expected, const char* actual) {
  return Error::Make(ErrorKind::kInvalid, "expected %s, found %s", expected, actual);
}

// Puts `kind "name"` before a mismatch, so that nested ones name their place.
Status At(const char* kind, std::string_view name, Status status) {
  if (status.ok() || status.error().kind() != ErrorKind::kInvalid) return status;
  char place[96];
  std::snprintf(place, sizeof(place), "%s \"%.*s\"", kind,
                static_cast<int>(std::min<size_t>(name.size(), 64)), name.data());
  Error error = std::move(status).error();
  error.AddContext(place);
  return error;
}

Error Missing(const char* kind, std::string_view name) {
  return Error::Make(ErrorKind::kInvalid, "expected the %s \"%.*s\", which is missing", kind,
                     static_cast<int>(std::min<size_t>(name.size(), 200)), name.data());
}

}  // namespace

Status Matcher::Match(const EntityType& actual, const EntityType& expected) {
  VIRGA_TRY(budget_->Take(1));
  if (actual.sort != expected.sort) return Mismatch(SortText(expected.sort), SortText(actual.sort));
  if (actual.sort == Sort::kType) return MatchType(actual.type, expected.type);
  if (actual.type == expected.type) return {};
  switch (actual.sort) {
    case Sort::kFunc:
      return Mismatch("another function type", "this one");
    case Sort::kInstance:
      return MatchInstance(actual.type.index, expected.type.index);
    case Sort::kComponent:
      return MatchComponent(actual.type.index, expected.type.index);
    default:
      return MatchModule(actual.type.index, expected.type.index);
  }
}

Status Matcher::MatchType(const AnyType& actual, const AnyType& expected) {
  if (actual == expected) return {};
  if (actual.kind != expected.kind)
    return Mismatch(AnyTypeText(expected.kind), AnyTypeText(actual.kind));
  switch (actual.kind) {
    case AnyType::Kind::kInstance:
      VIRGA_TRY(MatchInstance(actual.index, expected.index));
      return MatchInstance(expected.index, actual.index);
    case AnyType::Kind::kComponent:
      VIRGA_TRY(MatchComponent(actual.index, expected.index));
      return MatchComponent(expected.index, actual.index);
    default:
      return Mismatch("another type", AnyTypeText(actual.kind));
  }
}

Status Matcher::BindResources(const EntityType& actual, const EntityType& expected,
                              std::span<const ResourceId> open, Substitution* substitution) {
  VIRGA_TRY(budget_->Take(1));
  if (open.empty() || actual.sort != expected.sort) return {};
  if (expected.sort == Sort::kType) {
    const bool resources = expected.type.kind == AnyType::Kind::kResource &&
                           actual.type.kind == AnyType::Kind::kResource;
    VIRGA_TRY(budget_->Take(open.size()));
    if (!resources || substitution->IsBound(expected.type.index) ||
        std::find(open.begin(), open.end(), expected.type.index) == open.end())
      return {};
    return substitution->Bind(expected.type.index, actual.type.index);
  }
  if (expected.sort != Sort::kInstance || !table_->instance(expected.type.index).has_resources)
    return {};
  const EntityList actual_exports = table_->instance(actual.type.index).exports;
  const EntityList exports = table_->instance(expected.type.index).exports;
  for (const NamedEntity& item : exports.items) {
    const NamedEntity* found = actual_exports.Find(item.name);
    if (found != nullptr) VIRGA_TRY(BindResources(found->type, item.type, open, substitution));
  }
  return {};
}

Status Matcher::MatchExports(const EntityList& actual, const EntityList& expected) {
  for (const NamedEntity& item : expected.items) {
    const NamedEntity* found = actual.Find(item.name);
    if (found == nullptr) return Missing("export", item.name);
    VIRGA_TRY(At("export", item.name, Match(found->type, item.type)));
  }
  return {};
}

Status Matcher::MatchInstance(uint32_t actual, uint32_t expected) {
  if (actual == expected) return {};
  const InstanceType type = table_->instance(expected);
  if (!type.bound.empty()) {
    Substitution substitution(table_, budget_);
    const EntityType expected_type = {Sort::kInstance, {AnyType::Kind::kInstance, expected}};
    VIRGA_TRY(BindResources({Sort::kInstance, {AnyType::Kind::kInstance, actual}}, expected_type,
                            type.bound, &substitution));
    VIRGA_ASSIGN(const EntityType opened, substitution.Apply(expected_type));
    return MatchExports(table_->instance(actual).exports,
                        table_->instance(opened.type.index).exports);
  }
  return MatchExports(table_->instance(actual).exports, type.exports);
}

Status Matcher::MatchComponent(uint32_t actual, uint32_t expected) {
  if (actual == expected) return {};
  const ComponentType have = table_->component(actual);
  const ComponentType want = table_->component(expected);
  // What the actual component imports, the expected type must offer.
  Substitution imports(table_, budget_);
  for (const NamedEntity& item : have.imports.items) {
    const NamedEntity* offered = want.imports.Find(item.name);
    if (offered != nullptr)
      VIRGA_TRY(BindResources(offered->type, item.type, have.imported, &imports));
  }
  for (const NamedEntity& item : have.imports.items) {
    const NamedEntity* offered = want.imports.Find(item.name);
    if (offered == nullptr) return Missing("import", item.name);
    VIRGA_ASSIGN(const EntityType type, imports.Apply(item.type));
    VIRGA_TRY(At("import", item.name, Match(offered->type, type)));
  }
  Substitution exports(table_, budget_);
  for (const NamedEntity& item : want.exports.items) {
    const NamedEntity* found = have.exports.Find(item.name);
    if (found == nullptr) return Missing("export", item.name);
    VIRGA_ASSIGN(const EntityType type, imports.Apply(found->type));
    VIRGA_TRY(BindResources(type, item.type, want.exported, &exports));
  }
  for (const NamedEntity& item : want.exports.items) {
    VIRGA_ASSIGN(const EntityType found, imports.Apply(have.exports.Find(item.name)->type));
    VIRGA_ASSIGN(const EntityType type, exports.Apply(item.type));
    VIRGA_TRY(At("export", item.name, Match(found, type)));
  }
  return {};
}

Status Matcher::MatchModule(uint32_t actual, uint32_t expected) {
  const ModuleType& have = table_->module(actual);
  const ModuleType& want = table_->module(expected);
  for (const CoreNamed& item : have.imports) {
    VIRGA_TRY(budget_->Take(want.imports.size() + 1));
    const CoreNamed* offered = nullptr;
    for (const CoreNamed& candidate : want.imports) {
      if (candidate.module == item.module && candidate.name == item.name) offered = &candidate;
    }
    if (offered == nullptr) return Missing("core import", item.name);
    if (!CoreMatches(offered->type, item.type))
      return At("core import", item.name, Mismatch("another core type", "this one"));
  }
  for (const CoreNamed& item : want.exports) {
    VIRGA_TRY(budget_->Take(1));
    const CoreNamed* found = have.Find(item.name);
    if (found == nullptr) return Missing("core export", item.name);
    if (!CoreMatches(found->type, item.type))
      return At("core export", item.name, Mismatch("another core type", "this one"));
  }
  return {};
}

}  // namespace virga::cabi
