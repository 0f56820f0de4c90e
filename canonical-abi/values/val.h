// Val: a component value as a dynamic tree, for embedders, tests and `virga run --invoke`.
//
// A Val knows its kind but not its type: labels live in the TypeTable, a Val holds positions. Lists
// of numbers are packed (their bytes little-endian), so a list<u8> costs its bytes; items() and
// packed lists compare equal element by element. Handles carry the representation and the identity
// of the resource type; owning one has no effect here, dropping is the holder's business. Move-only
// (copies are explicit and can fail). Nested as deep as its type, which TypeTable bounds.

#ifndef CANONICAL_ABI_VALUES_VAL_H_
#define CANONICAL_ABI_VALUES_VAL_H_

#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "canonical-abi/types/value_type.h"
#include "engine/support/vec.h"

namespace virga::cabi {

struct ResourceType;

class Val {
 public:
  Val() : kind_(TypeKind::kBool), bits_(0) {}
  Val(Val&& other) noexcept;
  Val& operator=(Val&& other) noexcept;
  ~Val() { Release(); }

  // Scalars: bool .. char and enum. Signed integers are sign-extended, floats are their bits.
  static Val Scalar(TypeKind kind, uint64_t bits);
  static Val Bool(bool value) { return Scalar(TypeKind::kBool, value); }
  static Val U32(uint32_t value) { return Scalar(TypeKind::kU32, value); }
  static Val U64(uint64_t value) { return Scalar(TypeKind::kU64, value); }
  static Val S32(int32_t value) {
    return Scalar(TypeKind::kS32, static_cast<uint64_t>(int64_t{value}));
  }
  static Val F64(double value) { return Scalar(TypeKind::kF64, std::bit_cast<uint64_t>(value)); }
  static Val Enum(uint32_t index) { return Scalar(TypeKind::kEnum, index); }
  static Val Flags(uint32_t bits) { return Scalar(TypeKind::kFlags, bits); }  // label 0: bit 0
  static Val Own(const ResourceType* type, uint32_t rep);
  static Val Borrow(const ResourceType* type, uint32_t rep);
  // UTF-8; not checked here.
  static Result<Val> String(std::string_view text, Allocator* allocator = &Allocator::System());
  static Val StringOf(Vec<uint8_t> utf8);
  // Record, tuple, list, fixed list or map (its items are pairs), in order.
  static Val Compound(TypeKind kind, Vec<Val> items);
  // A list (or fixed list) of numbers; `bytes` holds them little-endian, one after the other.
  static Val Packed(TypeKind kind, TypeKind element, Vec<uint8_t> bytes);
  // Variant, option or result: the case, and its payload in `payload` (none or one).
  static Val Case(TypeKind kind, uint32_t index, Vec<Val> payload);

  TypeKind kind() const { return kind_; }
  uint64_t bits() const { return bits_; }        // REQUIRES: a scalar
  uint32_t case_index() const { return case_; }  // REQUIRES: variant, option, result
  uint32_t rep() const { return handle_.rep; }   // REQUIRES: own, borrow
  const ResourceType* resource() const { return handle_.type; }
  std::string_view string() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  bool is_packed() const { return storage_ == Storage::kBytes && kind_ != TypeKind::kString; }
  TypeKind packed_element() const { return static_cast<TypeKind>(case_); }
  std::span<const uint8_t> packed_bytes() const { return bytes_; }
  // Fields, elements or the payload. REQUIRES: not packed.
  std::span<const Val> items() const {
    return storage_ == Storage::kItems ? items_.span() : std::span<const Val>();
  }
  std::span<Val> mutable_items() { return items_.mutable_span(); }
  // Number of elements, packed or not.
  size_t size() const;
  // The i-th element of a packed list. REQUIRES: is_packed(), i < size().
  Val PackedAt(size_t i) const;

  // Deep copy.
  Result<Val> Copy(Allocator* allocator = &Allocator::System()) const;
  // Same kind, same contents. NaNs of equal bits are equal. (A scalar never equals another kind.)
  bool operator==(const Val& other) const;

 private:
  enum class Storage : uint8_t { kBits, kBytes, kItems, kHandle };
  struct Handle {
    const ResourceType* type;
    uint32_t rep;
  };

  void Release();
  void TakeFrom(Val& other);

  TypeKind kind_;
  Storage storage_ = Storage::kBits;
  uint32_t case_ = 0;  // case index; for packed lists the element kind
  union {
    uint64_t bits_;
    Handle handle_;
    Vec<uint8_t> bytes_;
    Vec<Val> items_;
  };
};

// Bytes of a number kind (s8 .. f64), 0 for any other.
constexpr uint32_t NumberBytes(TypeKind kind) {
  switch (kind) {
    case TypeKind::kS8:
    case TypeKind::kU8:
      return 1;
    case TypeKind::kS16:
    case TypeKind::kU16:
      return 2;
    case TypeKind::kS32:
    case TypeKind::kU32:
    case TypeKind::kF32:
      return 4;
    case TypeKind::kS64:
    case TypeKind::kU64:
    case TypeKind::kF64:
      return 8;
    default:
      return 0;
  }
}
constexpr bool IsSigned(TypeKind kind) {
  return kind == TypeKind::kS8 || kind == TypeKind::kS16 || kind == TypeKind::kS32 ||
         kind == TypeKind::kS64;
}
// The low `bytes` bytes of `bits`, sign-extended or zero-extended.
constexpr uint64_t Extend(uint64_t bits, uint32_t bytes, bool is_signed) {
  const uint32_t shift = 64 - 8 * bytes;
  const uint64_t high = bits << shift;
  return is_signed ? static_cast<uint64_t>(static_cast<int64_t>(high) >> shift) : high >> shift;
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_VALUES_VAL_H_
