// Compiled lift and lower steps: what a value type asks to be done, as a flat list.
//
// A step names what to move (a scalar, a string, a list, the case of a variant ...) and two
// positions: where the source side has it and where the target side wants it. A side is one of
// three places: core values in slots (position: slot number), memory (byte offset from the value's
// address), or a Val tree (no position). One run loop (step_run.h) walks the steps for every pair
// of sides; nothing looks at types then.
//
//   record {a: u8, b: list<string>}  from slots to 32-bit memory:
//     0  scalar u8      src 0  dst 0
//     1  list           src 1  dst 4   -> entry 3
//     2  return
//     3  string         src 0  dst 0   (both in memory now, relative to the element)
//     4  return
//
// Elements of lists and large records and variants are entries of their own, shared by all uses, so
// code size is linear in the types' own fields however they are nested. Immutable and shareable
// between threads once compiled. Made by link/ per component, from validated types.
// spec: CanonicalABI (load, store, lift_flat, lower_flat).

#ifndef CANONICAL_ABI_ABI_STEPS_H_
#define CANONICAL_ABI_ABI_STEPS_H_

#include <cstdint>

#include "canonical-abi/types/hash_index.h"
#include "canonical-abi/types/value_type.h"
#include "engine/support/vec.h"
#include "virga/error.h"

namespace virga::cabi {

enum class StepOp : uint8_t {
  kScalar,  // kind: bool, s8 .. f64, char, flags (a: mask), enum (a: cases)
  kString,
  kList,     // a: index of a ListInfo
  kVariant,  // a: first of b targets, one a case
  kHandle,   // kind: own, borrow; a, b: resource ids of source and target
  kBegin,    // a record, tuple or fixed list of a parts (for Val sides); kind says which
  kEnd,      // closes kBegin and the payload of kVariant (for Val sides)
  kCall,     // runs entry a relative to src and dst
  kJump,     // to a
  kReturn,
};

// A place knows the width of the memory its lists and strings live in.
enum class Place : uint8_t { kVal, kFlat32, kFlat64, kMem32, kMem64 };
constexpr Place MemPlace(PtrWidth width) {
  return width == PtrWidth::k32 ? Place::kMem32 : Place::kMem64;
}
constexpr Place FlatPlace(PtrWidth width) {
  return width == PtrWidth::k32 ? Place::kFlat32 : Place::kFlat64;
}
constexpr bool IsMem(Place place) { return place == Place::kMem32 || place == Place::kMem64; }
constexpr bool IsFlat(Place place) { return place == Place::kFlat32 || place == Place::kFlat64; }
// REQUIRES: not kVal.
constexpr PtrWidth WidthOf(Place place) {
  return place == Place::kMem64 || place == Place::kFlat64 ? PtrWidth::k64 : PtrWidth::k32;
}

struct Step {
  StepOp op;
  TypeKind kind;      // for errors and Vals: of the value
  uint8_t bytes = 0;  // kScalar, kVariant: in memory
  bool src_flat = false;
  bool dst_flat = false;
  uint32_t src = 0;
  uint32_t dst = 0;
  uint32_t a = 0;
  uint32_t b = 0;
};

// How the elements of a list may be moved at once.
enum class Bulk : uint8_t { kNone, kCopy, kF32, kF64 };

struct ListInfo {
  TypeKind kind;     // list, fixed list or map
  TypeKind element;  // kind of the element
  Bulk bulk = Bulk::kNone;
  uint32_t entry = 0;                    // of the element; meaningless for bulk
  uint32_t fixed_length = 0;             // 0: pointer and length
  uint32_t src_size = 0, src_align = 1;  // of an element; 0 for a Val
  uint32_t dst_size = 0, dst_align = 1;
};

// One value type (usually a tuple of parameters) between two sides.
struct ValuePlan {
  uint32_t entry = 0;
  Place src = Place::kVal;
  Place dst = Place::kVal;
  uint32_t src_size = 0, src_align = 1;  // in memory
  uint32_t dst_size = 0, dst_align = 1;
  uint32_t dst_flat = 0;  // slots when the target is flat
};

class StepCode {
 public:
  // The types moved are `src`'s on the source side and `dst`'s, structurally equal but for resource
  // ids, on the target side; the same table where there is only one guest. Both must outlive this.
  StepCode(const TypeTable* src, const TypeTable* dst, Allocator* allocator = &Allocator::System());
  StepCode(StepCode&&) = default;
  StepCode& operator=(StepCode&&) = default;

  // REQUIRES: a flat side has at most FlatTypes::kFlatKept slots. Errors: kUnsupported (streams,
  // futures and error contexts), kOutOfMemory.
  Result<ValuePlan> Compile(ValueType src_type, Place src, ValueType dst_type, Place dst);

  const Step* steps() const { return steps_.data(); }
  const ListInfo& list(uint32_t index) const { return lists_[index]; }
  const uint32_t* targets() const { return targets_.data(); }
  size_t step_count() const { return steps_.size(); }

 private:
  friend class StepCompiler;
  struct Memo {
    ValueType src_type, dst_type;
    Place src, dst;
    uint32_t entry;
  };

  const TypeTable* src_types_;
  const TypeTable* dst_types_;
  Vec<Step> steps_;
  Vec<ListInfo> lists_;
  Vec<uint32_t> targets_;
  Vec<Memo> memos_;
  HashIndex memo_index_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_STEPS_H_
