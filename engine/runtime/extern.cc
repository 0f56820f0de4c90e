#include "engine/runtime/extern.h"

#include <cinttypes>
#include <cstdio>

#include "engine/support/try.h"
#include "engine/types/type_text.h"

namespace virga::wasm {

namespace {

using LimitsText = FixedText<96>;

LimitsText TextOf(const SizeLimits& limits) {
  LimitsText text;
  int used = std::snprintf(text.bytes, sizeof(text.bytes), "%smin %" PRIu64,
                           limits.is_64 ? "i64 " : "", limits.min);
  const auto append = [&](const char* format, auto value) {
    used += std::snprintf(text.bytes + used, sizeof(text.bytes) - static_cast<size_t>(used), format,
                          value);
  };
  if (limits.has_max) append(" max %" PRIu64, limits.max);
  if (limits.page_shift != 16) append(" pagesize %llu", 1ull << limits.page_shift);
  if (limits.is_shared) append("%s", " shared");
  return text;
}

FixedText<64> TextOf(const GlobalType& type) {
  FixedText<64> text;
  std::snprintf(text.bytes, sizeof(text.bytes), type.is_mutable ? "(mut %s)" : "%s",
                TextOf(type.type).c_str());
  return text;
}

// spec: valid/matching (limits). `actual.min` is the present size.
bool LimitsMatch(const SizeLimits& actual, const SizeLimits& expected) {
  if (actual.is_64 != expected.is_64 || actual.is_shared != expected.is_shared) return false;
  if (actual.min < expected.min) return false;
  return !expected.has_max || (actual.has_max && actual.max <= expected.max);
}

Error Incompatible(const char* kind, const char* expected, const char* got) {
  return Error::Make(ErrorKind::kUnlinkable, "incompatible import type: expected %s %s, got %s %s",
                     kind, expected, kind, got);
}

Status MatchFunc(const TypeRegistry& registry, TypeId expected, TypeId actual) {
  if (registry.IsSubtype(actual, expected)) return {};
  const FuncType& want = registry.Get(expected).func;
  const FuncType& have = registry.Get(actual).func;
  return Error::Make(ErrorKind::kUnlinkable,
                     "incompatible import type: expected function %s -> %s, got function %s -> %s",
                     TextOf(want.params).c_str(), TextOf(want.results).c_str(),
                     TextOf(have.params).c_str(), TextOf(have.results).c_str());
}

Status MatchTable(const TypeRegistry& registry, const TableType& expected,
                  const TableType& actual) {
  const bool same = registry.Matches(expected.element, actual.element) &&
                    registry.Matches(actual.element, expected.element);
  if (!same) {
    return Incompatible("table of", TextOf(expected.element).c_str(),
                        TextOf(actual.element).c_str());
  }
  if (LimitsMatch(actual.limits, expected.limits)) return {};
  return Incompatible("table with", TextOf(expected.limits).c_str(), TextOf(actual.limits).c_str());
}

Status MatchMemory(const MemoryType& expected, const MemoryType& actual) {
  if (actual.limits.page_shift == expected.limits.page_shift &&
      LimitsMatch(actual.limits, expected.limits))
    return {};
  return Incompatible("memory with", TextOf(expected.limits).c_str(),
                      TextOf(actual.limits).c_str());
}

// A mutable global is read and written, so both directions must match.
Status MatchGlobal(const TypeRegistry& registry, const GlobalType& expected,
                   const GlobalType& actual) {
  if (actual.is_mutable == expected.is_mutable && registry.Matches(actual.type, expected.type) &&
      (!expected.is_mutable || registry.Matches(expected.type, actual.type)))
    return {};
  return Incompatible("global", TextOf(expected).c_str(), TextOf(actual).c_str());
}

}  // namespace

Status MatchImport(const ValidatedModule& validated, const Import& import, const Extern& actual) {
  if (import.kind != actual.kind) {
    return Error::Make(ErrorKind::kUnlinkable, "incompatible import type: expected %s, got %s",
                       TextOf(import.kind), TextOf(actual.kind));
  }
  const Module& module = validated.module();
  const TypeRegistry& registry = validated.registry();
  switch (import.kind) {
    case ExternKind::kFunc:
      return MatchFunc(registry, validated.function_type_id(import.index), actual.func->type);
    case ExternKind::kTable: {
      TableType expected = module.tables[import.index].type;
      expected.element = validated.Canonical(expected.element);
      return MatchTable(registry, expected, actual.table->type());
    }
    case ExternKind::kMemory:
      return MatchMemory(module.memories[import.index], actual.memory->type());
    case ExternKind::kGlobal: {
      GlobalType expected = module.globals[import.index].type;
      expected.type = validated.Canonical(expected.type);
      return MatchGlobal(registry, expected, actual.global->type);
    }
    case ExternKind::kTag: {
      // Tags are generative: equal, not subtypes. spec: valid/matching (tags).
      const TypeId expected = validated.type_id(module.tags[import.index].type_index);
      if (expected == actual.tag->type) return {};
      return Incompatible("tag", "of another type", "tag of its own type");
    }
  }
  return {};
}

}  // namespace virga::wasm
