#include "canonical-abi/types/value_type.h"

#include <algorithm>
#include <cinttypes>

#include "canonical-abi/types/layout.h"
#include "engine/support/hash.h"
#include "engine/support/try.h"

namespace virga::cabi {

std::string_view TypeKindName(TypeKind kind) {
  static constexpr std::string_view kNames[] = {
#define X(code, name, text, bytes, core) text,
#include "canonical-abi/types/value_type.def"
#undef X
      "record", "tuple", "variant", "enum", "option", "result", "flags",
      "list",   "list",  "map",     "own",  "borrow", "stream", "future"};
  return kNames[static_cast<size_t>(kind)];
}

std::optional<TypeKind> PrimitiveOfCode(uint8_t code) {
  switch (code) {
#define X(code, name, text, bytes, core) \
  case code:                             \
    return TypeKind::k##name;
#include "canonical-abi/types/value_type.def"
#undef X
    default:
      return std::nullopt;
  }
}

namespace {

// No configuration goes deeper: the step compiler and Val recurse over the nesting of one type.
constexpr uint64_t kDepthMax = 1000;

uint64_t HashOf(const TypeNode& seed, std::span<const FieldSpec> fields) {
  uint64_t hash = HashMix(static_cast<uint64_t>(seed.kind), seed.element.index);
  hash = HashMix(hash, uint64_t{seed.length} << 32 | seed.resource);
  for (const FieldSpec& field : fields)
    hash = HashMix(HashBytes(field.label, hash), field.type.index);
  return hash;
}

TypeNode Seed(TypeKind kind) {
  TypeNode node;
  node.kind = kind;
  return node;
}

TypeNode ElementSeed(TypeKind kind, ValueType element) {
  TypeNode node = Seed(kind);
  node.element = element;
  return node;
}

}  // namespace

// The primitives fit in the first block of a Vec, and a table whose first allocation failed stays
// empty: nothing can be added to it then, so no index is ever out of range.
TypeTable::TypeTable(const Limits& limits, Allocator* allocator)
    : depth_max_(std::min<uint64_t>(limits.value_type_depth, kDepthMax)),
      cases_max_(limits.value_type_cases),
      weight_max_(limits.flat_types),
      params_max_(limits.function_params),
      arena_(allocator),
      nodes_(allocator),
      fields_(allocator),
      funcs_(allocator),
      node_index_(allocator),
      func_index_(allocator) {
  if (!nodes_.Reserve(kPrimitiveCount)) return;
  for (uint32_t i = 0; i < kPrimitiveCount; ++i)
    static_cast<void>(nodes_.Push(PrimitiveNode(static_cast<TypeKind>(i))));
}

Status TypeTable::CheckCount(const TypeNode& seed, size_t fields) const {
  if (nodes_.empty()) return Error::OutOfMemory();
  const std::string_view kind = TypeKindName(seed.kind);
  const bool needs_fields = seed.is_variant() || seed.is_record() || seed.kind == TypeKind::kFlags;
  if (needs_fields && fields == 0) {
    return Error::Make(ErrorKind::kInvalid, "a %.*s type must have at least one %s",
                       static_cast<int>(kind.size()), kind.data(),
                       seed.is_record()                ? "field"
                       : seed.kind == TypeKind::kFlags ? "label"
                                                       : "case");
  }
  if (seed.kind == TypeKind::kFlags && fields > 32)
    return Error::Make(ErrorKind::kInvalid, "a flags type has %zu labels, at most 32 are allowed",
                       fields);
  if (fields > cases_max_) {
    return Error::Make(
        ErrorKind::kLimit,
        "a %.*s type has %zu fields or cases, the limit max-value-type-cases is %" PRIu64,
        static_cast<int>(kind.size()), kind.data(), fields, cases_max_);
  }
  return {};
}

Status TypeTable::CheckNode(const TypeNode& node) const {
  const std::string_view kind = TypeKindName(node.kind);
  if (node.depth > depth_max_) {
    return Error::Make(ErrorKind::kLimit,
                       "a %.*s type nests %u deep, the limit max-value-type-depth is %" PRIu64,
                       static_cast<int>(kind.size()), kind.data(), node.depth, depth_max_);
  }
  if (node.size[1] > kByteLengthMax) {
    return Error::Make(ErrorKind::kInvalid, "a %.*s type takes 2^28 bytes or more",
                       static_cast<int>(kind.size()), kind.data());
  }
  if (node.weight > weight_max_) {
    return Error::Make(ErrorKind::kLimit,
                       "a %.*s type has %" PRIu64 " leaves, the limit max-flat-types is %" PRIu64,
                       static_cast<int>(kind.size()), kind.data(), node.weight, weight_max_);
  }
  const bool carries = node.kind == TypeKind::kStream || node.kind == TypeKind::kFuture;
  if (carries && node.has_borrow) {
    return Error::Make(ErrorKind::kInvalid, "a %.*s type must not contain a borrow",
                       static_cast<int>(kind.size()), kind.data());
  }
  return {};
}

bool TypeTable::Same(const TypeNode& node, const TypeNode& seed,
                     std::span<const FieldSpec> fields) const {
  if (node.kind != seed.kind || node.element != seed.element || node.length != seed.length ||
      node.resource != seed.resource || node.field_count != fields.size())
    return false;
  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields_[node.first_field + i];
    if (field.type != fields[i].type || field.label != fields[i].label) return false;
  }
  return true;
}

