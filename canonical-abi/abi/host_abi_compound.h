// Abi<T> of tuples and records. See abi/host_abi.h.

#ifndef CANONICAL_ABI_ABI_HOST_ABI_COMPOUND_H_
#define CANONICAL_ABI_ABI_HOST_ABI_COMPOUND_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "canonical-abi/abi/host_abi_scalar.h"

namespace virga::cabi {

// The offset of the next field, an F, after *offset, which moves behind it.
template <typename F>
constexpr uint32_t NextField(uint32_t* offset, int width) {
  constexpr AbiLayout layout = Abi<F>::kLayout;
  const uint32_t at = AlignUp(*offset, layout.align[width]);
  *offset = at + layout.size[width];
  return at;
}

template <typename... Fs>
constexpr AbiLayout CompoundLayout() {
  AbiLayout layout = FixedLayout(0);
  for (int w = 0; w < 2; ++w) {
    layout.align[w] = 1;
    ((layout.align[w] = std::max(layout.align[w], Abi<Fs>::kLayout.align[w])), ...);
    uint32_t end = 0;
    (NextField<Fs>(&end, w), ...);
    layout.size[w] = AlignUp(end, layout.align[w]);
  }
  return layout;
}

// Fields in order: `Get::template Field<I>(value)` is the I-th of type Fs...
template <typename T, typename Get, typename... Fs>
struct CompoundAbi {
  static constexpr uint32_t kFlat = (0 + ... + Abi<Fs>::kFlat);
  static constexpr AbiLayout kLayout = CompoundLayout<Fs...>();

  static bool LiftFlat(CallContext& cx, const uint64_t* slots, T* out) {
    return Each([&]<typename F, size_t I>() {
      const uint64_t* slot = slots;
      slots += Abi<F>::kFlat;
      return Abi<F>::LiftFlat(cx, slot, &Get::template Field<I>(*out));
    });
  }
  static bool Load(CallContext& cx, const uint8_t* p, T* out) {
    const int w = static_cast<int>(cx.width());
    uint32_t offset = 0;
    return Each([&]<typename F, size_t I>() {
      return Abi<F>::Load(cx, p + NextField<F>(&offset, w), &Get::template Field<I>(*out));
    });
  }
  static bool LowerFlat(CallContext& cx, const T& value, uint64_t* slots) {
    return Each([&]<typename F, size_t I>() {
      uint64_t* slot = slots;
      slots += Abi<F>::kFlat;
      return Abi<F>::LowerFlat(cx, Get::template Field<I>(value), slot);
    });
  }
  static bool Store(CallContext& cx, const T& value, uint64_t address) {
    const int w = static_cast<int>(cx.width());
    uint32_t offset = 0;
    return Each([&]<typename F, size_t I>() {
      return Abi<F>::Store(cx, Get::template Field<I>(value), address + NextField<F>(&offset, w));
    });
  }

 private:
  template <typename Visit>
  static bool Each(Visit visit) {
    return Each(visit, std::index_sequence_for<Fs...>());
  }
  template <typename Visit, size_t... Is>
  static bool Each(Visit& visit, std::index_sequence<Is...>) {
    return (... && visit.template operator()<Fs, Is>());
  }
};

struct TupleGet {
  template <size_t I, typename T>
  static auto& Field(T& tuple) {
    return std::get<I>(tuple);
  }
};
template <typename... Fs>
struct Abi<std::tuple<Fs...>> : CompoundAbi<std::tuple<Fs...>, TupleGet, Fs...> {
  static ValueType Describe(HostTypes& types) {
    const ValueType fields[] = {Abi<Fs>::Describe(types)...};
    return types.Tuple(fields);
  }
};

template <auto... Members>
struct MemberGet {
  static constexpr auto kMembers = std::tuple(Members...);
  template <size_t I, typename T>
  static auto& Field(T& record) {
    return record.*std::get<I>(kMembers);
  }
};
template <typename T, auto Member>
using MemberType = std::remove_reference_t<decltype(std::declval<T&>().*Member)>;

template <typename T, auto... Members>
struct RecordAbi : CompoundAbi<T, MemberGet<Members...>, MemberType<T, Members>...> {
  static ValueType DescribeWith(HostTypes& types,
                                std::span<const std::string_view, sizeof...(Members)> labels) {
    const ValueType kinds[] = {Abi<MemberType<T, Members>>::Describe(types)...};
    FieldSpec fields[sizeof...(Members)];
    for (size_t i = 0; i < sizeof...(Members); ++i) fields[i] = {labels[i], kinds[i]};
    return types.Record(fields);
  }
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_ABI_COMPOUND_H_
