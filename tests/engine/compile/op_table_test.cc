// The table of internal operations and what is generated from it.

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/compile/conditions.h"
#include "engine/compile/op.h"

namespace virga::wasm {
namespace {

TEST(OpTable, EveryFormHasAHandlerExceptThoseThatCannotOccur) {
  for (size_t i = 0; i < kOpCount; ++i) {
    const Op op = static_cast<Op>(i);
    const OpInfo& info = InfoOf(op);
    const size_t forms = FormsOf(info.shape);
    ASSERT_GT(forms, 0u) << info.name;
    for (size_t form = 0; form < forms; ++form) {
      // The index of a br_table is never an immediate.
      if (op == Op::kBrTable && form == 2) continue;
      EXPECT_NE(kHandlers[i][form], nullptr) << info.name << " form " << form;
    }
  }
}

TEST(OpTable, HandlersOfDifferentOperationsDiffer) {
  std::set<Handler> seen;
  size_t handlers = 0;
  for (size_t i = 0; i < kOpCount; ++i) {
    for (size_t form = 0; form < FormsOf(InfoOf(static_cast<Op>(i)).shape); ++form) {
      if (kHandlers[i][form] == nullptr) continue;
      seen.insert(kHandlers[i][form]);
      ++handlers;
    }
  }
  // An optimiser may fold a few equal ones.
  EXPECT_GT(seen.size(), handlers * 9 / 10);
}

TEST(OpTable, NegatingAComparisonTwiceGivesItBack) {
  for (int i = static_cast<int>(Op::kI32Eq); i <= static_cast<int>(Op::kF64NotGe); ++i) {
    const Op op = static_cast<Op>(i);
    EXPECT_EQ(Negated(Negated(op)), op) << InfoOf(op).name;
    EXPECT_EQ(Mirrored(Mirrored(op)), op) << InfoOf(op).name;
    EXPECT_NE(Negated(op), op) << InfoOf(op).name;
  }
}

TEST(OpTable, TheBranchOfAComparisonIsNamedAfterIt) {
  for (int i = static_cast<int>(Op::kI32Eq); i <= static_cast<int>(Op::kF64NotGe); ++i) {
    const Op op = static_cast<Op>(i);
    std::string name(InfoOf(op).name);
    name.insert(3, "Br");
    EXPECT_EQ(InfoOf(BranchOf(op)).name, name);
    EXPECT_EQ(InfoOf(BranchOf(op)).shape, Shape::kBranch);
  }
}

}  // namespace
}  // namespace virga::wasm