Status TypeTable::AppendFields(std::span<const FieldSpec> fields) {
  if (fields_.size() + fields.size() >= UINT32_MAX)
    return Error::Make(ErrorKind::kLimit, "too many fields in one type table");
  for (const FieldSpec& field : fields) {
    const auto label = arena_.CopyArray<char>({field.label.data(), field.label.size()});
    if (label.data() == nullptr) return Error::OutOfMemory();
    if (!fields_.Push(Field{{label.data(), label.size()}, field.type, {0, 0}}))
      return Error::OutOfMemory();
  }
  return {};
}

Result<ValueType> TypeTable::Add(TypeNode seed, std::span<const FieldSpec> fields) {
  VIRGA_TRY(CheckCount(seed, fields.size()));
  const uint64_t hash = HashOf(seed, fields);
  const uint32_t found =
      node_index_.Find(hash, [&](uint32_t entry) { return Same(nodes_[entry], seed, fields); });
  if (found != HashIndex::kNone) return ValueType{found};

  const size_t first_field = fields_.size();
  VIRGA_TRY(AppendFields(fields));
  seed.first_field = static_cast<uint32_t>(first_field);
  seed.field_count = static_cast<uint32_t>(fields.size());
  LayOut(*this, {fields_.data() + first_field, fields.size()}, &seed);
  if (Status status = CheckNode(seed); !status.ok()) {
    fields_.Truncate(first_field);
    return std::move(status).error();
  }
  const uint32_t index = size();
  if (index >= UINT32_MAX - 1 || !nodes_.Push(seed)) return Error::OutOfMemory();
  VIRGA_TRY(node_index_.Insert(hash, index));
  return ValueType{index};
}

Result<ValueType> TypeTable::Record(std::span<const FieldSpec> fields) {
  return Add(Seed(TypeKind::kRecord), fields);
}

Result<ValueType> TypeTable::Tuple(std::span<const ValueType> types) {
  Vec<FieldSpec> fields(nodes_.allocator());
  if (!fields.Resize(types.size())) return Error::OutOfMemory();
  for (size_t i = 0; i < types.size(); ++i) fields[i].type = types[i];
  return Add(Seed(TypeKind::kTuple), fields);
}

Result<ValueType> TypeTable::Variant(std::span<const FieldSpec> cases) {
  return Add(Seed(TypeKind::kVariant), cases);
}

Result<ValueType> TypeTable::Enum(std::span<const std::string_view> labels) {
  Vec<FieldSpec> fields(nodes_.allocator());
  if (!fields.Resize(labels.size())) return Error::OutOfMemory();
  for (size_t i = 0; i < labels.size(); ++i) fields[i].label = labels[i];
  return Add(Seed(TypeKind::kEnum), fields);
}

Result<ValueType> TypeTable::Flags(std::span<const std::string_view> labels) {
  FieldSpec fields[32];
  if (labels.size() > 32) return CheckCount(Seed(TypeKind::kFlags), labels.size()).error();
  for (size_t i = 0; i < labels.size(); ++i) fields[i].label = labels[i];
  return Add(Seed(TypeKind::kFlags), {fields, labels.size()});
}

