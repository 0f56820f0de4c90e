// Abi<T> of numbers, bool, char, enums, flags and resource handles. See abi/host_abi.h.

#ifndef CANONICAL_ABI_ABI_HOST_ABI_SCALAR_H_
#define CANONICAL_ABI_ABI_HOST_ABI_SCALAR_H_

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/host_types.h"
#include "canonical-abi/types/signature.h"

namespace virga::cabi {

struct AbiLayout {
  uint32_t size[2];  // by PtrWidth
  uint32_t align[2];
};
constexpr AbiLayout FixedLayout(uint32_t bytes) { return {{bytes, bytes}, {bytes, bytes}}; }

template <typename T>
struct Abi;

// What all single-slot values share. `Convert` comes from the traits:
//   Raw                                   unsigned integer of the size in memory
//   FromRaw(cx, Raw bits, T* out)         from memory; checks
//   FromSlot(cx, uint64_t slot, T* out)   from a core value; checks
//   ToRaw(cx, const T&, Raw* out), ToSlot(const T&, Raw)
template <typename T, typename Traits>
struct ScalarAbi {
  using Raw = typename Traits::Raw;
  static constexpr uint32_t kFlat = 1;
  static constexpr AbiLayout kLayout = FixedLayout(sizeof(Raw));

  static bool LiftFlat(CallContext& cx, const uint64_t* slots, T* out) {
    return Traits::FromSlot(cx, slots[0], out);
  }
  static bool Load(CallContext& cx, const uint8_t* p, T* out) {
    return Traits::FromRaw(cx, LoadLe<Raw>(p), out);
  }
  static bool LowerFlat(CallContext& cx, const T& value, uint64_t* slots) {
    Raw raw;
    if (!Traits::ToRaw(cx, value, &raw)) return false;
    slots[0] = Traits::ToSlot(raw);
    return true;
  }
  static bool Store(CallContext& cx, const T& value, uint64_t address) {
    Raw raw;
    if (!Traits::ToRaw(cx, value, &raw)) return false;
    StoreLe(cx.memory().At(address), raw);
    return true;
  }
};

template <typename T>
struct IntTraits {
  using Raw = std::make_unsigned_t<T>;
  static bool FromRaw(CallContext&, Raw raw, T* out) { return *out = static_cast<T>(raw), true; }
  static bool FromSlot(CallContext&, uint64_t slot, T* out) {
    return *out = static_cast<T>(slot), true;
  }
  static bool ToRaw(CallContext&, const T& value, Raw* out) {
    return *out = static_cast<Raw>(value), true;
  }
  // Signed values fill all 32 bits of their core value.
  static uint64_t ToSlot(Raw raw) {
    if constexpr (sizeof(T) == 8) return raw;
    return static_cast<uint32_t>(static_cast<int32_t>(static_cast<T>(raw)));
  }
};
template <typename T, TypeKind Kind>
struct IntAbi : ScalarAbi<T, IntTraits<T>> {
  static ValueType Describe(HostTypes&) { return Primitive(Kind); }
};
template <>
struct Abi<int8_t> : IntAbi<int8_t, TypeKind::kS8> {};
template <>
struct Abi<uint8_t> : IntAbi<uint8_t, TypeKind::kU8> {};
template <>
struct Abi<int16_t> : IntAbi<int16_t, TypeKind::kS16> {};
template <>
struct Abi<uint16_t> : IntAbi<uint16_t, TypeKind::kU16> {};
template <>
struct Abi<int32_t> : IntAbi<int32_t, TypeKind::kS32> {};
template <>
struct Abi<uint32_t> : IntAbi<uint32_t, TypeKind::kU32> {};
template <>
struct Abi<int64_t> : IntAbi<int64_t, TypeKind::kS64> {};
template <>
struct Abi<uint64_t> : IntAbi<uint64_t, TypeKind::kU64> {};

struct BoolTraits {
  using Raw = uint8_t;
  static bool FromRaw(CallContext&, Raw raw, bool* out) { return *out = raw != 0, true; }
  static bool FromSlot(CallContext&, uint64_t slot, bool* out) {
    return *out = static_cast<uint32_t>(slot) != 0, true;
  }
  static bool ToRaw(CallContext&, const bool& value, Raw* out) { return *out = value, true; }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <>
struct Abi<bool> : ScalarAbi<bool, BoolTraits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kBool); }
};

struct F32Traits {
  using Raw = uint32_t;
  static bool FromRaw(CallContext&, Raw raw, float* out) {
    return *out = std::bit_cast<float>(CanonicalF32(raw)), true;
  }
  static bool FromSlot(CallContext& cx, uint64_t slot, float* out) {
    return FromRaw(cx, static_cast<uint32_t>(slot), out);
  }
  static bool ToRaw(CallContext&, const float& value, Raw* out) {
    return *out = CanonicalF32(std::bit_cast<uint32_t>(value)), true;
  }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <>
struct Abi<float> : ScalarAbi<float, F32Traits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kF32); }
};

