// The sides of a transfer that are Val trees. See step_run.h.
//
// ValSource checks the tree against the compiled type as it goes: an embedder's wrong value is an
// ErrorKind::kUsage that says what was expected. ValSink charges what it builds to the copy budget.

#ifndef CANONICAL_ABI_ABI_VAL_SIDE_H_
#define CANONICAL_ABI_ABI_VAL_SIDE_H_

#include <cstdint>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/step_run.h"
#include "canonical-abi/abi/steps.h"
#include "canonical-abi/values/val.h"
#include "engine/support/vec.h"

namespace virga::cabi {

class ValSource {
 public:
  // `context` is the target's, whose resource types handles must have.
  ValSource(CallContext* context, const Val* root) : cx_(*context), root_(root) {}

  bool Scalar(const Step& s, uint64_t* out);
  bool String(const Step& s, StringRef* out);
  bool Case(const Step& s, uint32_t* out);
  bool Handle(const Step& s, HandleRef* out);
  bool List(const Step& s, const ListInfo& info, uint64_t* count);
  bool Bulk(const ListInfo& info, uint64_t count, const uint8_t** bytes);
  bool Begin(const Step& s);
  bool End();

  uint64_t base = 0;

 private:
  struct Open {
    const Val* val;
    size_t next;
  };
  // The next value, if it is of this kind.
  const Val* Next(TypeKind kind);
  bool Enter(const Val* val);
  bool Mismatch(TypeKind expected, const Val* got);

  CallContext& cx_;
  const Val* root_;
  Vec<Open> open_;
  Vec<uint8_t> packed_;  // an unpacked list of numbers, in bytes
};

class ValSink {
 public:
  ValSink(CallContext* context, Val* root, Allocator* allocator)
      : cx_(*context), root_(root), allocator_(allocator), open_(allocator) {}

  bool Scalar(const Step& s, uint64_t bits) { return Add(Val::Scalar(s.kind, bits)); }
  bool String(const Step& s, const StringRef& ref);
  bool Case(const Step& s, uint32_t index) { return Enter(s.kind, index); }
  bool Handle(const Step& s, const HandleRef& handle) {
    return Add(s.kind == TypeKind::kOwn ? Val::Own(handle.type, handle.rep)
                                        : Val::Borrow(handle.type, handle.rep));
  }
  bool List(const Step& s, const ListInfo& info, uint64_t count);
  bool Bulk(const ListInfo& info, uint64_t count, const uint8_t* bytes);
  bool Begin(const Step& s) { return Enter(s.kind, 0); }
  bool End();

  uint64_t base = 0;

 private:
  struct Open {
    TypeKind kind;
    uint32_t index;  // of the case
    Vec<Val> items;
    bool packed = false;
    TypeKind element = TypeKind::kBool;
    Vec<uint8_t> bytes = Vec<uint8_t>();
  };
  bool Enter(TypeKind kind, uint32_t index);
  bool Add(Val val);
  bool OutOfMemory() { return cx_.Fail(Error::Trap(TrapCode::kOutOfMemory)); }

  CallContext& cx_;
  Val* root_;
  Allocator* allocator_;
  Vec<Open> open_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_VAL_SIDE_H_
