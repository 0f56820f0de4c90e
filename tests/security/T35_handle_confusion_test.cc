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

TEST(T35HandleConfusion, RandomOperationsAgreeWithAModel) {
  struct Entry {
    int type;
    uint32_t rep;
    bool own;
    uint32_t lends;
  };
  std::mt19937 random(35);
  for (int round = 0; round < 50; ++round) {
    HandleTable table(1000);
    const BorrowScopeId scope = table.OpenScope().value();
    std::map<uint32_t, Entry> model;
    std::vector<uint32_t> freed;
    uint32_t next = 1, borrows = 0;
    for (int step = 0; step < 300; ++step) {
      const int type = static_cast<int>(random() % 3);
      const uint32_t index = random() % (next + 2);
      const auto found = model.find(index);
      const bool live = found != model.end() && found->second.type == type;
      switch (random() % 6) {
        case 0:
        case 1: {
          const bool own = random() % 2 == 0;
          const uint32_t rep = random();
          const uint32_t added = own ? table.AddOwn(kTypes[type], rep).value()
                                     : table.AddBorrow(kTypes[type], rep, scope).value();
          const uint32_t expected = freed.empty() ? next++ : freed.back();
          if (!freed.empty()) freed.pop_back();
          ASSERT_EQ(added, expected);
          model[added] = {type, rep, own, 0};
          borrows += !own;
          break;
        }
        case 2: {
          const auto rep = ResourceRep(table, kTypes[type], index);
          ASSERT_EQ(rep.ok(), live);
          if (live) ASSERT_EQ(*rep, found->second.rep);
          break;
        }
        case 3: {
          const bool good = live && found->second.own && found->second.lends == 0;
          ASSERT_EQ(table.TakeOwn(kTypes[type], index).ok(), good);
          if (!good) break;
          model.erase(found);
          freed.push_back(index);
          break;
        }
        case 4: {
          const bool good = live && found->second.lends == 0;
          const auto dropped = ResourceDrop(table, kTypes[type], index);
          ASSERT_EQ(dropped.ok(), good);
          if (!good) break;
          ASSERT_EQ(dropped->owned, found->second.own);
          ASSERT_EQ(dropped->rep, found->second.rep);
          borrows -= !found->second.own;
          model.erase(found);
          freed.push_back(index);
          break;
        }
        default:
          if (live && found->second.lends == 0) {
            ++table.Get(kTypes[type], index).value()->lends;
            ++found->second.lends;
          } else if (live) {
            table.EndLend(index);
            --found->second.lends;
          }
      }
      ASSERT_EQ(table.live(), model.size());
      ASSERT_EQ(table.BorrowCount(scope), borrows);
    }
  }
}

}  // namespace
}  // namespace virga::cabi
