// Component types as WIT text, for errors and for listings. Prints types by structure; types and
// resources that a Namer knows are printed by name.

#ifndef CANONICAL_ABI_TYPES_TYPE_TEXT_H_
#define CANONICAL_ABI_TYPES_TYPE_TEXT_H_

#include <cstdint>
#include <string_view>

#include "canonical-abi/types/value_type.h"
#include "engine/support/vec.h"

namespace virga::cabi {

// Text over an Allocator. What does not fit (the limit, or memory) is left out, marked by "...".
class TextBuilder {
 public:
  explicit TextBuilder(size_t limit, Allocator* allocator = &Allocator::System())
      : limit_(limit), bytes_(allocator) {}

  TextBuilder& Add(std::string_view text);
  TextBuilder& AddNumber(uint64_t value);
  bool is_full() const { return full_; }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  size_t limit_;
  bool full_ = false;
  Vec<char> bytes_;
};

// Names for what the structure does not tell; empty: none.
class TypeNamer {
 public:
  virtual ~TypeNamer() = default;
  virtual std::string_view NameOf(ValueType type) const { return {}; }
  virtual std::string_view NameOfResource(ResourceId id) const { return {}; }
};

// "list<tuple<string, u32>>", "record { x: u32 }", "own<bucket>".
void PrintType(const TypeTable& table, ValueType type, const TypeNamer& namer, TextBuilder* out);
// The same, but the type itself without its name: for its definition.
void PrintTypeBody(const TypeTable& table, ValueType type, const TypeNamer& namer,
                   TextBuilder* out);
// "func(key: string) -> result<option<list<u8>>, error>". Skips the first `skip` parameters.
void PrintFunc(const TypeTable& table, FuncTypeId id, const TypeNamer& namer, TextBuilder* out,
               uint32_t skip = 0);

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_TYPES_TYPE_TEXT_H_
