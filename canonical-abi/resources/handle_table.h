// HandleTable: one component instance's handles. spec: CanonicalABI (table state, resource state).
//
// Indices are what guests hold: 0 is never used, freed indices are reused last in, first out, as
// the specification prescribes (guests see the numbers). An entry knows its resource type by
// identity, so an index of another type, another table or a dropped handle is a trap, never
// confusion. Entries move when the table grows: keep indices, not pointers, across additions.
// Bounded by Limits.handles. Owned by the component instance; one thread.

#ifndef CANONICAL_ABI_RESOURCES_HANDLE_TABLE_H_
#define CANONICAL_ABI_RESOURCES_HANDLE_TABLE_H_

#include <cstdint>

#include "canonical-abi/abi/resource_type.h"
#include "engine/support/vec.h"
#include "virga/error.h"

namespace virga::cabi {

// Counts the borrow handles that a task was given and has not dropped. spec: Task.num_borrows. The
// counters live in the table, so that a borrow handle that outlives its task (after a trap) refers
// to a number, never to a frame that is gone.
struct BorrowScopeId {
  uint32_t index;
};
constexpr BorrowScopeId kNoBorrowScope = {UINT32_MAX};

enum class HandleKind : uint8_t { kFree, kOwn, kBorrow };

struct HandleEntry {
  HandleKind kind = HandleKind::kFree;
  uint32_t rep = 0;    // of a free entry: the next free index, 0 for none
  uint32_t lends = 0;  // outstanding; blocks dropping and moving
  const ResourceType* type = nullptr;
  BorrowScopeId scope = kNoBorrowScope;  // of a borrow
};

class HandleTable {
 public:
  static constexpr uint32_t kIndexMax = (uint32_t{1} << 28) - 1;

  // `limit`: Limits.handles.
  explicit HandleTable(uint64_t limit, Allocator* allocator = &Allocator::System());
  HandleTable(HandleTable&&) = default;

  // Trap kHandleLimit at the limit.
  Result<uint32_t> AddOwn(const ResourceType& type, uint32_t rep);
  // Counts in `scope`.
  Result<uint32_t> AddBorrow(const ResourceType& type, uint32_t rep, BorrowScopeId scope);

  // A fresh counter. One that is not empty when its task ends is not closed, and never used again.
  Result<BorrowScopeId> OpenScope();
  void CloseScope(BorrowScopeId scope);  // REQUIRES: BorrowCount(scope) == 0
  uint32_t BorrowCount(BorrowScopeId scope) const { return borrow_counts_[scope.index]; }

  // The live handle at `index`, of `type`. Traps kUnknownHandle otherwise. Valid until the next
  // addition.
  Result<HandleEntry*> Get(const ResourceType& type, uint32_t index);
  // Takes an own handle out. Traps: as Get; a borrow; a handle that is lent.
  Result<uint32_t> TakeOwn(const ResourceType& type, uint32_t index);
  // Takes any handle out (resource.drop). Traps: as Get; a handle that is lent. A borrow leaves its
  // scope.
  Result<HandleEntry> Drop(const ResourceType& type, uint32_t index);
  // Ends one lend. REQUIRES: the handle was lent and so is still there.
  void EndLend(uint32_t index) { --entries_[index].lends; }

  // Visits live handles in order of index: visit(index, entry). For tearing down an instance.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (size_t i = 1; i < entries_.size(); ++i)
      if (entries_[i].kind != HandleKind::kFree) visit(static_cast<uint32_t>(i), entries_[i]);
  }
  uint64_t live() const { return live_; }

 private:
  Result<uint32_t> Add(const HandleEntry& entry);
  void Free(uint32_t index);

  Vec<HandleEntry> entries_;  // [0] is never live
  Vec<uint32_t> borrow_counts_;
  Vec<uint32_t> closed_scopes_;  // to be used again
  uint32_t free_ = 0;
  uint64_t live_ = 0;
  uint64_t limit_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_RESOURCES_HANDLE_TABLE_H_
