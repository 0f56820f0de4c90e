#include "engine/runtime/const_eval.h"

#include "engine/opcodes/opcode.h"
#include "engine/runtime/store.h"
#include "engine/support/check.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

// The top of the stack stays in `top_`, so the usual expression, a single literal, touches no Vec.
class ConstEvaluator {
 public:
  ConstEvaluator(Instance& instance, ByteReader& reader)
      : instance_(instance), reader_(reader), below_(&instance.store->allocator()) {}

  Result<ConstValue> Run() {
    for (;;) {
      uint8_t code = 0;
      bool ok = reader_.ReadByte(&code);
      uint8_t prefix = 0;
      uint32_t index = code;
      if (code >= 0xfb) {
        prefix = code;
        ok = ok && reader_.ReadU32(&index);
      }
      const std::optional<Opcode> opcode = FindOpcode(prefix, index);
      VIRGA_CHECK(ok && opcode.has_value());
      if (*opcode == Opcode::kEnd) return top_;
      VIRGA_TRY(Step(*opcode));
    }
  }

 private:
  Status Push(Slot low, Slot high = 0) {
    if (height_++ > 0 && !below_.Push(top_)) return Error::Trap(TrapCode::kOutOfMemory);
    top_ = {low, high};
    return {};
  }
  ConstValue Pop() {
    const ConstValue value = top_;
    if (--height_ > 0) {
      top_ = below_.back();
      below_.Pop();
    }
    return value;
  }
  template <typename T, typename Operator>
  Status Binary(Operator op) {
    const T right = static_cast<T>(Pop().low);
    const T left = static_cast<T>(Pop().low);
    return Push(SlotOf(static_cast<T>(op(left, right))));
  }

  Status Step(Opcode opcode) {
    switch (opcode) {
      case Opcode::kI32Add:
        return Binary<uint32_t>([](uint32_t a, uint32_t b) { return a + b; });
      case Opcode::kI32Sub:
        return Binary<uint32_t>([](uint32_t a, uint32_t b) { return a - b; });
      case Opcode::kI32Mul:
        return Binary<uint32_t>([](uint32_t a, uint32_t b) { return a * b; });
      case Opcode::kI64Add:
        return Binary<uint64_t>([](uint64_t a, uint64_t b) { return a + b; });
      case Opcode::kI64Sub:
        return Binary<uint64_t>([](uint64_t a, uint64_t b) { return a - b; });
      case Opcode::kI64Mul:
        return Binary<uint64_t>([](uint64_t a, uint64_t b) { return a * b; });
      default:
        return Literal(opcode);
    }
  }

  Status Literal(Opcode opcode) {
    switch (opcode) {
      case Opcode::kI32Const: {
        int32_t value = 0;
        VIRGA_CHECK(reader_.ReadS32(&value));
        return Push(SlotOf(value));
      }
      case Opcode::kI64Const: {
        int64_t value = 0;
        VIRGA_CHECK(reader_.ReadS64(&value));
        return Push(SlotOf(value));
      }
      case Opcode::kF32Const: {
        uint32_t bits = 0;
        VIRGA_CHECK(reader_.ReadFixed32(&bits));
        return Push(bits);
      }
      case Opcode::kF64Const: {
        uint64_t bits = 0;
        VIRGA_CHECK(reader_.ReadFixed64(&bits));
        return Push(bits);
      }
      default:
        return Reference(opcode);
    }
  }

  Status Reference(Opcode opcode) {
    switch (opcode) {
      case Opcode::kGlobalGet: {
        uint32_t index = 0;
        VIRGA_CHECK(reader_.ReadU32(&index));
        const GlobalInstance& global = *instance_.globals[index];
        return Push(global.value[0], global.value[1]);
      }
      case Opcode::kRefNull: {
        int64_t heap_type = 0;
        VIRGA_CHECK(reader_.ReadS33(&heap_type));
        return Push(kNullRef);
      }
      case Opcode::kRefFunc: {
        uint32_t function = 0;
        VIRGA_CHECK(reader_.ReadU32(&function));
        Func* func = GetFunc(instance_, function);
        if (func == nullptr) return Error::Trap(TrapCode::kOutOfMemory);
        return Push(reinterpret_cast<uintptr_t>(func));
      }
      default:
        VIRGA_CHECK(!"an instruction that the validator does not accept in constant expressions");
        return {};
    }
  }

  Instance& instance_;
  ByteReader& reader_;
  Vec<ConstValue> below_;
  ConstValue top_;
  size_t height_ = 0;
};

}  // namespace

Result<ConstValue> EvalConst(Instance& instance, ByteReader& reader) {
  return ConstEvaluator(instance, reader).Run();
}

Result<ConstValue> EvalConst(Instance& instance, const ConstExpr& expr) {
  ByteReader reader(expr.bytes, expr.offset);
  return EvalConst(instance, reader);
}

}  // namespace virga::wasm
