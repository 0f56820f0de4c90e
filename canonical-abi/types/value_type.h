// The value types of components: an interned, index-based table that knows each type's layout.
//
// DESCRIPTION: a ValueType is an index into a TypeTable. Structurally equal types of one table have
// equal indices, so type equality is integer equality, and a type that was made by doubling shares
// its parts. Every node carries what the canonical ABI asks of a type (alignment, size, field
// offsets, discriminant, flattened core types), worked out from its children when it is added:
// nothing walks a type tree later, and a type beyond a limit (depth, cases, weight, 2^28 bytes) is
// refused in time linear in its own fields. Component types are written with 32- and with 64-bit
// memories in mind; PtrWidth chooses.
//
// Made by: validate/ (types of a component), generated host bindings (types of a host interface,
// through abi/host_types.h). Children have lower indices than their parents. A table is immutable
// once its makers are done and may then be shared by threads.
// spec: CanonicalABI (despecialization, alignment, elem_size, flattening).

#ifndef CANONICAL_ABI_TYPES_VALUE_TYPE_H_
#define CANONICAL_ABI_TYPES_VALUE_TYPE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "canonical-abi/types/flat_types.h"
#include "canonical-abi/types/hash_index.h"
#include "engine/support/arena.h"
#include "engine/support/vec.h"
#include "virga/error.h"
#include "virga/limits.h"

namespace virga::cabi {

enum class TypeKind : uint8_t {
#define X(code, name, text, bytes, core) k##name,
#include "canonical-abi/types/value_type.def"
#undef X
  kRecord,
  kTuple,
  kVariant,
  kEnum,
  kOption,
  kResult,
  kFlags,
  kList,
  kFixedList,  // list<T, N>
  kMap,        // laid out as list<tuple<K, V>>; `element` is that tuple
  kOwn,
  kBorrow,
  kStream,
  kFuture,
};

constexpr uint32_t kPrimitiveCount = static_cast<uint32_t>(TypeKind::kString) + 1;
constexpr bool IsPrimitive(TypeKind kind) { return static_cast<uint32_t>(kind) < kPrimitiveCount; }
// As WIT writes it: "u8", "record", "list".
std::string_view TypeKindName(TypeKind kind);

// The primitive of a code of the binary format.
std::optional<TypeKind> PrimitiveOfCode(uint8_t code);

// Width of pointers and lengths: that of the memory a value is lifted from or lowered to.
enum class PtrWidth : uint8_t { k32, k64 };
constexpr uint32_t PtrBytes(PtrWidth width) { return width == PtrWidth::k32 ? 4 : 8; }

// An index into a TypeTable. The first kPrimitiveCount of every table are the primitives.
struct ValueType {
  uint32_t index;
  constexpr bool operator==(const ValueType&) const = default;
};
constexpr ValueType Primitive(TypeKind kind) { return {static_cast<uint32_t>(kind)}; }
// The absence of a type: a case without payload, a function without result, stream without element.
constexpr ValueType kNoType = {UINT32_MAX};

// Names a resource type inside one TypeTable. What it stands for is its maker's: an index of a
// component's resource space, or of HostTypes::resources. Run time maps it to a ResourceType.
using ResourceId = uint32_t;

struct FieldSpec {
  std::string_view label;
  ValueType type = kNoType;
};

// A field of a record or tuple, a case of a variant, enum, option or result, or a flag.
struct Field {
  std::string_view label;  // owned by the table; empty in tuples
  ValueType type;          // kNoType: a case without payload, an enum's case, a flag
  uint32_t offset[2];      // by PtrWidth; of record and tuple fields
};

// 2^28 - 1: no value type may take more in a 64-bit memory, no string or list at run time.
constexpr uint64_t kByteLengthMax = (uint64_t{1} << 28) - 1;

struct TypeNode {
  TypeKind kind;
  uint8_t disc_bytes = 0;     // variant-likes: of the discriminant; flags: of the bits
  uint8_t align[2] = {1, 1};  // by PtrWidth
  bool has_borrow = false;    // a borrow anywhere inside, stream and future elements included
  bool has_handle = false;    // a handle of any kind anywhere inside
  bool has_pointer = false;   // a string or list inside: needs memory even when it goes flat
  bool plain = false;         // integers without padding: copying is one memcpy
  uint16_t depth = 1;         // 1: a leaf
  uint32_t size[2] = {0, 0};  // by PtrWidth
  uint32_t payload_offset[2] = {0, 0};  // variant-likes
  FlatTypes flat[2];                    // by PtrWidth
  uint64_t weight = 1;                  // leaves of the type written out in full (fixed lists once)
  uint32_t first_field = 0;             // fields/cases/labels: TypeTable::fields(node)
  uint32_t field_count = 0;
  ValueType element = kNoType;  // list, fixed list, map, option, stream, future
  uint32_t length = 0;          // fixed list
  ResourceId resource = 0;      // own, borrow

