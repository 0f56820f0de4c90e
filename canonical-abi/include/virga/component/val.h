// A Val: a component value of any type, as a tree. spec: component-model Explainer (value types).
//
// A Val knows its kind, not its type: the names of fields, cases and flags are in the type, a Val
// holds positions. Move-only; Clone copies. A moved-from Val is the bool false.

#ifndef VIRGA_COMPONENT_VAL_H_
#define VIRGA_COMPONENT_VAL_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "virga/error.h"
#include "virga/export.h"

namespace virga::cabi {
class Val;
}  // namespace virga::cabi

namespace virga::component {

namespace internal {
struct Access;
}  // namespace internal

enum class ValKind : uint8_t {
  kBool,
  kS8,
  kU8,
  kS16,
  kU16,
  kS32,
  kU32,
  kS64,
  kU64,
  kF32,
  kF64,
  kChar,
  kErrorContext,
  kString,
  kRecord,
  kTuple,
  kVariant,
  kEnum,
  kOption,
  kResult,
  kFlags,
  kList,
  kFixedList,
  kMap,
  kOwn,
  kBorrow,
  kStream,
  kFuture,
};

class VIRGA_API Val {
 public:
  Val() = default;  // the bool false
  Val(Val&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  Val& operator=(Val&& other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Val();

  // Makers. An out-of-memory is an Error of the next call that uses the value.
  static Result<Val> Bool(bool value);
  static Result<Val> S32(int32_t value);
  static Result<Val> U32(uint32_t value);
  static Result<Val> S64(int64_t value);
  static Result<Val> U64(uint64_t value);
  static Result<Val> F64(double value);
  // Any scalar kind by its bits: integers sign- or zero-extended, floats their bits, enums the
  // position of the case, flags bit 0 for the first.
  static Result<Val> Scalar(ValKind kind, uint64_t bits);
  static Result<Val> String(std::string_view utf8);
  static Result<Val> Bytes(std::span<const uint8_t> bytes);  // list<u8>
  // A record, tuple or list; takes the items.
  static Result<Val> Compound(ValKind kind, std::span<Val> items);
  // A variant, option or result with its case and, if it has one, its payload.
  static Result<Val> Case(ValKind kind, uint32_t index, Val* payload);

  ValKind kind() const;
  uint64_t bits() const;            // scalars; 0 for others
  std::string_view string() const;  // strings; empty for others
  uint32_t case_index() const;      // variants, options, results
  // Fields, elements, or the payload (none or one).
  size_t size() const;
  Result<Val> At(size_t index) const;      // a copy; kUsage when there is none
  std::span<const uint8_t> bytes() const;  // a list<u8> in one piece; empty for others
  Result<Val> Clone() const;

 private:
  friend struct internal::Access;
  explicit Val(cabi::Val* raw) : raw_(raw) {}
  cabi::Val* raw_ = nullptr;
};

}  // namespace virga::component

#endif  // VIRGA_COMPONENT_VAL_H_
