// Abi<T> of option, result and variants. See abi/host_abi.h.

#ifndef CANONICAL_ABI_ABI_HOST_ABI_VARIANT_H_
#define CANONICAL_ABI_ABI_HOST_ABI_VARIANT_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "canonical-abi/abi/host_abi_scalar.h"

namespace virga::cabi {

// WIT's result<T, E>. std::monostate stands for an absent type.
template <typename T, typename E>
class Expected {
 public:
  Expected() = default;  // ok, with a default value
  Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit
  static Expected Failure(E error) {
    Expected result;
    result.state_.template emplace<1>(std::move(error));
    return result;
  }

  bool ok() const { return state_.index() == 0; }
  // REQUIRES: ok(), or !ok().
  const T& value() const { return *std::get_if<0>(&state_); }
  T& value() { return *std::get_if<0>(&state_); }
  const E& error() const { return *std::get_if<1>(&state_); }
  E& error() { return *std::get_if<1>(&state_); }

  std::variant<T, E>& state() { return state_; }
  const std::variant<T, E>& state() const { return state_; }

 private:
  std::variant<T, E> state_;
};

// A case without payload takes no part in layout and flattening.
template <>
struct Abi<std::monostate> {
  static constexpr uint32_t kFlat = 0;
  static constexpr AbiLayout kLayout = {{0, 0}, {1, 1}};
  static ValueType Describe(HostTypes&) { return kNoType; }
  static bool LiftFlat(CallContext&, const uint64_t*, std::monostate*) { return true; }
  static bool Load(CallContext&, const uint8_t*, std::monostate*) { return true; }
  static bool LowerFlat(CallContext&, std::monostate, uint64_t*) { return true; }
  static bool Store(CallContext&, std::monostate, uint64_t) { return true; }
};

template <typename... Cs>
struct CasesLayout {
  static constexpr uint32_t kDiscBytes = DiscriminantBytes(sizeof...(Cs));
  static constexpr uint32_t kFlat = 1 + std::max({Abi<Cs>::kFlat...});
  static constexpr AbiLayout kPayload = {
      {std::max({Abi<Cs>::kLayout.size[0]...}), std::max({Abi<Cs>::kLayout.size[1]...})},
      {std::max({Abi<Cs>::kLayout.align[0]...}), std::max({Abi<Cs>::kLayout.align[1]...})}};
  static constexpr uint32_t PayloadOffset(int w) { return AlignUp(kDiscBytes, kPayload.align[w]); }
  static constexpr AbiLayout Whole() {
    AbiLayout layout = {};
    for (int w = 0; w < 2; ++w) {
      layout.align[w] = std::max(kDiscBytes, kPayload.align[w]);
      layout.size[w] = AlignUp(PayloadOffset(w) + kPayload.size[w], layout.align[w]);
    }
    return layout;
  }
};

// The cases Cs... in order. The traits give Index(const T&), Emplace<I>(T*) -> Cs[I]& and
// Payload<I>(const T&) -> const Cs[I]&; for a std::monostate only the effect of Emplace matters.
template <typename T, typename Traits, typename... Cs>
struct CasesAbi {
  using Layout = CasesLayout<Cs...>;
  using Disc = UintOf<Layout::kDiscBytes>;
  static constexpr uint32_t kFlat = Layout::kFlat;
  static constexpr AbiLayout kLayout = Layout::Whole();

  static bool LiftFlat(CallContext& cx, const uint64_t* slots, T* out) {
    const uint32_t index = static_cast<uint32_t>(slots[0]);
    return Checked(cx, index) && At(index, [&]<typename C, size_t I>() {
             return Lifted<C, I>(
                 out, [&](C* payload) { return Abi<C>::LiftFlat(cx, slots + 1, payload); });
           });
  }
  static bool Load(CallContext& cx, const uint8_t* p, T* out) {
    const uint32_t index = LoadLe<Disc>(p);
    return Checked(cx, index) && At(index, [&]<typename C, size_t I>() {
             p += Layout::PayloadOffset(static_cast<int>(cx.width()));
             return Lifted<C, I>(out, [&](C* payload) { return Abi<C>::Load(cx, p, payload); });
           });
  }
  static bool LowerFlat(CallContext& cx, const T& value, uint64_t* slots) {
    const uint32_t index = Traits::Index(value);
    slots[0] = index;
    return At(index, [&]<typename C, size_t I>() {
      return Abi<C>::LowerFlat(cx, Traits::template Payload<I>(value), slots + 1);
    });
  }
  static bool Store(CallContext& cx, const T& value, uint64_t address) {
    const uint32_t index = Traits::Index(value);
    StoreLe(cx.memory().At(address), static_cast<Disc>(index));
    return At(index, [&]<typename C, size_t I>() {
      const uint64_t payload = address + Layout::PayloadOffset(static_cast<int>(cx.width()));
      return Abi<C>::Store(cx, Traits::template Payload<I>(value), payload);
    });
  }

