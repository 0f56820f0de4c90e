#include "canonical-abi/resources/handle_table.h"

#include <algorithm>
#include <cinttypes>

#include "engine/support/check.h"
#include "engine/support/try.h"

namespace virga::cabi {

HandleTable::HandleTable(uint64_t limit, Allocator* allocator)
    : entries_(allocator),
      borrow_counts_(allocator),
      closed_scopes_(allocator),
      limit_(std::min<uint64_t>(limit, kIndexMax)) {}

Result<uint32_t> HandleTable::Add(const HandleEntry& entry) {
  if (live_ >= limit_) {
    return Error::Trap(TrapCode::kHandleLimit, "%" PRIu64 " handles are open (max-resources)",
                       live_);
  }
  if (free_ != 0) {
    const uint32_t index = free_;
    free_ = entries_[index].rep;
    entries_[index] = entry;
    ++live_;
    return index;
  }
  if (entries_.empty() && !entries_.Push(HandleEntry{})) return Error::Trap(TrapCode::kOutOfMemory);
  const uint32_t index = static_cast<uint32_t>(entries_.size());
  if (!entries_.Push(entry)) return Error::Trap(TrapCode::kOutOfMemory);
  ++live_;
  return index;
}

void HandleTable::Free(uint32_t index) {
  entries_[index] = HandleEntry{};
  entries_[index].rep = free_;
  free_ = index;
  --live_;
}

Result<uint32_t> HandleTable::AddOwn(const ResourceType& type, uint32_t rep) {
  return Add({HandleKind::kOwn, rep, 0, &type, kNoBorrowScope});
}

Result<uint32_t> HandleTable::AddBorrow(const ResourceType& type, uint32_t rep,
                                        BorrowScopeId scope) {
  VIRGA_ASSIGN(const uint32_t index, Add({HandleKind::kBorrow, rep, 0, &type, scope}));
  ++borrow_counts_[scope.index];
  return index;
}

Result<BorrowScopeId> HandleTable::OpenScope() {
  if (!closed_scopes_.empty()) {
    const BorrowScopeId scope = {closed_scopes_.back()};
    closed_scopes_.Pop();
    return scope;
  }
  // Closing must not fail: its room is taken here.
  if (!borrow_counts_.Push(0) || !closed_scopes_.Reserve(borrow_counts_.capacity()))
    return Error::Trap(TrapCode::kOutOfMemory);
  return BorrowScopeId{static_cast<uint32_t>(borrow_counts_.size() - 1)};
}

void HandleTable::CloseScope(BorrowScopeId scope) {
  VIRGA_DCHECK(BorrowCount(scope) == 0);
  static_cast<void>(closed_scopes_.Push(scope.index));
}

Result<HandleEntry*> HandleTable::Get(const ResourceType& type, uint32_t index) {
  if (index >= entries_.size() || entries_[index].kind == HandleKind::kFree)
    return Error::Trap(TrapCode::kUnknownHandle, "unknown handle index %" PRIu32, index);
  HandleEntry& entry = entries_[index];
  if (entry.type != &type) {
    const char* expected = type.implementer == nullptr ? "host" : "guest";
    const char* found = entry.type->implementer == nullptr ? "host" : "guest";
    return Error::Trap(TrapCode::kUnknownHandle,
                       "handle index %" PRIu32
                       " used with the wrong type, expected %s-defined "
                       "resource but found a different %s-defined resource",
                       index, expected, found);
  }
  return &entry;
}

Result<uint32_t> HandleTable::TakeOwn(const ResourceType& type, uint32_t index) {
  VIRGA_ASSIGN(HandleEntry * entry, Get(type, index));
  if (entry->lends != 0)
    return Error::Trap(TrapCode::kUnknownHandle, "cannot remove owned resource while borrowed");
  if (entry->kind != HandleKind::kOwn)
    return Error::Trap(TrapCode::kUnknownHandle, "handle index %" PRIu32 " is a borrow, not owned",
                       index);
  const uint32_t rep = entry->rep;
  Free(index);
  return rep;
}

Result<HandleEntry> HandleTable::Drop(const ResourceType& type, uint32_t index) {
  VIRGA_ASSIGN(HandleEntry * entry, Get(type, index));
  if (entry->lends != 0)
    return Error::Trap(TrapCode::kUnknownHandle, "cannot remove owned resource while borrowed");
  const HandleEntry dropped = *entry;
  if (dropped.kind == HandleKind::kBorrow) --borrow_counts_[dropped.scope.index];
  Free(index);
  return dropped;
}

}  // namespace virga::cabi
