#include "canonical-abi/resources/handle_scope.h"

#include <cinttypes>

#include "engine/support/try.h"

namespace virga::cabi {

Result<uint32_t> HandleScope::LiftOwn(const ResourceType& type, uint32_t index) {
  return table_->TakeOwn(type, index);
}

Result<uint32_t> HandleScope::LiftBorrow(const ResourceType& type, uint32_t index) {
  VIRGA_ASSIGN(HandleEntry * entry, table_->Get(type, index));
  if (lent_count_ < kInlineLends) {
    lent_[lent_count_] = index;
  } else if (!more_lent_.Push(index)) {
    return Error::Trap(TrapCode::kOutOfMemory);
  }
  ++lent_count_;
  ++entry->lends;
  return entry->rep;
}

Result<uint32_t> HandleScope::LowerOwn(const ResourceType& type, uint32_t rep) {
  return table_->AddOwn(type, rep);
}

Result<uint32_t> HandleScope::LowerBorrow(const ResourceType& type, uint32_t rep) {
  if (type.implementer == instance_) return rep;
  if (borrows_.index == kNoBorrowScope.index) {
    VIRGA_ASSIGN(borrows_, table_->OpenScope());
  }
  return table_->AddBorrow(type, rep, borrows_);
}

Status HandleScope::Finish() {
  for (uint32_t i = 0; i < lent_count_ && i < kInlineLends; ++i) table_->EndLend(lent_[i]);
  for (const uint32_t index : more_lent_) table_->EndLend(index);
  more_lent_.Clear();
  lent_count_ = 0;
  if (const uint32_t count = borrow_count(); count != 0) {
    return Error::Trap(TrapCode::kCanonicalAbi,
                       "borrow handles still remain at the end of the call: %" PRIu32, count);
  }
  if (borrows_.index != kNoBorrowScope.index) table_->CloseScope(borrows_);
  borrows_ = kNoBorrowScope;
  return {};
}

Result<uint32_t> ResourceNew(HandleTable& table, const ResourceType& type, uint32_t rep) {
  return table.AddOwn(type, rep);
}

Result<uint32_t> ResourceRep(HandleTable& table, const ResourceType& type, uint32_t index) {
  VIRGA_ASSIGN(const HandleEntry* entry, table.Get(type, index));
  return entry->rep;
}

Result<DroppedResource> ResourceDrop(HandleTable& table, const ResourceType& type, uint32_t index) {
  VIRGA_ASSIGN(const HandleEntry dropped, table.Drop(type, index));
  return DroppedResource{dropped.kind == HandleKind::kOwn, dropped.rep};
}

}  // namespace virga::cabi
