// T35: a handle of the wrong type, dropped, borrowed instead of owned, of another instance, index
// 0, or reused: a trap. A model is compared with the table over random operations.

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "canonical-abi/resources/handle_scope.h"

namespace virga::cabi {
namespace {

const int kInstance = 0;
const ResourceType kTypes[] = {{&kInstance}, {&kInstance}, {nullptr}};

TEST(T35HandleConfusion, EachMisuseTraps) {
  HandleTable table(10);
  const uint32_t own = table.AddOwn(kTypes[0], 1).value();
  const BorrowScopeId scope = table.OpenScope().value();
  const uint32_t borrow = table.AddBorrow(kTypes[0], 2, scope).value();
  const auto is_trap = [](const auto& result) {
    return !result.ok() && result.error().trap() == TrapCode::kUnknownHandle;
  };
  EXPECT_TRUE(is_trap(table.Get(kTypes[1], own)));  // another type of the same instance
  EXPECT_TRUE(is_trap(table.Get(kTypes[2], own)));  // the host's
  EXPECT_TRUE(is_trap(table.TakeOwn(kTypes[0], borrow)));
  EXPECT_TRUE(is_trap(table.Get(kTypes[0], 0)));
  EXPECT_TRUE(is_trap(table.Get(kTypes[0], 3)));
  EXPECT_TRUE(is_trap(table.Get(kTypes[0], UINT32_MAX)));
  HandleTable other(10);  // of another instance
  EXPECT_TRUE(is_trap(other.Get(kTypes[0], own)));
  ASSERT_TRUE(table.TakeOwn(kTypes[0], own).ok());
  EXPECT_TRUE(is_trap(table.Get(kTypes[0], own)));
  EXPECT_TRUE(is_trap(table.TakeOwn(kTypes[0], own)));
  EXPECT_TRUE(is_trap(table.Drop(kTypes[0], own)));
  // The index comes back for another type; the old meaning does not.
  ASSERT_EQ(table.AddOwn(kTypes[1], 3).value(), own);
  EXPECT_TRUE(is_trap(table.Get(kTypes[0], own)));
}

TEST(T35HandleConfusion, TwoInstantiationsOfOneTypeAreTwoTypes) {
  const ResourceType first{&kInstance}, second{&kInstance};
  HandleTable table(10);
  const uint32_t handle = table.AddOwn(first, 1).value();
  EXPECT_FALSE(table.Get(second, handle).ok());
  EXPECT_TRUE(table.Get(first, handle).ok());
}

// What the table should hold, written down plainly.
class Model {
 public:
  Model() : table_(1000), scope_(table_.OpenScope().value()) {}

  void Step(std::mt19937& random) {
    const int type = static_cast<int>(random() % 3);
    const uint32_t index = random() % (next_ + 2);
    const auto found = entries_.find(index);
    Entry* live = found != entries_.end() && found->second.type == type ? &found->second : nullptr;
    switch (random() % 6) {
      case 0:
      case 1:
        Add(type, random(), random() % 2 == 0);
        break;
      case 2: {
        const auto rep = ResourceRep(table_, kTypes[type], index);
        ASSERT_EQ(rep.ok(), live != nullptr);
        if (live != nullptr) ASSERT_EQ(*rep, live->rep);
        break;
      }
      case 3: {
        const bool good = live != nullptr && live->own && live->lends == 0;
        ASSERT_EQ(table_.TakeOwn(kTypes[type], index).ok(), good);
        if (good) Remove(index);
        break;
      }
      case 4: {
        const bool good = live != nullptr && live->lends == 0;
        const auto dropped = ResourceDrop(table_, kTypes[type], index);
        ASSERT_EQ(dropped.ok(), good);
        if (!good) break;
        ASSERT_EQ(dropped->owned, live->own);
        ASSERT_EQ(dropped->rep, live->rep);
        Remove(index);
        break;
      }
      default:
        if (live != nullptr) LendOrReturn(type, index, live);
    }
    ASSERT_EQ(table_.live(), entries_.size());
    ASSERT_EQ(table_.BorrowCount(scope_), borrows_);
  }

 private:
  struct Entry {
    int type;
    uint32_t rep;
    bool own;
    uint32_t lends;
  };

  void Add(int type, uint32_t rep, bool own) {
    const uint32_t added = own ? table_.AddOwn(kTypes[type], rep).value()
                               : table_.AddBorrow(kTypes[type], rep, scope_).value();
    ASSERT_EQ(added, freed_.empty() ? next_++ : freed_.back());
    if (!freed_.empty()) freed_.pop_back();
    entries_[added] = {type, rep, own, 0};
    borrows_ += !own;
  }
  void Remove(uint32_t index) {
    borrows_ -= !entries_[index].own;
    entries_.erase(index);
    freed_.push_back(index);
  }
  void LendOrReturn(int type, uint32_t index, Entry* entry) {
    if (entry->lends == 0) {
      ++table_.Get(kTypes[type], index).value()->lends;
      ++entry->lends;
    } else {
      table_.EndLend(index);
      --entry->lends;
    }
  }

  HandleTable table_;
  BorrowScopeId scope_;
  std::map<uint32_t, Entry> entries_;
  std::vector<uint32_t> freed_;
  uint32_t next_ = 1;
  uint32_t borrows_ = 0;
};

TEST(T35HandleConfusion, RandomOperationsAgreeWithAModel) {
  std::mt19937 random(35);
  for (int round = 0; round < 50; ++round) {
    Model model;
    for (int step = 0; step < 300; ++step) {
      model.Step(random);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace virga::cabi
