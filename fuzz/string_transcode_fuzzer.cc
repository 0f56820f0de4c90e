// Moves an arbitrary string between two guests of any encodings. Oracle: no crash; what lifts from
// the source lowers, and lifts from the target as the same text; realloc is called at most three
// times, each time for the block it answered before.

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "canonical-abi/abi/call_context.h"

using namespace virga;
using namespace virga::cabi;

namespace {

constexpr uint64_t kMemoryBytes = 16384;

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Guest {
  uint8_t bytes[kMemoryBytes] = {};
  uint8_t* base = bytes;
  uint64_t size = kMemoryBytes;
  uint64_t next = 16;
  uint64_t block = 0;
  uint64_t block_bytes = 0;
  int calls = 0;

  Result<uint64_t> Reallocate(uint64_t old_address, uint64_t old_bytes, uint64_t align,
                              uint64_t new_bytes) {
    Require(++calls <= 3);
    Require(calls == 1 ? old_address == 0 && old_bytes == 0
                       : old_address == block && old_bytes == block_bytes);
    // Never in place: the old block is filled with what must not be read again.
    block = AlignUp(next, align);
    block_bytes = new_bytes;
    next = block + new_bytes;
    if (InBounds(block, std::max(new_bytes, old_bytes), size)) {
      const uint64_t kept = std::min(old_bytes, new_bytes);
      std::memmove(bytes + block, bytes + old_address, kept);
      std::memset(bytes + old_address, 0xdd, old_bytes);
    }
    return block;
  }
  AbiOptions Options(uint8_t encoding) {
    AbiOptions options;
    options.memory = GuestMemory(&base, &size);
    options.realloc = {this, [](void* self, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
                         return static_cast<Guest*>(self)->Reallocate(a, b, c, d);
                       }};
    options.encoding = static_cast<StringEncoding>(encoding % 3);
    return options;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2 || size > 2048) return 0;
  static Guest from, to;
  from = Guest();
  to = Guest();
  from.base = from.bytes;
  to.base = to.bytes;
  std::memcpy(from.bytes, data + 2, size - 2);
  CallContext from_cx(from.Options(data[0])), to_cx(to.Options(data[1]));
  uint64_t length = size - 2;
  if (from_cx.encoding() == StringEncoding::kUtf16) length /= 2;
  if (from_cx.encoding() == StringEncoding::kLatin1Utf16 && (data[0] & 0x80) != 0)
    length = length / 2 | uint64_t{1} << 31;
  StringRef ref;
  std::string_view before, after;
  if (!from_cx.LiftString({0, length}, &ref)) return 0;
  Require(from_cx.LiftUtf8({0, length}, &before));
  GuestSlice slice;
  Require(to_cx.LowerString(ref, &slice));
  Require(to_cx.LiftUtf8(slice, &after));
  Require(before == after);
  return 0;
}
