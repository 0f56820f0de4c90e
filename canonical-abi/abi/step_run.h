// The run loop over compiled steps, for any pair of sides. See steps.h.
//
// A Source offers, a Sink takes; both record their fault in a CallContext and answer false:
//   Source                                        Sink
//   Scalar(step, &bits)                           Scalar(step, bits)
//   String(step, &ref)                            String(step, ref)
//   Case(step, &index)                            Case(step, index, has_payload)
//   Handle(step, &HandleRef)                      Handle(step, HandleRef)
//   List(step, info, &count)                      List(step, info, count)
//   Bulk(info, count, &bytes)                     Bulk(info, count, bytes)
//   Begin(step), End()                            Begin(step), End()
//   Enter(step), Advance(info), base              the same, to move into elements and entries
// `base` is what positions are relative to: an address, or a slot number; saved around each entry.
// Scalars travel extended to 64 bits and already checked, floats as canonical bits.

#ifndef CANONICAL_ABI_ABI_STEP_RUN_H_
#define CANONICAL_ABI_ABI_STEP_RUN_H_

#include <cstdint>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/steps.h"
#include "engine/support/vec.h"

namespace virga::cabi {

struct HandleRef {
  const ResourceType* type = nullptr;  // where the handle comes from
  uint32_t rep = 0;
};

// Where to go on when an entry returns. Nesting is that of the type: usually a few.
struct StepFrame {
  const Step* resume;
  const ListInfo* list;  // null: a call
  uint64_t left;         // elements still to come
  uint64_t src_base;
  uint64_t dst_base;
};

class StepFrames {
 public:
  [[nodiscard]] bool Push(const StepFrame& frame) {
    if (size_ < kInline) {
      inline_[size_++] = frame;
      return true;
    }
    ++size_;
    return more_.Push(frame);
  }
  bool empty() const { return size_ == 0; }
  StepFrame& top() { return size_ <= kInline ? inline_[size_ - 1] : more_.back(); }
  void Pop() {
    if (size_ > kInline) more_.Pop();
    --size_;
  }

 private:
  static constexpr size_t kInline = 8;
  size_t size_ = 0;
  StepFrame inline_[kInline];
  Vec<StepFrame> more_;
};

template <typename Source, typename Sink>
class StepRunner {
 public:
  StepRunner(const StepCode& code, CallContext& cx, Source& source, Sink& sink)
      : code_(code), cx_(cx), source_(source), sink_(sink) {}

  bool Run(uint32_t entry) {
    for (const Step* step = code_.steps() + entry;;) {
      const Step& s = *step++;
      switch (s.op) {
        case StepOp::kScalar: {
          uint64_t bits;
          if (!source_.Scalar(s, &bits) || !sink_.Scalar(s, bits)) return false;
          break;
        }
        case StepOp::kString: {
          StringRef ref;
          if (!source_.String(s, &ref) || !sink_.String(s, ref)) return false;
          break;
        }
        case StepOp::kHandle: {
          HandleRef handle;
          if (!source_.Handle(s, &handle) || !sink_.Handle(s, handle)) return false;
          break;
        }
        case StepOp::kVariant: {
          uint32_t index;
          if (!source_.Case(s, &index) || !sink_.Case(s, index)) return false;
          step = code_.steps() + code_.targets()[s.a + index];
          break;
        }
        case StepOp::kBegin:
          if (!source_.Begin(s) || !sink_.Begin(s)) return false;
          break;
        case StepOp::kEnd:
          if (!End()) return false;
          break;
        case StepOp::kJump:
          step = code_.steps() + s.a;
          break;
        case StepOp::kList:
          if (!List(s, &step)) return false;
          break;
        case StepOp::kCall:
          if (!Push({step, nullptr, 0, source_.base, sink_.base})) return false;
          source_.base += s.src;
          sink_.base += s.dst;
          step = code_.steps() + s.a;
          break;
        case StepOp::kReturn:
          if (frames_.empty()) return true;
          if (!Return(&step)) return false;
          break;
      }
    }
  }

 private:
  bool End() { return source_.End() && sink_.End(); }
  bool Push(const StepFrame& frame) {
    return frames_.Push(frame) || cx_.Fail(Error::Trap(TrapCode::kOutOfMemory));
  }

  // Moves a list at once, or goes to its first element.
  bool List(const Step& s, const Step** step) {
    const ListInfo& info = code_.list(s.a);
    StepFrame frame = {*step, &info, 0, source_.base, sink_.base};
    uint64_t count;
    if (!source_.List(s, info, &count) || !sink_.List(s, info, count)) return false;
    if (count != 0 && info.bulk == Bulk::kNone) {
      frame.left = count - 1;
      *step = code_.steps() + info.entry;
      return Push(frame);
    }
    const uint8_t* bytes = nullptr;
    if (count != 0 && !(source_.Bulk(info, count, &bytes) && sink_.Bulk(info, count, bytes)))
      return false;
    source_.base = frame.src_base;
    sink_.base = frame.dst_base;
    return End();
  }

  // Goes to the next element of a list, or back to where the entry was used.
  bool Return(const Step** step) {
    StepFrame& frame = frames_.top();
    if (frame.left > 0) {
      --frame.left;
      source_.base += frame.list->src_size;
      sink_.base += frame.list->dst_size;
      *step = code_.steps() + frame.list->entry;
      return true;
    }
    source_.base = frame.src_base;
    sink_.base = frame.dst_base;
    *step = frame.resume;
    const bool was_list = frame.list != nullptr;
    frames_.Pop();
    return !was_list || End();
  }

  const StepCode& code_;
  CallContext& cx_;
  Source& source_;
  Sink& sink_;
  StepFrames frames_;
};

template <typename Source, typename Sink>
bool RunSteps(const StepCode& code, uint32_t entry, CallContext& cx, Source& source, Sink& sink) {
  return StepRunner<Source, Sink>(code, cx, source, sink).Run(entry);
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_STEP_RUN_H_