  bool is_variant() const {
    return kind == TypeKind::kVariant || kind == TypeKind::kEnum || kind == TypeKind::kOption ||
           kind == TypeKind::kResult;
  }
  bool is_record() const { return kind == TypeKind::kRecord || kind == TypeKind::kTuple; }
};

// A function type, interned like value types.
struct FuncTypeId {
  uint32_t index;
  constexpr bool operator==(const FuncTypeId&) const = default;
};

struct FuncType {
  uint32_t first_param = 0;  // TypeTable::params(type)
  uint32_t param_count = 0;
  ValueType result = kNoType;
  bool is_async = false;
  // The parameters as a tuple, and the result as a one-tuple, for spilling; kNoType when empty.
  ValueType param_tuple = kNoType;
  ValueType result_tuple = kNoType;
};

class TypeTable {
 public:
  explicit TypeTable(const Limits& limits, Allocator* allocator = &Allocator::System());
  TypeTable(TypeTable&&) = default;
  TypeTable& operator=(TypeTable&&) = default;

  // Each returns the one type of that structure. Errors: kLimit (depth, cases, weight), kInvalid
  // (2^28 bytes or more; an empty record, tuple, variant, enum or flags; more than 32 flags; a
  // borrow inside a stream or future), kOutOfMemory. REQUIRES: every type is of this table. Names
  // are not checked here (validate/ does): labels are copied as they are.
  Result<ValueType> Record(std::span<const FieldSpec> fields);
  Result<ValueType> Tuple(std::span<const ValueType> types);
  Result<ValueType> Variant(std::span<const FieldSpec> cases);
  Result<ValueType> Enum(std::span<const std::string_view> labels);
  Result<ValueType> Flags(std::span<const std::string_view> labels);
  Result<ValueType> Option(ValueType some);
  Result<ValueType> ResultOf(ValueType ok, ValueType error);  // either may be kNoType
  Result<ValueType> List(ValueType element);
  Result<ValueType> FixedList(ValueType element, uint32_t length);
  Result<ValueType> Map(ValueType key, ValueType value);
  Result<ValueType> Own(ResourceId resource);
  Result<ValueType> Borrow(ResourceId resource);
  Result<ValueType> Stream(ValueType element);  // may be kNoType
  Result<ValueType> Future(ValueType element);  // may be kNoType
  // `result` may be kNoType. Errors: also kInvalid for a borrow in the result, kLimit for more than
  // Limits.function_params parameters.
  Result<FuncTypeId> Func(std::span<const FieldSpec> params, ValueType result, bool is_async);

  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }
  const TypeNode& node(ValueType type) const { return nodes_[type.index]; }
  std::span<const Field> fields(const TypeNode& node) const {
    return {fields_.data() + node.first_field, node.field_count};
  }
  std::span<const Field> fields(ValueType type) const { return fields(node(type)); }
  const FuncType& func(FuncTypeId id) const { return funcs_[id.index]; }
  std::span<const Field> params(const FuncType& type) const {
    return {fields_.data() + type.first_param, type.param_count};
  }

 private:
  // `seed` has kind, element, length and resource set; the rest is worked out here.
  Result<ValueType> Add(TypeNode seed, std::span<const FieldSpec> fields);
  Status CheckCount(const TypeNode& seed, size_t fields) const;
  Status CheckNode(const TypeNode& node) const;
  bool Same(const TypeNode& node, const TypeNode& seed, std::span<const FieldSpec> fields) const;
  // Copies labels and fields to the end of fields_.
  Status AppendFields(std::span<const FieldSpec> fields);

  uint64_t depth_max_;
  uint64_t cases_max_;
  uint64_t weight_max_;
  uint64_t params_max_;
  Arena arena_;  // labels
  Vec<TypeNode> nodes_;
  Vec<Field> fields_;
  Vec<FuncType> funcs_;
  HashIndex node_index_;
  HashIndex func_index_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_VALUE_TYPE_H_
