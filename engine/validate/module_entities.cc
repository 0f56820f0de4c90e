// Functions, tables, memories, globals, tags, imports, exports, start. spec: valid/modules.

#include <algorithm>

#include "engine/diag/feature_error.h"
#include "engine/support/try.h"
#include "engine/types/type_text.h"
#include "engine/validate/module_validator.h"

namespace virga::wasm {

namespace {

using Number = unsigned long long;  // what %llu takes

// The limits of a table or memory against the range of its address type.
bool InRange(const SizeLimits& limits, uint64_t range) {
  return limits.min <= range && (!limits.has_max || limits.max <= range);
}

}  // namespace

Status ModuleValidator::CheckFunctions() const {
  for (size_t i = 0; i < module().functions.size(); ++i) {
    const int section = i < module().imported_functions ? kImportSection : kFunctionSection;
    VIRGA_TRY(CheckFuncIndex(module().functions[i], section, "function", i));
  }
  return {};
}

Status ModuleValidator::CheckTables() {
  const std::span<const Table> tables = module().tables;
  if (tables.size() > 1 && !validated_->features_.Has(Feature::kReferenceTypes)) {
    return InvalidIn(kTableSection, "multiple tables: %llu (feature reference-types is off)",
                     static_cast<Number>(tables.size()));
  }
  for (size_t i = 0; i < tables.size(); ++i) {
    const TableType& type = tables[i].type;
    const bool imported = i < module().imported_tables;
    const int section = imported ? kImportSection : kTableSection;
    VIRGA_TRY(CheckValType(type.element, section, "table", i));
    if (!type.limits.is_64 && !InRange(type.limits, UINT32_MAX)) {
      return InvalidIn(section, "table size must be at most 2^32-1: table %llu of %llu elements",
                       static_cast<Number>(i), static_cast<Number>(type.limits.min));
    }
    if (type.limits.has_max && type.limits.min > type.limits.max) {
      return InvalidIn(section,
                       "size minimum must not be greater than maximum: table %llu has %llu and "
                       "%llu",
                       static_cast<Number>(i), static_cast<Number>(type.limits.min),
                       static_cast<Number>(type.limits.max));
    }
    if (!tables[i].init.bytes.empty()) {
      VIRGA_TRY(code_->CheckConstant(tables[i].init, type.element, module().imported_globals,
                                     declared()));
    } else if (!imported && !type.element.is_defaultable()) {
      return InvalidIn(section, "type mismatch: table %llu of %s needs an initialiser",
                       static_cast<Number>(i), TextOf(type.element).c_str());
    }
  }
  return {};
}

Status ModuleValidator::CheckMemories() const {
  const std::span<const MemoryType> memories = module().memories;
  if (memories.size() > 1 && !validated_->features_.Has(Feature::kMultiMemory)) {
    return InvalidIn(kMemorySection, "multiple memories: %llu (feature multi-memory is off)",
                     static_cast<Number>(memories.size()));
  }
  for (size_t i = 0; i < memories.size(); ++i) {
    const SizeLimits& limits = memories[i].limits;
    const int section = i < module().imported_memories ? kImportSection : kMemorySection;
    const int address_bits = limits.is_64 ? 64 : 32;
    uint64_t range = uint64_t{1} << (address_bits - 16);
    if (limits.page_shift == 0) range = limits.is_64 ? UINT64_MAX : uint64_t{1} << 32;
    if (!InRange(limits, range)) {
      return InvalidIn(section, "memory size must be at most %llu pages (%s): memory %llu has %llu",
                       static_cast<Number>(range), limits.is_64 ? "16EiB" : "4GiB",
                       static_cast<Number>(i),
                       static_cast<Number>(limits.min > range ? limits.min : limits.max));
    }
    if (limits.has_max && limits.min > limits.max) {
      return InvalidIn(section,
                       "size minimum must not be greater than maximum: memory %llu has %llu and "
                       "%llu pages",
                       static_cast<Number>(i), static_cast<Number>(limits.min),
                       static_cast<Number>(limits.max));
    }
    if (limits.is_shared && !limits.has_max) {
      return InvalidIn(section, "shared memory must have maximum: memory %llu",
                       static_cast<Number>(i));
    }
  }
  return {};
}

Status ModuleValidator::CheckGlobals() {
  const std::span<const Global> globals = module().globals;
  for (size_t i = 0; i < globals.size(); ++i) {
    const bool imported = i < module().imported_globals;
    VIRGA_TRY(CheckValType(globals[i].type.type, imported ? kImportSection : kGlobalSection,
                           "global", i));
    if (imported) continue;
    // Each sees the globals before it.
    VIRGA_TRY(code_->CheckConstant(globals[i].init, globals[i].type.type, static_cast<uint32_t>(i),
                                   declared()));
  }
  return {};
}

Status ModuleValidator::CheckTags() const {
  for (size_t i = 0; i < module().tags.size(); ++i) {
    const uint32_t type = module().tags[i].type_index;
    const int section = i < module().imported_tags ? kImportSection : kTagSection;
    VIRGA_TRY(CheckFuncIndex(type, section, "tag", i));
    if (!module().types[type].func.results.empty() &&
        !validated_->features_.Has(Feature::kStackSwitching)) {
      return InvalidIn(section, "non-empty tag result type: tag %llu", static_cast<Number>(i));
    }
  }
  return {};
}

Status ModuleValidator::CheckImports() const {
  if (validated_->features_.Has(Feature::kMutableGlobals)) return {};
  for (const Import& import : module().imports) {
    if (import.kind != ExternKind::kGlobal) continue;
    if (!module().globals[import.index].type.is_mutable) continue;
    return FeatureError(import.offset, "import of a mutable global", Feature::kMutableGlobals);
  }
  return {};
}

Status ModuleValidator::CheckStart() const {
  const uint32_t start = module().start;
  if (start == kNoIndex) return {};
  if (start >= module().functions.size()) {
    return InvalidIn(kStartSection, "unknown function %u: start function, the module has %llu",
                     start, static_cast<Number>(module().functions.size()));
  }
  const FuncType& type = module().TypeOfFunction(start);
  if (type.params.empty() && type.results.empty()) return {};
  return InvalidIn(kStartSection,
                   "start function must not have parameters or results: function %u has %s -> %s",
                   start, TextOf(type.params).c_str(), TextOf(type.results).c_str());
}

Status ModuleValidator::CheckExports() {
  const Module& module = this->module();
  const size_t counts[] = {module.functions.size(), module.tables.size(), module.memories.size(),
                           module.globals.size(), module.tags.size()};
  Vec<const Export*> by_name(module.arena.allocator());
  if (!by_name.Reserve(module.exports.size())) return Error::OutOfMemory();
  for (const Export& item : module.exports) {
    if (item.index >= counts[static_cast<int>(item.kind)]) {
      return Error::At(ErrorKind::kInvalid, item.offset, "unknown %s %u: exported, there are %llu",
                       TextOf(item.kind), item.index,
                       static_cast<Number>(counts[static_cast<int>(item.kind)]));
    }
    if (item.kind == ExternKind::kFunc) declared()[item.index] = 1;
    if (item.kind == ExternKind::kGlobal && module.globals[item.index].type.is_mutable &&
        !validated_->features_.Has(Feature::kMutableGlobals)) {
      return FeatureError(item.offset, "export of a mutable global", Feature::kMutableGlobals);
    }
    if (!by_name.Push(&item)) return Error::OutOfMemory();
  }
  // Equal names in the order of the module, so that the later one is reported.
  std::sort(by_name.begin(), by_name.end(), [](const Export* a, const Export* b) {
    return a->name != b->name ? a->name < b->name : a < b;
  });
  for (size_t i = 1; i < by_name.size(); ++i) {
    if (by_name[i]->name != by_name[i - 1]->name) continue;
    const std::string_view name = by_name[i]->name.substr(0, 200);
    return Error::At(ErrorKind::kInvalid, by_name[i]->offset, "duplicate export name \"%.*s\"",
                     static_cast<int>(name.size()), name.data());
  }
  return {};
}

}  // namespace virga::wasm
