// Types of values, functions, tables, memories and globals of WebAssembly 3.0. spec: syntax/types.
//
// Plain data, passed by value or as spans that their owner keeps alive. A ValType is 32 bits:
//
//    31            11 10       9      8          4      3      0
//   | type index     | concrete | nullable |  abstract heap | kind |      (index: 21 bits,
//   limits.def types <= 1,000,000)
//
// Concrete heap types hold a number for a defined type: inside a decoded module an index into its
// types, everywhere in the installed API a canonical identity, equal for equal types of one Engine.
// Equality here is equality of the representation.

#ifndef VIRGA_TYPES_H_
#define VIRGA_TYPES_H_

#include <cstdint>
#include <span>

// Defined in virga::wasm, the engine's own namespace, so that its functions on types are found.
namespace virga::wasm {

enum class ValKind : uint8_t { kI32, kI64, kF32, kF64, kV128, kRef, kBottom };

// Abstract heap types. spec: the hierarchies any, func, extern, exn, cont with their bottoms.
enum class AbsHeap : uint8_t {
  kAny,
  kEq,
  kI31,
  kStruct,
  kArray,
  kNone,
  kFunc,
  kNoFunc,
  kExtern,
  kNoExtern,
  kExn,
  kNoExn,
  kCont,
  kNoCont,
};

class HeapType {
 public:
  static constexpr HeapType Abstract(AbsHeap heap) {
    return HeapType(false, static_cast<uint32_t>(heap));
  }
  static constexpr HeapType Concrete(uint32_t type_index) { return HeapType(true, type_index); }

  constexpr bool is_concrete() const { return concrete_; }
  constexpr AbsHeap abstract() const {
    return static_cast<AbsHeap>(payload_);
  }  // REQUIRES: !is_concrete()
  constexpr uint32_t index() const { return payload_; }  // REQUIRES: is_concrete()
  constexpr bool operator==(const HeapType&) const = default;

 private:
  constexpr HeapType(bool concrete, uint32_t payload) : concrete_(concrete), payload_(payload) {}
  bool concrete_;
  uint32_t payload_;
};

class ValType {
 public:
  constexpr ValType() = default;  // i32
  static constexpr ValType I32() { return ValType(ValKind::kI32); }
  static constexpr ValType I64() { return ValType(ValKind::kI64); }
  static constexpr ValType F32() { return ValType(ValKind::kF32); }
  static constexpr ValType F64() { return ValType(ValKind::kF64); }
  static constexpr ValType V128() { return ValType(ValKind::kV128); }
  // The type of operands in unreachable code: a subtype of every type.
  static constexpr ValType Bottom() { return ValType(ValKind::kBottom); }
  static constexpr ValType Ref(HeapType heap, bool nullable) {
    uint32_t bits = static_cast<uint32_t>(ValKind::kRef) | (nullable ? kNullableBit : 0);
    if (heap.is_concrete()) {
      bits |= kConcreteBit | heap.index() << kIndexShift;
    } else {
      bits |= static_cast<uint32_t>(heap.abstract()) << kHeapShift;
    }
    return ValType(bits);
  }
  static constexpr ValType FuncRef() { return Ref(HeapType::Abstract(AbsHeap::kFunc), true); }
  static constexpr ValType ExternRef() { return Ref(HeapType::Abstract(AbsHeap::kExtern), true); }

  constexpr ValKind kind() const { return static_cast<ValKind>(bits_ & 0xf); }
  constexpr bool is_ref() const { return kind() == ValKind::kRef; }
  constexpr bool is_bottom() const { return kind() == ValKind::kBottom; }
  constexpr bool is_number() const { return kind() <= ValKind::kF64; }
  constexpr bool is_nullable() const { return (bits_ & kNullableBit) != 0; }  // REQUIRES: is_ref()
  constexpr HeapType heap() const {                                           // REQUIRES: is_ref()
    return (bits_ & kConcreteBit) != 0
               ? HeapType::Concrete(bits_ >> kIndexShift)
               : HeapType::Abstract(static_cast<AbsHeap>(bits_ >> kHeapShift & 0xf));
  }
  // Whether a local of this type has a default value. spec: valid/types (defaultable).
  constexpr bool is_defaultable() const { return !is_ref() || is_nullable(); }
  // 8-byte slots that a value takes in a frame, a table of values or an argument area.
  constexpr uint32_t slots() const { return kind() == ValKind::kV128 ? 2 : 1; }
  constexpr uint32_t bits() const { return bits_; }
  constexpr bool operator==(const ValType&) const = default;

 private:
  static constexpr uint32_t kHeapShift = 4;
  static constexpr uint32_t kNullableBit = 1u << 9;
  static constexpr uint32_t kConcreteBit = 1u << 10;
  static constexpr uint32_t kIndexShift = 11;

  constexpr explicit ValType(ValKind kind) : bits_(static_cast<uint32_t>(kind)) {}
  constexpr explicit ValType(uint32_t bits) : bits_(bits) {}

  uint32_t bits_ = 0;
};

static_assert(sizeof(ValType) == 4);

// Storage types of struct fields and array elements. spec: syntax/types (storage types).
enum class PackedKind : uint8_t { kNone, kI8, kI16 };

struct FieldType {
  ValType type;  // i32 when packed
  PackedKind packed = PackedKind::kNone;
  bool is_mutable = false;
  constexpr bool operator==(const FieldType&) const = default;
};

struct FuncType {
  std::span<const ValType> params;
  std::span<const ValType> results;
};

// Limits of a table (elements) or memory (pages). spec: syntax/types (limits, address types).
struct SizeLimits {
  uint64_t min = 0;
  uint64_t max = UINT64_MAX;
  bool has_max = false;
  bool is_64 = false;       // address type i64
  bool is_shared = false;   // threads
  uint8_t page_shift = 16;  // memories: log2 of the page size (custom-page-sizes: 0 or 16)

  constexpr ValType address_type() const { return is_64 ? ValType::I64() : ValType::I32(); }
};

struct TableType {
  ValType element;
  SizeLimits limits;
};

struct MemoryType {
  SizeLimits limits;
};

struct GlobalType {
  ValType type;
  bool is_mutable = false;
};

enum class ExternKind : uint8_t { kFunc = 0, kTable = 1, kMemory = 2, kGlobal = 3, kTag = 4 };

}  // namespace virga::wasm

namespace virga {

using wasm::AbsHeap;
using wasm::ExternKind;
using wasm::FieldType;
using wasm::FuncType;
using wasm::GlobalType;
using wasm::HeapType;
using wasm::MemoryType;
using wasm::PackedKind;
using wasm::SizeLimits;
using wasm::TableType;
using wasm::ValKind;
using wasm::ValType;

}  // namespace virga

#endif  // VIRGA_TYPES_H_
