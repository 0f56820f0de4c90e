// Abi<T>: how a C++ type stands for a component value type. The building blocks of host bindings.
//
//   WIT                  C++ as parameter                     C++ as result
//   bool, s8 .. f64      bool, int8_t .. double               the same
//   char                 char32_t                             the same
//   string               std::string_view, std::string        the same
//   list<u8>             std::span<const uint8_t>             the same, std::vector<uint8_t>
//   list<T>              std::vector<T>                       the same
//   option<T>            std::optional<T>                     the same
//   result<T, E>         Expected<T, E>                       the same (std::monostate: absent)
//   tuple<A, B>          std::tuple<A, B>                     the same
//   own<R>, borrow<R>    Own<R>, Borrow<R> (R::kResource)     the same
//   record, variant,     a struct, a struct with a std::variant, an enum class and an unsigned
//   enum, flags          integer struct that specialise Abi (below)
//
// An Abi<T> has these members; `slots` and `p` point at the value itself, already bounds-checked:
//   kFlat, kLayout                                    flattened count; size and alignment by width
//   Describe(HostTypes&) -> ValueType                 the WIT type
//   LiftFlat(cx, const uint64_t* slots, T* out)       from core values
//   Load(cx, const uint8_t* p, T* out)                from memory
//   LowerFlat(cx, const T&, uint64_t* slots)          REQUIRES: the slots are zero
//   Store(cx, const T&, uint64_t address)             to memory
// All but Describe return false when the context has failed. Lifting never runs guest code;
// lowering may, hence the address instead of a pointer.
//
// Records:   struct Datetime { uint64_t seconds; uint32_t nanoseconds; };
//            template <> struct Abi<Datetime>
//                : RecordAbi<Datetime, &Datetime::seconds, &Datetime::nanoseconds> {
//              static constexpr std::string_view kLabels[] = {"seconds", "nanoseconds"};
//              static ValueType Describe(HostTypes& t) { return DescribeWith(t, kLabels); }
//            };
// Variants:  struct StoreError { std::variant<std::monostate, std::string> value; };
//            template <> struct Abi<StoreError>
//                : VariantAbi<StoreError, std::monostate, std::string> { kLabels, Describe as above
//            };                                       (std::monostate: a case without payload)
// Enums:     template <> struct Abi<Color> : EnumAbi<Color, 3> { kLabels, Describe };
// Flags:     struct PathFlags { uint32_t bits; };
//            template <> struct Abi<PathFlags> : FlagsAbi<PathFlags, 1> { kLabels, Describe };
// Resources: struct Bucket { static constexpr const HostResource& kResource = kBucket; };

#ifndef CANONICAL_ABI_ABI_HOST_ABI_H_
#define CANONICAL_ABI_ABI_HOST_ABI_H_

#include "canonical-abi/abi/host_abi_compound.h"
#include "canonical-abi/abi/host_abi_list.h"
#include "canonical-abi/abi/host_abi_scalar.h"
#include "canonical-abi/abi/host_abi_variant.h"

#endif  // CANONICAL_ABI_ABI_HOST_ABI_H_
