// Threat T07: wrong typing of the polymorphic stack in unreachable code. Expected: the verdict of
// the specification for every body of up to four instructions over a small alphabet.
//
// The reference below is the declarative rule and knows nothing of the algorithm: it keeps the set
// of all concrete stacks that the code so far may have, every stack at all after an instruction
// that does not return, and accepts when the results are among them.

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/support/check_module.h"

namespace virga {
namespace {

using namespace virga::testing;

// Stacks are words over i (i32), l (i64), r (funcref) and R, the top last. R is a reference that no
// instruction pushed: one that the polymorphic stack is assumed to hold. It serves wherever r does;
// the two differ in select alone (below). Four instructions pop at most seven values net of what
// they push, so longer stacks cannot matter.
constexpr size_t kDepthMax = 7;
constexpr std::string_view kAssumedTypes = "ilR";

struct Instruction {
  const char* text;
  Bytes code;
  // All stacks that one stack may become; `results` are those of the function.
  std::vector<std::string> (*step)(const std::string& stack, const std::string& results);
};

using Stacks = std::vector<std::string>;

// Whether a stack ends in what is popped; an assumed reference serves for any.
bool EndsIn(const std::string& stack, std::string_view pops) {
  if (stack.size() < pops.size()) return false;
  for (size_t i = 1; i <= pops.size(); ++i) {
    const char have = stack[stack.size() - i];
    const char want = pops[pops.size() - i];
    if (have != want && !(have == 'R' && want == 'r')) return false;
  }
  return true;
}

// Pops "xy", pushes "z".
Stacks Fixed(const std::string& stack, std::string_view pops, std::string_view pushes) {
  if (!EndsIn(stack, pops)) return {};
  return {stack.substr(0, stack.size() - pops.size()) + std::string(pushes)};
}

Stacks WordsOver(std::string_view letters) {
  Stacks all{""};
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == kDepthMax) continue;
    for (const char letter : letters) all.push_back(all[i] + letter);
  }
  return all;
}

// What the stack may be where code cannot be reached.
const Stacks& EveryStack() {
  static const Stacks all = WordsOver(kAssumedTypes);
  return all;
}

const Instruction kAlphabet[] = {
    {"unreachable",
     {0x00},
     [](const std::string& stack, const std::string& results) -> Stacks { return EveryStack(); }},
    {"drop",
     {0x1a},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return stack.empty() ? Stacks{} : Stacks{stack.substr(0, stack.size() - 1)};
     }},
    {"select",
     {0x1b},
     [](const std::string& stack, const std::string& results) -> Stacks {
       Stacks out = Fixed(stack, "iii", "i");
       for (const std::string& more : Fixed(stack, "lli", "l")) out.push_back(more);
       // The rule says number or vector. The specification's own algorithm, its reference
       // interpreter and other engines leave the type of two unknown operands unknown, so that a
       // reference may be made of it; so do we.
       if (stack.ends_with("RRi")) out.push_back(stack.substr(0, stack.size() - 2));
       return out;
     }},
    {"select funcref",
     {0x1c, 1, kFuncRef},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "rri", "r");
     }},
    {"i32.const",
     {0x41, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "", "i");
     }},
    {"i64.const",
     {0x42, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "", "l");
     }},
    {"ref.null func",
     {0xd0, kFuncRef},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "", "r");
     }},
    {"i32.add",
     {0x6a},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "ii", "i");
     }},
    {"i64.eqz",
     {0x50},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "l", "i");
     }},
    {"ref.is_null",
     {0xd1},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "r", "i");
     }},
    {"local.set i32",
     {0x21, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "i", "");
     }},
    {"local.tee i64",
     {0x22, 1},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, "l", "l");
     }},
    {"br 0",
     {0x0c, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return EndsIn(stack, results) ? EveryStack() : Stacks{};
     }},
    {"br_if 0",
     {0x0d, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return Fixed(stack, results + "i", results);
     }},
    {"br_table 0 0",
     {0x0e, 1, 0, 0},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return EndsIn(stack, results + "i") ? EveryStack() : Stacks{};
     }},
    {"return",
     {0x0f},
     [](const std::string& stack, const std::string& results) -> Stacks {
       return EndsIn(stack, results) ? EveryStack() : Stacks{};
     }},
};

