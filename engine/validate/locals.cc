#include "engine/validate/locals.h"

namespace virga::wasm {

bool Locals::Start(std::span<const ValType> params) {
  flat_.Clear();
  runs_.Clear();
  unset_.Clear();
  sets_.Clear();
  count_ = params.size();
  slots_ = 0;
  for (const ValType param : params) slots_ += param.slots();
  return flat_.Append(params);
}

bool Locals::Declare(uint32_t count, ValType type) {
  const uint64_t first = count_;
  count_ += count;
  slots_ += uint64_t{count} * type.slots();
  if (!runs_.Push({static_cast<uint32_t>(count_), type})) return false;
  for (uint32_t i = 0; i < count && flat_.size() < kFlat; ++i) {
    if (!flat_.Push(type)) return false;
  }
  if (type.is_defaultable() && unset_.empty()) return true;
  if (!unset_.Resize((count_ + 63) / 64)) return false;
  if (type.is_defaultable()) return true;
  for (uint64_t local = first; local < count_; ++local) {
    unset_[local / 64] |= uint64_t{1} << (local % 64);
  }
  return true;
}

ValType Locals::TypeOfFar(uint32_t local) const {
  size_t low = 0;
  size_t high = runs_.size() - 1;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (local < runs_[middle].end) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return runs_[low].type;
}

bool Locals::Set(uint32_t local) {
  if (IsSet(local)) return true;
  unset_[local / 64] &= ~(uint64_t{1} << (local % 64));
  return sets_.Push(local);
}

void Locals::ReturnTo(size_t mark) {
  while (sets_.size() > mark) {
    const uint32_t local = sets_.back();
    unset_[local / 64] |= uint64_t{1} << (local % 64);
    sets_.Pop();
  }
}

}  // namespace virga::wasm