struct F64Traits {
  using Raw = uint64_t;
  static bool FromRaw(CallContext&, Raw raw, double* out) {
    return *out = std::bit_cast<double>(CanonicalF64(raw)), true;
  }
  static bool FromSlot(CallContext& cx, uint64_t slot, double* out) {
    return FromRaw(cx, slot, out);
  }
  static bool ToRaw(CallContext&, const double& value, Raw* out) {
    return *out = CanonicalF64(std::bit_cast<uint64_t>(value)), true;
  }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <>
struct Abi<double> : ScalarAbi<double, F64Traits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kF64); }
};

struct CharTraits {
  using Raw = uint32_t;
  static bool FromRaw(CallContext& cx, Raw raw, char32_t* out) { return cx.LiftChar(raw, out); }
  static bool FromSlot(CallContext& cx, uint64_t slot, char32_t* out) {
    return cx.LiftChar(static_cast<uint32_t>(slot), out);
  }
  static bool ToRaw(CallContext&, const char32_t& value, Raw* out) { return *out = value, true; }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <>
struct Abi<char32_t> : ScalarAbi<char32_t, CharTraits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kChar); }
};

template <uint32_t Bytes>
using UintOf =
    std::conditional_t<Bytes == 1, uint8_t, std::conditional_t<Bytes == 2, uint16_t, uint32_t>>;

template <typename E, uint32_t Cases>
struct EnumTraits {
  using Raw = UintOf<DiscriminantBytes(Cases)>;
  static bool FromRaw(CallContext& cx, Raw raw, E* out) { return FromSlot(cx, raw, out); }
  static bool FromSlot(CallContext& cx, uint64_t slot, E* out) {
    *out = static_cast<E>(slot);
    return cx.CheckCase(static_cast<uint32_t>(slot), Cases, "enum");
  }
  static bool ToRaw(CallContext&, const E& value, Raw* out) {
    return *out = static_cast<Raw>(value), true;
  }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <typename E, uint32_t Cases>
struct EnumAbi : ScalarAbi<E, EnumTraits<E, Cases>> {
  static ValueType DescribeWith(HostTypes& types, std::span<const std::string_view, Cases> labels) {
    return types.Enum(labels);
  }
};

// F has a member `bits`, the first label in bit 0.
template <typename F, uint32_t Labels>
struct FlagsTraits {
  using Raw = UintOf<FlagsBytes(Labels)>;
  static constexpr uint32_t kMask = Labels == 32 ? UINT32_MAX : (uint32_t{1} << Labels) - 1;
  static bool FromRaw(CallContext&, Raw raw, F* out) {
    out->bits = static_cast<decltype(out->bits)>(raw & kMask);
    return true;
  }
  static bool FromSlot(CallContext& cx, uint64_t slot, F* out) {
    return FromRaw(cx, static_cast<Raw>(slot), out);
  }
  static bool ToRaw(CallContext&, const F& value, Raw* out) {
    return *out = static_cast<Raw>(value.bits & kMask), true;
  }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <typename F, uint32_t Labels>
struct FlagsAbi : ScalarAbi<F, FlagsTraits<F, Labels>> {
  static ValueType DescribeWith(HostTypes& types,
                                std::span<const std::string_view, Labels> labels) {
    return types.Flags(labels);
  }
};

// Handles carry the representation, the host's own number for the object. Lifting an Own takes it
// out of the guest's table; lifting a Borrow lends it for the call. R::kResource is the type.
template <typename R>
struct Own {
  uint32_t rep = 0;
};
template <typename R>
struct Borrow {
  uint32_t rep = 0;
};

template <typename H, const auto& Resource, bool IsOwn>
struct HandleTraits {
  using Raw = uint32_t;
  static bool FromRaw(CallContext& cx, Raw raw, H* out) {
    return IsOwn ? cx.LiftOwn(Resource, raw, &out->rep) : cx.LiftBorrow(Resource, raw, &out->rep);
  }
  static bool FromSlot(CallContext& cx, uint64_t slot, H* out) {
    return FromRaw(cx, static_cast<uint32_t>(slot), out);
  }
  static bool ToRaw(CallContext& cx, const H& value, Raw* out) {
    return IsOwn ? cx.LowerOwn(Resource, value.rep, out) : cx.LowerBorrow(Resource, value.rep, out);
  }
  static uint64_t ToSlot(Raw raw) { return raw; }
};
template <typename R>
struct Abi<Own<R>> : ScalarAbi<Own<R>, HandleTraits<Own<R>, R::kResource, true>> {
  static ValueType Describe(HostTypes& types) { return types.Own(R::kResource); }
};
template <typename R>
struct Abi<Borrow<R>> : ScalarAbi<Borrow<R>, HandleTraits<Borrow<R>, R::kResource, false>> {
  static ValueType Describe(HostTypes& types) { return types.Borrow(R::kResource); }
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_ABI_SCALAR_H_
