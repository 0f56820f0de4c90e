// Handlers of loads and stores.

#include "engine/interp/handler.h"
#include "engine/interp/memory_access.h"

namespace virga::wasm {

namespace {

// What a load takes from memory and what it makes of it.
template <typename M, typename R>
struct LoadOp {
  using Memory = M;
  using Result = R;
};

using I32Load = LoadOp<uint32_t, uint32_t>;
using I32Load8S = LoadOp<int8_t, uint32_t>;
using I32Load8U = LoadOp<uint8_t, uint32_t>;
using I32Load16S = LoadOp<int16_t, uint32_t>;
using I32Load16U = LoadOp<uint16_t, uint32_t>;
using I64Load = LoadOp<uint64_t, uint64_t>;
using I64Load8S = LoadOp<int8_t, uint64_t>;
using I64Load16S = LoadOp<int16_t, uint64_t>;
using I64Load32S = LoadOp<int32_t, uint64_t>;
using F32Load = LoadOp<float, float>;
using F64Load = LoadOp<double, double>;

template <typename M, typename V>
struct StoreOp {
  using Memory = M;
  using Value = V;
};

using I32Store = StoreOp<uint32_t, uint32_t>;
using I32Store8 = StoreOp<uint8_t, uint32_t>;
using I32Store16 = StoreOp<uint16_t, uint32_t>;
using I64Store = StoreOp<uint64_t, uint64_t>;
using F32Store = StoreOp<float, float>;
using F64Store = StoreOp<double, double>;

// The effective address; an immediate one is complete in b.
template <Src kA>
VIRGA_INLINE uint64_t EffectiveAddress(const Cell* pc, const Slot* frame, uint64_t acc) {
  const uint64_t offset = static_cast<uint32_t>(pc->b);
  if constexpr (kA == Src::kImm) return offset;
  const uint64_t base = static_cast<uint32_t>(kA == Src::kAcc ? acc : frame[pc->a]);
  return base + offset;
}

template <typename F, Src kA, bool kKeep>
VIRGA_HANDLER LoadAt(VIRGA_STATE) {
  using M = typename F::Memory;
  const uint64_t address = EffectiveAddress<kA>(pc, frame, acc);
  if (OutOfBounds(address, sizeof(M), memory_bytes)) {
    VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  }
  const auto result = static_cast<typename F::Result>(LoadFrom<M>(memory + address));
  WriteResult<kKeep>(result, frame, pc->dst, &acc, &acc_f64, &acc_f32);
  VIRGA_NEXT(1);
}

template <typename F, Src kA, Src kB>
VIRGA_HANDLER StoreAt(VIRGA_STATE) {
  using M = typename F::Memory;
  using V = typename F::Value;
  const uint64_t address = EffectiveAddress<kA>(pc, frame, acc);
  if (OutOfBounds(address, sizeof(M), memory_bytes)) {
    VIRGA_TRAP(TrapCode::kOutOfBoundsMemoryAccess);
  }
  V value;
  if constexpr (kB == Src::kImm) {
    value = static_cast<V>(static_cast<int16_t>(pc->dst));
  } else if constexpr (kB == Src::kAcc) {
    value = ReadAcc<V>(acc, acc_f64, acc_f32);
  } else {
    value = ReadSlot<V>(frame, pc->dst);
  }
  StoreTo<M>(memory + address, static_cast<M>(value));
  VIRGA_NEXT(1);
}

}  // namespace

#define VIRGA_FORMS_Load(F)                                                               \
  {LoadAt<F, Src::kSlot, true>, LoadAt<F, Src::kSlot, false>, LoadAt<F, Src::kAcc, true>, \
   LoadAt<F, Src::kAcc, false>, LoadAt<F, Src::kImm, true>,   LoadAt<F, Src::kImm, false>}
#define VIRGA_FORMS_Store(F)                                              \
  {StoreAt<F, Src::kSlot, Src::kSlot>, StoreAt<F, Src::kSlot, Src::kAcc>, \
   StoreAt<F, Src::kSlot, Src::kImm>,  StoreAt<F, Src::kAcc, Src::kSlot>, \
   StoreAt<F, Src::kAcc, Src::kAcc>,   StoreAt<F, Src::kAcc, Src::kImm>,  \
   StoreAt<F, Src::kImm, Src::kSlot>,  StoreAt<F, Src::kImm, Src::kAcc>,  \
   StoreAt<F, Src::kImm, Src::kImm>}
#define VIRGA_FORMS_StoreFloat(F)                                       \
  {StoreAt<F, Src::kSlot, Src::kAcc>, StoreAt<F, Src::kAcc, Src::kAcc>, \
   StoreAt<F, Src::kImm, Src::kAcc>}

#define OP_LOAD VIRGA_DEFINE_FORMS
#define OP_STORE VIRGA_DEFINE_FORMS
#include "engine/compile/op.def"

}  // namespace virga::wasm
