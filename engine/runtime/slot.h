// Slot: the 8 bytes in which every value travels. i32 and f32 are kept zero-extended; a v128 takes
// two slots, low half first; a reference is the address of its object (a funcref: of a Func), 0 is
// null.

#ifndef ENGINE_RUNTIME_SLOT_H_
#define ENGINE_RUNTIME_SLOT_H_

#include <bit>
#include <cstdint>

namespace virga::wasm {

using Slot = uint64_t;
constexpr Slot kNullRef = 0;

inline Slot SlotOf(uint32_t value) { return value; }
inline Slot SlotOf(int32_t value) { return static_cast<uint32_t>(value); }
inline Slot SlotOf(uint64_t value) { return value; }
inline Slot SlotOf(int64_t value) { return static_cast<uint64_t>(value); }
inline Slot SlotOf(float value) { return std::bit_cast<uint32_t>(value); }
inline Slot SlotOf(double value) { return std::bit_cast<uint64_t>(value); }

inline float F32Of(Slot slot) { return std::bit_cast<float>(static_cast<uint32_t>(slot)); }
inline double F64Of(Slot slot) { return std::bit_cast<double>(slot); }

}  // namespace virga::wasm

#endif  // ENGINE_RUNTIME_SLOT_H_
