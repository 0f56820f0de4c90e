// The types of a function's locals, and which of them are set. spec: valid/conventions (locals).
//
// DESCRIPTION: type of local x in constant time for the first kFlat ones, in log(runs) for the
// rest. IMPLEMENTATION: declarations are run-length encoded; expanding them all would let a module
// of many three-byte declarations of 50,000 locals each buy seconds of work (threat T04). Locals
// without a default value are few: a bit each, kept only in functions that have any.

#ifndef ENGINE_VALIDATE_LOCALS_H_
#define ENGINE_VALIDATE_LOCALS_H_

#include <cstdint>
#include <span>

#include "engine/support/vec.h"
#include "engine/types/value_type.h"

namespace virga::wasm {

class Locals {
 public:
  explicit Locals(Allocator* allocator)
      : flat_(allocator), runs_(allocator), unset_(allocator), sets_(allocator) {}

  // Forgets the last function and takes the parameters of the next. False: out of memory.
  [[nodiscard]] bool Start(std::span<const ValType> params);
  // Appends `count` > 0 declared locals.
  [[nodiscard]] bool Declare(uint32_t count, ValType type);

  uint64_t count() const { return count_; }
  uint64_t slots() const { return slots_; }
  // REQUIRES: local < count().
  ValType TypeOf(uint32_t local) const {
    return local < flat_.size() ? flat_[local] : TypeOfFar(local);
  }

  // Whether a local exists, TypeOf finds it at once, and it is set as all others are.
  bool IsPlain(uint32_t local) const { return local < flat_.size() && unset_.empty(); }

  // Whether a local has a value here. `Set` gives it one until the block that is open now ends.
  bool IsSet(uint32_t local) const {
    return unset_.empty() || (unset_[local / 64] >> (local % 64) & 1) == 0;
  }
  [[nodiscard]] bool Set(uint32_t local);
  // The mark of an opening block, and the return to it at its end.
  size_t Mark() const { return sets_.size(); }
  void ReturnTo(size_t mark);

 private:
  static constexpr size_t kFlat = 1024;
  struct Run {
    uint32_t end;  // local index after the run
    ValType type;
  };
  ValType TypeOfFar(uint32_t local) const;

  Vec<ValType> flat_;
  Vec<Run> runs_;        // of the declared locals
  Vec<uint64_t> unset_;  // empty when all locals have default values
  Vec<uint32_t> sets_;   // locals set in open blocks, oldest first
  uint64_t count_ = 0;
  uint64_t slots_ = 0;
};

}  // namespace virga::wasm

#endif  // ENGINE_VALIDATE_LOCALS_H_
