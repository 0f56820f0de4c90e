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

// A handle table beside a plain map that must agree with it, driven by random operations.
class Modelled {
 public:
  void Step(std::mt19937& random) {
    const int type = static_cast<int>(random() % 3);
    const uint32_t index = static_cast<uint32_t>(random() % (next_ + 2));
    switch (random() % 6) {
      case 0:
      case 1:
        return Add(type, static_cast<uint32_t>(random()), random() % 2 == 0);
      case 2:
        return Rep(type, index);
      case 3:
        return Take(type, index);
      case 4:
        return Drop(type, index);
      default:
        return LendOrEnd(type, index);
    }
  }

  void Check() {
    ASSERT_EQ(table_.live(), model_.size());
    ASSERT_EQ(table_.BorrowCount(scope_), borrows_);
  }

 private:
  struct Entry {
    int type;
    uint32_t rep;
    bool own;
    uint32_t lends;
  };

  // The entry that `index` names for this type, or null.
  Entry* Find(int type, uint32_t index) {
    const auto found = model_.find(index);
    return found != model_.end() && found->second.type == type ? &found->second : nullptr;
  }
  void Forget(uint32_t index) {
    borrows_ -= !model_[index].own;
    model_.erase(index);
    freed_.push_back(index);
  }

  void Add(int type, uint32_t rep, bool own) {
    const uint32_t added = own ? table_.AddOwn(kTypes[type], rep).value()
                               : table_.AddBorrow(kTypes[type], rep, scope_).value();
    const uint32_t expected = freed_.empty() ? next_++ : freed_.back();
    if (!freed_.empty()) freed_.pop_back();
    ASSERT_EQ(added, expected);
    model_[added] = {type, rep, own, 0};
    borrows_ += !own;
  }
  void Rep(int type, uint32_t index) {
    const Entry* entry = Find(type, index);
    const auto rep = ResourceRep(table_, kTypes[type], index);
    ASSERT_EQ(rep.ok(), entry != nullptr);
    if (entry != nullptr) ASSERT_EQ(*rep, entry->rep);
  }
  void Take(int type, uint32_t index) {
    const Entry* entry = Find(type, index);
    const bool good = entry != nullptr && entry->own && entry->lends == 0;
    ASSERT_EQ(table_.TakeOwn(kTypes[type], index).ok(), good);
    if (good) Forget(index);
  }
  void Drop(int type, uint32_t index) {
    const Entry* entry = Find(type, index);
    const bool good = entry != nullptr && entry->lends == 0;
    const auto dropped = ResourceDrop(table_, kTypes[type], index);
    ASSERT_EQ(dropped.ok(), good);
    if (!good) return;
    ASSERT_EQ(dropped->owned, entry->own);
    ASSERT_EQ(dropped->rep, entry->rep);
    Forget(index);
  }
  void LendOrEnd(int type, uint32_t index) {
    Entry* entry = Find(type, index);
    if (entry == nullptr) return;
    if (entry->lends == 0) {
      ++table_.Get(kTypes[type], index).value()->lends;
      ++entry->lends;
    } else {
      table_.EndLend(index);
      --entry->lends;
    }
  }

  HandleTable table_{1000};
  BorrowScopeId scope_ = table_.OpenScope().value();
  std::map<uint32_t, Entry> model_;
  std::vector<uint32_t> freed_;
  uint32_t next_ = 1;
  uint32_t borrows_ = 0;
};

TEST(T35HandleConfusion, RandomOperationsAgreeWithAModel) {
  std::mt19937 random(35);
  for (int round = 0; round < 50; ++round) {
    Modelled modelled;
    for (int step = 0; step < 300; ++step) {
      modelled.Step(random);
      ASSERT_NO_FATAL_FAILURE(modelled.Check());
    }
  }
}

}  // namespace
}  // namespace virga::cabi
