// HandleScope: the handle side of one call, and the borrow bookkeeping that ends with it.
//
// A call from guest to host or guest has a scope on the caller's side (a subtask: borrows that are
// lifted are lent until the call returns) and one on the callee's (a task: borrows that are lowered
// must be dropped before it returns). link/ keeps a scope in its native frame and ends it with
// Finish on success; after a trap the store is not entered again, so nothing is undone.
// spec: CanonicalABI (lift_own, lift_borrow, lower_own, lower_borrow, Subtask.deliver_resolve,
// Task.return_).

#ifndef CANONICAL_ABI_RESOURCES_HANDLE_SCOPE_H_
#define CANONICAL_ABI_RESOURCES_HANDLE_SCOPE_H_

#include <cstdint>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/resources/handle_table.h"
#include "engine/support/vec.h"

namespace virga::cabi {

class HandleScope final : public HandleAccess {
 public:
  // `instance` is the identity that ResourceType::implementer is compared with.
  HandleScope(HandleTable* table, const void* instance) : table_(table), instance_(instance) {}
  HandleScope(const HandleScope&) = delete;
  HandleScope& operator=(const HandleScope&) = delete;

  Result<uint32_t> LiftOwn(const ResourceType& type, uint32_t index) override;
  Result<uint32_t> LiftBorrow(const ResourceType& type, uint32_t index) override;
  Result<uint32_t> LowerOwn(const ResourceType& type, uint32_t rep) override;
  Result<uint32_t> LowerBorrow(const ResourceType& type, uint32_t rep) override;

  // Ends all lends. Traps when borrow handles given to this side have not been dropped.
  Status Finish();
  // Borrow handles given to this side and not dropped yet.
  uint32_t borrow_count() const {
    return borrows_.index == kNoBorrowScope.index ? 0 : table_->BorrowCount(borrows_);
  }

 private:
  static constexpr uint32_t kInlineLends = 4;

  HandleTable* table_;
  const void* instance_;
  BorrowScopeId borrows_ = kNoBorrowScope;  // opened by the first borrow
  uint32_t lent_count_ = 0;
  uint32_t lent_[kInlineLends];  // the first indices; the rest:
  Vec<uint32_t> more_lent_;
};

// The built-ins of resource types, but for running the destructor, which is a call.
// spec: canon resource.new, resource.rep, resource.drop.
Result<uint32_t> ResourceNew(HandleTable& table, const ResourceType& type, uint32_t rep);
Result<uint32_t> ResourceRep(HandleTable& table, const ResourceType& type, uint32_t index);
struct DroppedResource {
  bool owned;  // the destructor of the type must run on `rep`
  uint32_t rep;
};
Result<DroppedResource> ResourceDrop(HandleTable& table, const ResourceType& type, uint32_t index);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_RESOURCES_HANDLE_SCOPE_H_
