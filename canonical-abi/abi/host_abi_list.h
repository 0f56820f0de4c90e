// Abi<T> of strings and lists. See abi/host_abi.h.

#ifndef CANONICAL_ABI_ABI_HOST_ABI_LIST_H_
#define CANONICAL_ABI_ABI_HOST_ABI_LIST_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-abi/abi/host_abi_scalar.h"

namespace virga::cabi {

constexpr AbiLayout kSliceLayout = {{8, 16}, {4, 8}};

// Two-slot values: a pointer and a length. The traits give From(cx, GuestSlice, T*) and
// To(cx, const T&, GuestSlice*).
template <typename T, typename Traits>
struct SliceAbi {
  static constexpr uint32_t kFlat = 2;
  static constexpr AbiLayout kLayout = kSliceLayout;

  static bool LiftFlat(CallContext& cx, const uint64_t* slots, T* out) {
    return Traits::From(cx, GuestSlice{slots[0], slots[1]}, out);
  }
  static bool Load(CallContext& cx, const uint8_t* p, T* out) {
    return Traits::From(cx, cx.LoadSlice(p), out);
  }
  static bool LowerFlat(CallContext& cx, const T& value, uint64_t* slots) {
    GuestSlice slice;
    if (!Traits::To(cx, value, &slice)) return false;
    slots[0] = slice.address;
    slots[1] = slice.length;
    return true;
  }
  static bool Store(CallContext& cx, const T& value, uint64_t address) {
    GuestSlice slice;
    if (!Traits::To(cx, value, &slice)) return false;
    cx.StoreSlice(address, slice);
    return true;
  }
};

struct StringViewTraits {
  static bool From(CallContext& cx, GuestSlice slice, std::string_view* out) {
    return cx.LiftUtf8(slice, out);
  }
  static bool To(CallContext& cx, std::string_view value, GuestSlice* out) {
    return cx.LowerUtf8(value, out);
  }
};
template <>
struct Abi<std::string_view> : SliceAbi<std::string_view, StringViewTraits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kString); }
};

struct StringTraits {
  static bool From(CallContext& cx, GuestSlice slice, std::string* out) {
    std::string_view view;
    if (!cx.LiftUtf8(slice, &view)) return false;
    out->assign(view);
    return true;
  }
  static bool To(CallContext& cx, const std::string& value, GuestSlice* out) {
    return cx.LowerUtf8(value, out);
  }
};
template <>
struct Abi<std::string> : SliceAbi<std::string, StringTraits> {
  static ValueType Describe(HostTypes&) { return Primitive(TypeKind::kString); }
};

struct BytesTraits {
  static bool From(CallContext& cx, GuestSlice slice, std::span<const uint8_t>* out) {
    return cx.LiftBytes(slice, out);
  }
  static bool To(CallContext& cx, std::span<const uint8_t> value, GuestSlice* out) {
    return cx.LowerBytes(value, out);
  }
};
template <>
struct Abi<std::span<const uint8_t>> : SliceAbi<std::span<const uint8_t>, BytesTraits> {
  static ValueType Describe(HostTypes& types) { return types.List(Primitive(TypeKind::kU8)); }
};

template <typename T>
struct VectorTraits {
  static bool From(CallContext& cx, GuestSlice slice, std::vector<T>* out) {
    const int w = static_cast<int>(cx.width());
    const uint32_t size = Abi<T>::kLayout.size[w];
    if (!cx.LiftList(slice, size, Abi<T>::kLayout.align[w])) return false;
    // LiftList has bounded length * size by 2^28; the C++ elements may be larger.
    if (!cx.Charge(slice.length * sizeof(T))) return false;
    out->resize(static_cast<size_t>(slice.length));
    if (out->empty()) return true;
    const uint8_t* p = cx.memory().At(slice.address);
    for (size_t i = 0; i < out->size(); ++i, p += size) {
      T element{};
      if (!Abi<T>::Load(cx, p, &element)) return false;
      (*out)[i] = std::move(element);
    }
    return true;
  }
  static bool To(CallContext& cx, const std::vector<T>& value, GuestSlice* out) {
    const int w = static_cast<int>(cx.width());
    const uint32_t size = Abi<T>::kLayout.size[w];
    uint64_t address;
    if (!cx.LowerList(value.size(), size, Abi<T>::kLayout.align[w], &address)) return false;
    *out = {address, value.size()};
    for (const T& element : value) {
      if (!Abi<T>::Store(cx, element, address)) return false;
      address += size;
    }
    return true;
  }
};
template <>
struct VectorTraits<uint8_t> {
  static bool From(CallContext& cx, GuestSlice slice, std::vector<uint8_t>* out) {
    std::span<const uint8_t> bytes;
    if (!cx.LiftBytes(slice, &bytes)) return false;
    out->assign(bytes.begin(), bytes.end());
    return true;
  }
  static bool To(CallContext& cx, const std::vector<uint8_t>& value, GuestSlice* out) {
    return cx.LowerBytes(value, out);
  }
};
template <typename T>
struct Abi<std::vector<T>> : SliceAbi<std::vector<T>, VectorTraits<T>> {
  static ValueType Describe(HostTypes& types) { return types.List(Abi<T>::Describe(types)); }
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_ABI_LIST_H_