constexpr size_t kAlphabetSize = std::size(kAlphabet);

// Stacks by number, and what each instruction makes of each of them, as numbers.
class Reference {
 public:
  using Set = std::vector<uint32_t>;  // without repetitions

  explicit Reference(const std::string& results) : results_(results) {
    // All that can come up: assumed stacks with a few pushed values on top.
    all_ = WordsOver("ilrR");
    for (uint32_t i = 0; i < all_.size(); ++i) numbers_[all_[i]] = i;
    seen_.resize(all_.size());
    for (auto& after : after_) after.resize(all_.size());
  }

  Set Start() { return {numbers_[""]}; }
  Set Step(const Set& set, size_t op) {
    Set out;
    for (const uint32_t number : set) {
      const Set& next = After(number, op);
      if (next.size() >= EveryStack().size()) return next;
      for (const uint32_t member : next) {
        if (seen_[member]) continue;
        seen_[member] = true;
        out.push_back(member);
      }
    }
    for (const uint32_t member : out) seen_[member] = false;
    return out;
  }
  bool Accepts(const Set& set) const {
    for (const uint32_t number : set) {
      if (all_[number].size() == results_.size() && EndsIn(all_[number], results_)) return true;
    }
    return false;
  }

 private:
  const Set& After(uint32_t number, size_t op) {
    std::optional<Set>& known = after_[op][number];
    if (!known.has_value()) {
      known.emplace();
      for (const std::string& next : kAlphabet[op].step(all_[number], results_)) {
        if (next.size() <= kDepthMax) known->push_back(numbers_[next]);
      }
    }
    return *known;
  }

  std::string results_;
  Stacks all_;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<bool> seen_;
  std::array<std::vector<std::optional<Set>>, kAlphabetSize> after_;
};

class Comparison {
 public:
  Comparison(const std::string& results, const Bytes& result_codes)
      : reference_(results), result_codes_(result_codes) {}

  // Compares all bodies of up to `length` instructions.
  void Run(int length) { Extend(reference_.Start(), {}, "", length); }
  uint64_t bodies() const { return bodies_; }
  uint64_t accepted() const { return accepted_; }

 private:
  void Extend(const Reference::Set& set, const Bytes& code, const std::string& text, int left) {
    const bool expected = reference_.Accepts(set);
    const std::string verdict = CheckVerdict(OneFunction(code, {kI32, kI64}, result_codes_));
    ASSERT_EQ(verdict == "ok", expected) << text << " -> " << verdict;
    ++bodies_;
    accepted_ += expected ? 1 : 0;
    // Nothing that starts with what cannot be typed can be typed; one such body each is enough.
    if (left == 0 || set.empty()) return;
    for (size_t op = 0; op < kAlphabetSize; ++op) {
      Extend(reference_.Step(set, op), code + kAlphabet[op].code, text + kAlphabet[op].text + "; ",
             left - 1);
    }
  }

  Reference reference_;
  Bytes result_codes_;
  uint64_t bodies_ = 0;
  uint64_t accepted_ = 0;
};

TEST(T07UnreachableTest, EverySmallBodyHasTheVerdictOfTheSpecification) {
  struct Case {
    std::string results;
    Bytes codes;
    int length;
  };
  const Case cases[] = {
      {"i", {kI32}, 4}, {"", {}, 3}, {"r", {kFuncRef}, 3}, {"il", {kI32, kI64}, 3}};
  for (const Case& c : cases) {
    Comparison comparison(c.results, c.codes);
    comparison.Run(c.length);
    EXPECT_GT(comparison.bodies(), 500u);
    EXPECT_GT(comparison.accepted(), 50u);
  }
}

}  // namespace
}  // namespace virga
