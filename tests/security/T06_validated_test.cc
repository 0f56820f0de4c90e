// Threat T06: use of a module whose validation failed. Expected: impossible, because nothing but
// the validator can make what the rooms behind it take. The assertions are the compiler's.

#include <gtest/gtest.h>

#include <concepts>
#include <memory>
#include <type_traits>

#include "tests/support/check_module.h"

namespace virga::wasm {
namespace {

static_assert(!std::is_default_constructible_v<ValidatedModule>);
static_assert(!std::is_constructible_v<ValidatedModule, std::unique_ptr<Module>, TypeRegistry*>);
static_assert(!std::is_copy_constructible_v<ValidatedModule>);
static_assert(!std::is_convertible_v<Module*, ValidatedModule*>);
static_assert(!std::is_default_constructible_v<ValidatedBody>);
static_assert(!std::is_constructible_v<ValidatedBody, const ValidatedModule*, uint32_t>);
static_assert(!std::is_constructible_v<ValidatedBody, const Module&, uint32_t>);
// A validated module cannot be altered afterwards.
static_assert(
    std::is_const_v<std::remove_reference_t<decltype(std::declval<ValidatedModule&>().module())>>);
static_assert(std::is_const_v<
              std::remove_reference_t<decltype(std::declval<const ValidatedBody&>().facts())>>);

TEST(T06ValidatedTest, AFailureGivesNothingToUse) {
  using namespace virga::testing;
  const Bytes bytes = OneFunction({}, {}, {kI32});
  Allocator allocator;
  {
    TypeRegistry registry(&allocator);
    auto module = DecodeModule(bytes, Features(), Limits(), &allocator);
    ASSERT_TRUE(module.ok());
    const auto valid = ValidateModule(std::move(module).value(), &registry, Features(), Limits(),
                                      ValidateMode::kEager);
    EXPECT_FALSE(valid.ok());
    EXPECT_EQ(*module, nullptr);
  }
  EXPECT_EQ(allocator.used(), 0u);
}

}  // namespace
}  // namespace virga::wasm
