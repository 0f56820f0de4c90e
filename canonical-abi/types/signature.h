// Core signatures of function types in each of the ABIs. spec: CanonicalABI (flatten_functype).
//
// validate/ compares a core function's type with one of these; abi/ follows the same flags when it
// passes values.

#ifndef CANONICAL_ABI_TYPES_SIGNATURE_H_
#define CANONICAL_ABI_TYPES_SIGNATURE_H_

#include <cstdint>
#include <optional>
#include <span>

#include "canonical-abi/types/value_type.h"

namespace virga::cabi {

enum class AbiShape : uint8_t {
  kLift,               // canon lift, sync: what the guest exports
  kLower,              // canon lower, sync: what the guest imports
  kLiftAsyncCallback,  // canon lift async, with a callback
  kLiftAsyncStackful,  // canon lift async, without
  kLowerAsync,         // canon lower async
  kTaskReturn,         // canon task.return of the type's result
};

struct CoreSignature {
  // Limits: 16 flat parameters and an out pointer.
  CoreType params[kMaxFlatParams + 1] = {};
  CoreType results[1] = {};
  uint8_t param_count = 0;
  uint8_t result_count = 0;
  bool params_spilled = false;   // the parameters stand in memory, at the first core parameter
  bool results_spilled = false;  // the results stand in memory: at the last core parameter of a
                                 // lowered function, at the core result of a lifted one

  std::span<const CoreType> param_types() const { return {params, param_count}; }
  std::span<const CoreType> result_types() const { return {results, result_count}; }
};

CoreSignature FlattenFunc(const TypeTable& table, const FuncType& type, AbiShape shape,
                          PtrWidth width);

// Whether passing values in this shape needs a memory, and a realloc (of the guest whose side it
// is): what canonopts must then be present. spec: CanonicalABI (canonopt validation).
struct AbiNeeds {
  bool memory = false;
  bool realloc = false;
};
AbiNeeds NeedsOf(const TypeTable& table, const FuncType& type, AbiShape shape, PtrWidth width);

// Bits 0-3 are the code, the rest a waitable set; nullopt: a code that traps.
// spec: unpack_callback_result.
enum class CallbackCode : uint8_t { kExit, kYield, kWait };
struct CallbackResult {
  CallbackCode code;
  uint32_t waitable_set;
};
std::optional<CallbackResult> UnpackCallbackResult(uint32_t packed);

// Bytes of the discriminant of a variant with this many cases. REQUIRES: cases > 0.
constexpr uint32_t DiscriminantBytes(uint64_t cases) {
  return cases <= 0x100 ? 1 : cases <= 0x10000 ? 2 : 4;
}
// Bytes (and alignment) of this many flags. REQUIRES: 1 <= labels <= 32.
constexpr uint32_t FlagsBytes(uint64_t labels) { return labels <= 8 ? 1 : labels <= 16 ? 2 : 4; }

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_SIGNATURE_H_
