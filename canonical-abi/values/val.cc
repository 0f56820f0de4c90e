#include "canonical-abi/values/val.h"

#include <new>

#include "engine/support/try.h"

namespace virga::cabi {

void Val::Release() {
  if (storage_ == Storage::kBytes) bytes_.~Vec<uint8_t>();
  if (storage_ == Storage::kItems) items_.~Vec<Val>();
  storage_ = Storage::kBits;
  bits_ = 0;
}

// REQUIRES: nothing is owned. Leaves `other` a scalar.
void Val::TakeFrom(Val& other) {
  kind_ = other.kind_;
  case_ = other.case_;
  switch (other.storage_) {
    case Storage::kBits:
      bits_ = other.bits_;
      break;
    case Storage::kHandle:
      handle_ = other.handle_;
      break;
    case Storage::kBytes:
      new (&bytes_) Vec<uint8_t>(std::move(other.bytes_));
      break;
    case Storage::kItems:
      new (&items_) Vec<Val>(std::move(other.items_));
      break;
  }
  storage_ = other.storage_;
  other.Release();
}

Val::Val(Val&& other) noexcept : bits_(0) { TakeFrom(other); }

Val& Val::operator=(Val&& other) noexcept {
  if (this != &other) {
    Val taken(std::move(other));  // `other` may be inside this
    Release();
    TakeFrom(taken);
  }
  return *this;
}

Val Val::Scalar(TypeKind kind, uint64_t bits) {
  Val val;
  val.kind_ = kind;
  val.bits_ = bits;
  return val;
}

Val Val::Own(const ResourceType* type, uint32_t rep) {
  Val val;
  val.kind_ = TypeKind::kOwn;
  val.storage_ = Storage::kHandle;
  val.handle_ = {type, rep};
  return val;
}

Val Val::Borrow(const ResourceType* type, uint32_t rep) {
  Val val = Own(type, rep);
  val.kind_ = TypeKind::kBorrow;
  return val;
}

Val Val::StringOf(Vec<uint8_t> utf8) {
  Val val;
  val.kind_ = TypeKind::kString;
  new (&val.bytes_) Vec<uint8_t>(std::move(utf8));
  val.storage_ = Storage::kBytes;
  return val;
}

Result<Val> Val::String(std::string_view text, Allocator* allocator) {
  Vec<uint8_t> bytes(allocator);
  if (!bytes.Append({reinterpret_cast<const uint8_t*>(text.data()), text.size()}))
    return Error::OutOfMemory();
  return StringOf(std::move(bytes));
}

Val Val::Compound(TypeKind kind, Vec<Val> items) {
  Val val;
  val.kind_ = kind;
  new (&val.items_) Vec<Val>(std::move(items));
  val.storage_ = Storage::kItems;
  return val;
}

Val Val::Packed(TypeKind kind, TypeKind element, Vec<uint8_t> bytes) {
  Val val = StringOf(std::move(bytes));
  val.kind_ = kind;
  val.case_ = static_cast<uint32_t>(element);
  return val;
}

Val Val::Case(TypeKind kind, uint32_t index, Vec<Val> payload) {
  Val val = Compound(kind, std::move(payload));
  val.case_ = index;
  return val;
}

size_t Val::size() const {
  if (is_packed()) return bytes_.size() / NumberBytes(packed_element());
  return storage_ == Storage::kItems ? items_.size() : 0;
}

Val Val::PackedAt(size_t i) const {
  const uint32_t bytes = NumberBytes(packed_element());
  uint64_t bits = 0;
  for (uint32_t b = 0; b < bytes; ++b) bits |= uint64_t{bytes_[i * bytes + b]} << (8 * b);
  return Scalar(packed_element(), Extend(bits, bytes, IsSigned(packed_element())));
}

Result<Val> Val::Copy(Allocator* allocator) const {
  Val copy;
  switch (storage_) {
    case Storage::kBits:
      return Scalar(kind_, bits_);
    case Storage::kHandle:
      copy = Own(handle_.type, handle_.rep);
      copy.kind_ = kind_;
      return copy;
    case Storage::kBytes: {
      Vec<uint8_t> bytes(allocator);
      if (!bytes.Append(bytes_)) return Error::OutOfMemory();
      copy = StringOf(std::move(bytes));
      break;
    }
    case Storage::kItems: {
      Vec<Val> items(allocator);
      if (!items.Reserve(items_.size())) return Error::OutOfMemory();
      for (const Val& item : items_) {
        VIRGA_ASSIGN(Val item_copy, item.Copy(allocator));
        if (!items.Push(std::move(item_copy))) return Error::OutOfMemory();
      }
      copy = Compound(kind_, std::move(items));
      break;
    }
  }
  copy.kind_ = kind_;
  copy.case_ = case_;
  return copy;
}

bool Val::operator==(const Val& other) const {
  if (kind_ != other.kind_) return false;
  if (storage_ != other.storage_) {
    if (is_packed()) return other == *this;
    if (!other.is_packed() || size() != other.size()) return false;
    for (size_t i = 0; i < size(); ++i)
      if (!(items_[i] == other.PackedAt(i))) return false;
    return true;
  }
  switch (storage_) {
    case Storage::kBits:
      return bits_ == other.bits_;
    case Storage::kHandle:
      return handle_.rep == other.handle_.rep && handle_.type == other.handle_.type;
    case Storage::kBytes:
      return case_ == other.case_ && string() == other.string();
    case Storage::kItems:
      if (case_ != other.case_ || items_.size() != other.items_.size()) return false;
      for (size_t i = 0; i < items_.size(); ++i)
        if (!(items_[i] == other.items_[i])) return false;
      return true;
  }
  return false;
}

}  // namespace virga::cabi
