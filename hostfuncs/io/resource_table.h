// ResourceTable<T>: what the host keeps for the handles of a guest.
//
// The canonical ABI's handle tables check every index that a guest passes and hand the bindings a
// representation (rep); here a rep becomes the object. A rep that is not in the table is a fault of
// ours, so it aborts. An object counts its children (a pollable is a child of its stream): to drop
// it before them is the guest's fault and traps.
// One table per interface and store; one thread.

#ifndef HOSTFUNCS_IO_RESOURCE_TABLE_H_
#define HOSTFUNCS_IO_RESOURCE_TABLE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/support/check.h"
#include "virga/error.h"

namespace virga::host::io {

// Held by a child for as long as it lives.
class ChildOf {
 public:
  ChildOf() = default;
  explicit ChildOf(std::shared_ptr<uint32_t> count) : count_(std::move(count)) { ++*count_; }
  ChildOf(ChildOf&& other) noexcept = default;
  ChildOf& operator=(ChildOf&& other) noexcept {
    std::swap(count_, other.count_);
    return *this;
  }
  ~ChildOf() {
    if (count_ != nullptr) --*count_;
  }

 private:
  std::shared_ptr<uint32_t> count_;
};

template <typename T>
class ResourceTable {
 public:
  // `what` names the resource in errors: "input-stream". Static storage.
  explicit ResourceTable(const char* what) : what_(what) {}

  uint32_t Add(std::shared_ptr<T> object, ChildOf parent = {}) {
    uint32_t rep;
    if (free_.empty()) {
      rep = static_cast<uint32_t>(entries_.size());
      entries_.emplace_back();
    } else {
      rep = free_.back();
      free_.pop_back();
    }
    entries_[rep] = {std::move(object), nullptr, std::move(parent)};
    return rep;
  }

  T& Get(uint32_t rep) { return *Find(rep).object; }
  const std::shared_ptr<T>& Share(uint32_t rep) { return Find(rep).object; }

  // A token for a new child of the object.
  ChildOf NewChild(uint32_t rep) {
    Entry& entry = Find(rep);
    if (entry.children == nullptr) entry.children = std::make_shared<uint32_t>(0);
    return ChildOf(entry.children);
  }

  // Forgets the object; a trap when it still has children.
  Status Remove(uint32_t rep) {
    Entry& entry = Find(rep);
    if (entry.children != nullptr && *entry.children > 0) {
      return Error::Trap(TrapCode::kHostError, "%s dropped while a resource made from it is alive",
                         what_);
    }
    entry = {};
    free_.push_back(rep);
    return {};
  }
  // The object of an own handle that was passed to the host. REQUIRES: it has no children.
  std::shared_ptr<T> Take(uint32_t rep) {
    std::shared_ptr<T> object = Share(rep);
    VIRGA_CHECK(Remove(rep).ok());
    return object;
  }

  size_t size() const { return entries_.size() - free_.size(); }

 private:
  struct Entry {
    std::shared_ptr<T> object;
    std::shared_ptr<uint32_t> children;  // made with the first child
    ChildOf parent;
  };

  Entry& Find(uint32_t rep) {
    VIRGA_CHECK(rep < entries_.size() && entries_[rep].object != nullptr);
    return entries_[rep];
  }

  const char* what_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> free_;
};

}  // namespace virga::host::io

#endif  // HOSTFUNCS_IO_RESOURCE_TABLE_H_