 private:
  template <typename C, size_t I, typename LiftPayload>
  static bool Lifted(T* out, LiftPayload lift) {
    if constexpr (std::is_same_v<C, std::monostate>) {
      Traits::template Emplace<I>(out);
      return true;
    } else {
      return lift(&Traits::template Emplace<I>(out));
    }
  }
  static bool Checked(CallContext& cx, uint32_t index) {
    return cx.CheckCase(index, sizeof...(Cs), Traits::kWhat);
  }
  template <typename Visit>
  static bool At(uint32_t index, Visit visit) {
    return At(index, visit, std::index_sequence_for<Cs...>());
  }
  template <typename Visit, size_t... Is>
  static bool At(uint32_t index, Visit& visit, std::index_sequence<Is...>) {
    bool done = false;
    (void)(... || (index == Is && ((done = visit.template operator()<Cs, Is>()), true)));
    return done;
  }
};

struct OptionTraits {
  static constexpr const char* kWhat = "option";
  template <typename T>
  static uint32_t Index(const std::optional<T>& value) {
    return value.has_value();
  }
  template <size_t I, typename T>
  static decltype(auto) Emplace(std::optional<T>* out) {
    if constexpr (I == 0) {
      out->reset();
    } else {
      return (out->emplace());
    }
  }
  template <size_t I, typename T>
  static auto Payload(const std::optional<T>& value)
      -> std::conditional_t<I == 0, std::monostate, const T&> {
    if constexpr (I == 0) {
      return {};
    } else {
      return *value;
    }
  }
};
template <typename T>
struct Abi<std::optional<T>> : CasesAbi<std::optional<T>, OptionTraits, std::monostate, T> {
  static ValueType Describe(HostTypes& types) { return types.Option(Abi<T>::Describe(types)); }
};

// For a std::variant behind `State(value)`.
template <typename Derived>
struct StdVariantTraits {
  template <typename T>
  static uint32_t Index(const T& value) {
    return static_cast<uint32_t>(Derived::State(value).index());
  }
  template <size_t I, typename T>
  static auto& Emplace(T* out) {
    return Derived::State(*out).template emplace<I>();
  }
  template <size_t I, typename T>
  static const auto& Payload(const T& value) {
    return *std::get_if<I>(&Derived::State(value));
  }
};

struct ExpectedTraits : StdVariantTraits<ExpectedTraits> {
  static constexpr const char* kWhat = "result";
  template <typename T>
  static auto& State(T& value) {
    return value.state();
  }
};
template <typename T, typename E>
struct Abi<Expected<T, E>> : CasesAbi<Expected<T, E>, ExpectedTraits, T, E> {
  static ValueType Describe(HostTypes& types) {
    return types.ResultOf(Abi<T>::Describe(types), Abi<E>::Describe(types));
  }
};

struct VariantTraits : StdVariantTraits<VariantTraits> {
  static constexpr const char* kWhat = "variant";
  template <typename T>
  static auto& State(T& value) {
    return value.value;
  }
};
// T has a member `value`, a std::variant<Cs...>.
template <typename T, typename... Cs>
struct VariantAbi : CasesAbi<T, VariantTraits, Cs...> {
  static ValueType DescribeWith(HostTypes& types,
                                std::span<const std::string_view, sizeof...(Cs)> labels) {
    const ValueType kinds[] = {Abi<Cs>::Describe(types)...};
    FieldSpec cases[sizeof...(Cs)];
    for (size_t i = 0; i < sizeof...(Cs); ++i) cases[i] = {labels[i], kinds[i]};
    return types.Variant(cases);
  }
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_HOST_ABI_VARIANT_H_
