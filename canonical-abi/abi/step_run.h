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
bool RunSteps(const StepCode& code, uint32_t entry, CallContext& cx, Source& source, Sink& sink) {
  const Step* const steps = code.steps();
  StepFrames frames;
  for (const Step* step = steps + entry;;) {
    const Step& s = *step++;
    switch (s.op) {
      case StepOp::kScalar: {
        uint64_t bits;
        if (!source.Scalar(s, &bits) || !sink.Scalar(s, bits)) return false;
        break;
      }
      case StepOp::kString: {
        StringRef ref;
        if (!source.String(s, &ref) || !sink.String(s, ref)) return false;
        break;
      }
      case StepOp::kList: {
        const ListInfo& info = code.list(s.a);
        const StepFrame frame = {step, &info, 0, source.base, sink.base};
        uint64_t count;
        if (!source.List(s, info, &count) || !sink.List(s, info, count)) return false;
        if (info.bulk != Bulk::kNone || count == 0) {
          const uint8_t* bytes = nullptr;
          if (count != 0 && !(source.Bulk(info, count, &bytes) && sink.Bulk(info, count, bytes)))
            return false;
          source.base = frame.src_base;
          sink.base = frame.dst_base;
          if (!source.End() || !sink.End()) return false;
          break;
        }
        if (!frames.Push(frame)) return cx.Fail(Error::Trap(TrapCode::kOutOfMemory));
        frames.top().left = count - 1;
        step = steps + info.entry;
        break;
      }
      case StepOp::kVariant: {
        uint32_t index;
        if (!source.Case(s, &index)) return false;
        const Step* target = steps + code.targets()[s.a + index];
        if (!sink.Case(s, index)) return false;
        step = target;
        break;
      }
      case StepOp::kHandle: {
        HandleRef handle;
        if (!source.Handle(s, &handle) || !sink.Handle(s, handle)) return false;
        break;
      }
      case StepOp::kBegin:
        if (!source.Begin(s) || !sink.Begin(s)) return false;
        break;
      case StepOp::kEnd:
        if (!source.End() || !sink.End()) return false;
        break;
      case StepOp::kCall:
        if (!frames.Push({step, nullptr, 0, source.base, sink.base}))
          return cx.Fail(Error::Trap(TrapCode::kOutOfMemory));
        source.base += s.src;
        sink.base += s.dst;
        step = steps + s.a;
        break;
      case StepOp::kJump:
        step = steps + s.a;
        break;
      case StepOp::kReturn: {
        if (frames.empty()) return true;
        StepFrame& frame = frames.top();
        if (frame.left > 0) {
          --frame.left;
          source.base += frame.list->src_size;
          sink.base += frame.list->dst_size;
          step = steps + frame.list->entry;
          break;
        }
        source.base = frame.src_base;
        sink.base = frame.dst_base;
        step = frame.resume;
        const bool was_list = frame.list != nullptr;
        frames.Pop();
        if (was_list && (!source.End() || !sink.End())) return false;
        break;
      }
    }
  }
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_STEP_RUN_H_