Result<ValueType> TypeTable::Option(ValueType some) {
  const FieldSpec cases[] = {{"none", kNoType}, {"some", some}};
  return Add(ElementSeed(TypeKind::kOption, some), cases);
}

Result<ValueType> TypeTable::ResultOf(ValueType ok, ValueType error) {
  const FieldSpec cases[] = {{"ok", ok}, {"error", error}};
  return Add(Seed(TypeKind::kResult), cases);
}

Result<ValueType> TypeTable::List(ValueType element) {
  return Add(ElementSeed(TypeKind::kList, element), {});
}

Result<ValueType> TypeTable::FixedList(ValueType element, uint32_t length) {
  if (length == 0)
    return Error::Make(ErrorKind::kInvalid, "a fixed-length list must have at least one element");
  TypeNode seed = ElementSeed(TypeKind::kFixedList, element);
  seed.length = length;
  return Add(seed, {});
}

Result<ValueType> TypeTable::Map(ValueType key, ValueType value) {
  const ValueType pair[] = {key, value};
  VIRGA_ASSIGN(const ValueType element, Tuple(pair));
  return Add(ElementSeed(TypeKind::kMap, element), {});
}

Result<ValueType> TypeTable::Own(ResourceId resource) {
  TypeNode seed = Seed(TypeKind::kOwn);
  seed.resource = resource;
  return Add(seed, {});
}

Result<ValueType> TypeTable::Borrow(ResourceId resource) {
  TypeNode seed = Seed(TypeKind::kBorrow);
  seed.resource = resource;
  return Add(seed, {});
}

Result<ValueType> TypeTable::Stream(ValueType element) {
  return Add(ElementSeed(TypeKind::kStream, element), {});
}

Result<ValueType> TypeTable::Future(ValueType element) {
  return Add(ElementSeed(TypeKind::kFuture, element), {});
}

Result<FuncTypeId> TypeTable::Func(std::span<const FieldSpec> params, ValueType result,
                                   bool is_async) {
  if (nodes_.empty()) return Error::OutOfMemory();
  if (params.size() > params_max_) {
    return Error::Make(ErrorKind::kLimit,
                       "a function type has %zu parameters, the limit max-params is %" PRIu64,
                       params.size(), params_max_);
  }
  if (result != kNoType && node(result).has_borrow)
    return Error::Make(ErrorKind::kInvalid, "a function's result must not contain a borrow");
  uint64_t hash = HashMix(is_async, result.index);
  for (const FieldSpec& param : params)
    hash = HashMix(HashBytes(param.label, hash), param.type.index);
  const auto same = [&](uint32_t entry) {
    const FuncType& type = funcs_[entry];
    if (type.is_async != is_async || type.result != result || type.param_count != params.size())
      return false;
    for (size_t i = 0; i < params.size(); ++i) {
      const Field& field = fields_[type.first_param + i];
      if (field.type != params[i].type || field.label != params[i].label) return false;
    }
    return true;
  };
  const uint32_t found = func_index_.Find(hash, same);
  if (found != HashIndex::kNone) return FuncTypeId{found};

  FuncType type;
  type.result = result;
  type.is_async = is_async;
  type.param_count = static_cast<uint32_t>(params.size());
  if (!params.empty()) {
    Vec<ValueType> types(nodes_.allocator());
    for (const FieldSpec& param : params)
      if (!types.Push(param.type)) return Error::OutOfMemory();
    VIRGA_ASSIGN(type.param_tuple, Tuple(types));
  }
  if (result != kNoType) {
    VIRGA_ASSIGN(type.result_tuple, Tuple({&result, 1}));
  }
  type.first_param = static_cast<uint32_t>(fields_.size());
  VIRGA_TRY(AppendFields(params));
  const uint32_t index = static_cast<uint32_t>(funcs_.size());
  if (!funcs_.Push(type)) return Error::OutOfMemory();
  VIRGA_TRY(func_index_.Insert(hash, index));
  return FuncTypeId{index};
}

}  // namespace virga::cabi
