#include "virga/component/val.h"

#include <bit>
#include <new>

#include "canonical-abi/api/access.h"
#include "engine/support/try.h"

namespace virga::component {

using internal::Access;

namespace {

constexpr cabi::TypeKind kKinds[] = {
    cabi::TypeKind::kBool,         cabi::TypeKind::kS8,        cabi::TypeKind::kU8,
    cabi::TypeKind::kS16,          cabi::TypeKind::kU16,       cabi::TypeKind::kS32,
    cabi::TypeKind::kU32,          cabi::TypeKind::kS64,       cabi::TypeKind::kU64,
    cabi::TypeKind::kF32,          cabi::TypeKind::kF64,       cabi::TypeKind::kChar,
    cabi::TypeKind::kErrorContext, cabi::TypeKind::kString,    cabi::TypeKind::kRecord,
    cabi::TypeKind::kTuple,        cabi::TypeKind::kVariant,   cabi::TypeKind::kEnum,
    cabi::TypeKind::kOption,       cabi::TypeKind::kResult,    cabi::TypeKind::kFlags,
    cabi::TypeKind::kList,         cabi::TypeKind::kFixedList, cabi::TypeKind::kMap,
    cabi::TypeKind::kOwn,          cabi::TypeKind::kBorrow,    cabi::TypeKind::kStream,
    cabi::TypeKind::kFuture,
};

cabi::TypeKind RawKind(ValKind kind) { return kKinds[static_cast<size_t>(kind)]; }

bool IsScalar(ValKind kind) {
  return kind <= ValKind::kChar || kind == ValKind::kEnum || kind == ValKind::kFlags;
}

bool IsCompound(ValKind kind) {
  return kind == ValKind::kRecord || kind == ValKind::kTuple || kind == ValKind::kList ||
         kind == ValKind::kFixedList || kind == ValKind::kMap;
}

Error WrongKind() { return Error::Make(ErrorKind::kUsage, "a value of another kind is needed"); }

}  // namespace

Result<Val> Access::MakeVal(cabi::Val value) {
  auto* const raw = new (std::nothrow) cabi::Val(std::move(value));
  if (raw == nullptr) return Error::OutOfMemory();
  return Val(raw);
}

Val::~Val() { delete raw_; }

Result<Val> Val::Bool(bool value) { return Access::MakeVal(cabi::Val::Bool(value)); }
Result<Val> Val::S32(int32_t value) { return Access::MakeVal(cabi::Val::S32(value)); }
Result<Val> Val::U32(uint32_t value) { return Access::MakeVal(cabi::Val::U32(value)); }
Result<Val> Val::S64(int64_t value) { return Scalar(ValKind::kS64, static_cast<uint64_t>(value)); }
Result<Val> Val::U64(uint64_t value) { return Access::MakeVal(cabi::Val::U64(value)); }
Result<Val> Val::F64(double value) { return Access::MakeVal(cabi::Val::F64(value)); }

Result<Val> Val::Scalar(ValKind kind, uint64_t bits) {
  if (!IsScalar(kind)) return WrongKind();
  return Access::MakeVal(kind == ValKind::kFlags ? cabi::Val::Flags(static_cast<uint32_t>(bits))
                                                 : cabi::Val::Scalar(RawKind(kind), bits));
}

Result<Val> Val::String(std::string_view utf8) {
  VIRGA_ASSIGN(cabi::Val raw, cabi::Val::String(utf8));
  return Access::MakeVal(std::move(raw));
}

Result<Val> Val::Bytes(std::span<const uint8_t> bytes) {
  Vec<uint8_t> copy;
  if (!copy.Append(bytes)) return Error::OutOfMemory();
  return Access::MakeVal(
      cabi::Val::Packed(cabi::TypeKind::kList, cabi::TypeKind::kU8, std::move(copy)));
}

Result<Val> Val::Compound(ValKind kind, std::span<Val> items) {
  if (!IsCompound(kind)) return WrongKind();
  Vec<cabi::Val> raw;
  for (Val& item : items) {
    if (!raw.Push(item.raw_ == nullptr ? cabi::Val() : std::move(*item.raw_)))
      return Error::OutOfMemory();
  }
  return Access::MakeVal(cabi::Val::Compound(RawKind(kind), std::move(raw)));
}

Result<Val> Val::Case(ValKind kind, uint32_t index, Val* payload) {
  if (kind != ValKind::kVariant && kind != ValKind::kOption && kind != ValKind::kResult)
    return WrongKind();
  Vec<cabi::Val> raw;
  if (payload != nullptr &&
      !raw.Push(payload->raw_ == nullptr ? cabi::Val() : std::move(*payload->raw_)))
    return Error::OutOfMemory();
  return Access::MakeVal(cabi::Val::Case(RawKind(kind), index, std::move(raw)));
}

ValKind Val::kind() const {
  if (raw_ == nullptr) return ValKind::kBool;
  size_t i = 0;
  while (kKinds[i] != raw_->kind()) ++i;
  return static_cast<ValKind>(i);
}

uint64_t Val::bits() const { return raw_ != nullptr && IsScalar(kind()) ? raw_->bits() : 0; }

std::string_view Val::string() const {
  return kind() == ValKind::kString ? raw_->string() : std::string_view();
}

uint32_t Val::case_index() const {
  const ValKind own = kind();
  const bool has_case =
      own == ValKind::kVariant || own == ValKind::kOption || own == ValKind::kResult;
  return has_case ? raw_->case_index() : 0;
}

size_t Val::size() const {
  if (raw_ == nullptr || IsScalar(kind()) || kind() == ValKind::kString) return 0;
  return raw_->is_packed() ? raw_->size() : raw_->items().size();
}

Result<Val> Val::At(size_t index) const {
  if (index >= size())
    return Error::Make(ErrorKind::kUsage, "item %zu of a value with %zu", index, size());
  if (raw_->is_packed()) return Access::MakeVal(raw_->PackedAt(index));
  VIRGA_ASSIGN(cabi::Val copy, raw_->items()[index].Copy());
  return Access::MakeVal(std::move(copy));
}

std::span<const uint8_t> Val::bytes() const {
  const bool is_bytes = raw_ != nullptr && kind() == ValKind::kList && raw_->is_packed() &&
                        raw_->packed_element() == cabi::TypeKind::kU8;
  return is_bytes ? raw_->packed_bytes() : std::span<const uint8_t>();
}

Result<Val> Val::Clone() const {
  if (raw_ == nullptr) return Val();
  VIRGA_ASSIGN(cabi::Val copy, raw_->Copy());
  return Access::MakeVal(std::move(copy));
}

}  // namespace virga::component
