// CallContext: one direction's view of one call: a guest's memory, realloc and encoding, its handle
// table, the copy budget, and the first error. spec: CanonicalABI (LiftLowerContext).
//
// The primitives here are what compiled steps and generated host bindings are composed of. They
// return false after the first fault; the fault stays in error() and nothing more must be done then
// but to pass it on. Everything read from the guest is checked here and nowhere else: alignment,
// bounds, string contents, the 2^28 length limits, chars, handles. Lifted string views point into
// guest memory or into the context's scratch and live as long as the context and until guest code
// runs. Owned by the caller's native frame or stack; one thread.

#ifndef CANONICAL_ABI_ABI_CALL_CONTEXT_H_
#define CANONICAL_ABI_ABI_CALL_CONTEXT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "canonical-abi/abi/guest_memory.h"
#include "canonical-abi/abi/resource_type.h"
#include "canonical-abi/types/value_type.h"
#include "engine/support/arena.h"
#include "virga/error.h"

namespace virga::cabi {

// The handle table of the instance on this side, with the borrow scope of this call.
// Implemented by resources/handle_scope.h.
class HandleAccess {
 public:
  virtual Result<uint32_t> LiftOwn(const ResourceType& type, uint32_t index) = 0;  // -> rep
  virtual Result<uint32_t> LiftBorrow(const ResourceType& type, uint32_t index) = 0;
  virtual Result<uint32_t> LowerOwn(const ResourceType& type, uint32_t rep) = 0;  // -> index
  virtual Result<uint32_t> LowerBorrow(const ResourceType& type, uint32_t rep) = 0;

 protected:
  ~HandleAccess() = default;
};

// A string on its way: code units in guest memory (`memory` != null, at `address`) or in the host.
struct StringRef {
  enum class Units : uint8_t { kUtf8, kUtf16, kLatin1 };
  const GuestMemory* memory = nullptr;
  uint64_t address = 0;        // in `memory`
  const char* host = nullptr;  // when memory is null
  uint32_t units = 0;          // code units
  Units encoding = Units::kUtf8;
  bool was_latin1_utf16 = false;  // decides the realloc calls of the same encoding

  uint64_t bytes() const { return encoding == Units::kUtf16 ? uint64_t{units} * 2 : units; }
  // Valid until guest code runs.
  const uint8_t* data() const {
    return memory != nullptr ? memory->At(address) : reinterpret_cast<const uint8_t*>(host);
  }
  static StringRef Host(std::string_view utf8) {
    StringRef ref;
    ref.host = utf8.data();
    ref.units = static_cast<uint32_t>(utf8.size());
    return ref;
  }
};

// Pointer and length as they stand in the guest; for a string, `length` is the tagged code units.
struct GuestSlice {
  uint64_t address = 0;
  uint64_t length = 0;
};

// What a checked range of guest memory holds, for the text of its traps.
enum class RangeOf : uint8_t { kValues, kString, kList, kReallocResult };

struct AbiOptions {
  GuestMemory memory;
  Realloc realloc;
  StringEncoding encoding = StringEncoding::kUtf8;
  HandleAccess* handles = nullptr;
  // What the ResourceIds of the compiled function type stand for here. Host bindings, which name
  // their HostResource objects, do not use it.
  // resources[0] is that of id `first_resource`: a component's ids start where its scope does.
  std::span<const ResourceType* const> resources;
  ResourceId first_resource = 0;
  uint64_t copy_bytes_max = UINT64_MAX;  // Limits.host_copy_bytes
};

class CallContext {
 public:
  explicit CallContext(const AbiOptions& options, Allocator* allocator = &Allocator::System())
      : options_(options), copy_left_(options.copy_bytes_max), scratch_(allocator) {}
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  const GuestMemory& memory() const { return options_.memory; }
  PtrWidth width() const { return options_.memory.width(); }
  StringEncoding encoding() const { return options_.encoding; }
  Arena& scratch() { return scratch_; }
  // REQUIRES: the id is one of the table that the compiled steps came from.
  const ResourceType& resource(ResourceId id) const {
    return *options_.resources[id - options_.first_resource];
  }

  // The first fault. TakeError REQUIRES: failed().
  bool failed() const { return error_.has_value(); }
  Error TakeError() { return std::move(*error_); }
  // Records `error` and returns false, for `return cx.Fail(...)`.
  bool Fail(Error error);
  bool Trap(const char* format, ...) __attribute__((format(printf, 2, 3)));  // kCanonicalAbi

  // Takes `bytes` off the copy budget (trap kHostCopyLimit).
  [[nodiscard]] bool Charge(uint64_t bytes) {
    if (bytes > copy_left_) [[unlikely]]
      return FailCopyLimit(bytes);
    copy_left_ -= bytes;
    return true;
  }

  // Lifting.
  // An aligned range inside the memory.
  [[nodiscard]] bool CheckRange(uint64_t address, uint64_t bytes, uint32_t align, RangeOf what);
  [[nodiscard]] bool LiftChar(uint32_t value, char32_t* out) {
    if (value >= 0x110000 || (value >= 0xd800 && value < 0xe000)) [[unlikely]]
      return FailChar(value);
    *out = value;
    return true;
  }
  // Checks and charges; validates the contents.
  [[nodiscard]] bool LiftString(GuestSlice slice, StringRef* out);
  // The same as UTF-8: a view of guest memory where it is that already, else a scratch copy.
  [[nodiscard]] bool LiftUtf8(GuestSlice slice, std::string_view* out);
  // Checks pointer, length and alignment of a list and charges its bytes.
  [[nodiscard]] bool LiftList(GuestSlice slice, uint32_t element_bytes, uint32_t align);
  // A list<u8> as a view of guest memory, valid until guest code runs.
  [[nodiscard]] bool LiftBytes(GuestSlice slice, std::span<const uint8_t>* out);
  [[nodiscard]] bool LiftOwn(const ResourceType& type, uint32_t index, uint32_t* rep);
  [[nodiscard]] bool LiftBorrow(const ResourceType& type, uint32_t index, uint32_t* rep);
  // `index` < `count`, for discriminants. `what` names the kind of type in errors.
  [[nodiscard]] bool CheckCase(uint32_t index, uint32_t count, const char* what) {
    if (index >= count) [[unlikely]]
      return FailCase(index, count, what);
    return true;
  }

  // Lowering. Each may run the guest's realloc: take pointers again afterwards.
  [[nodiscard]] bool Allocate(uint64_t bytes, uint32_t align, uint64_t* address);
  [[nodiscard]] bool LowerString(StringRef string, GuestSlice* out);
  [[nodiscard]] bool LowerUtf8(std::string_view utf8, GuestSlice* out) {
    return LowerHostUtf8(utf8, out);
  }
  // Allocates a list of `count` elements and charges it; the caller stores the elements.
  [[nodiscard]] bool LowerList(uint64_t count, uint32_t element_bytes, uint32_t align,
                               uint64_t* address);
  [[nodiscard]] bool LowerBytes(std::span<const uint8_t> bytes, GuestSlice* out);
  [[nodiscard]] bool LowerOwn(const ResourceType& type, uint32_t rep, uint32_t* index);
  [[nodiscard]] bool LowerBorrow(const ResourceType& type, uint32_t rep, uint32_t* index);
  // One realloc call, its answer checked for alignment and bounds.
  [[nodiscard]] bool Reallocate(uint64_t old_address, uint64_t old_bytes, uint32_t align,
                                uint64_t new_bytes, uint64_t* address);

  // Pointer-sized fields in memory.
  GuestSlice LoadSlice(const uint8_t* p) const {
    return width() == PtrWidth::k32 ? GuestSlice{LoadLe<uint32_t>(p), LoadLe<uint32_t>(p + 4)}
                                    : GuestSlice{LoadLe<uint64_t>(p), LoadLe<uint64_t>(p + 8)};
  }
  void StoreSlice(uint64_t address, GuestSlice slice) const {
    uint8_t* p = memory().At(address);
    if (width() == PtrWidth::k32) {
      StoreLe(p, static_cast<uint32_t>(slice.address));
      StoreLe(p + 4, static_cast<uint32_t>(slice.length));
    } else {
      StoreLe(p, slice.address);
      StoreLe(p + 8, slice.length);
    }
  }

 private:
  bool FailCopyLimit(uint64_t bytes);
  bool FailChar(uint32_t value);
  bool FailCase(uint32_t index, uint32_t count, const char* what);
  bool LowerHostUtf8(std::string_view utf8, GuestSlice* out);
  template <typename Answer>
  bool Take(Answer answer, uint32_t* out);

  AbiOptions options_;
  uint64_t copy_left_;
  Arena scratch_;
  std::optional<Error> error_;
};

// NaNs are always canonical when they cross (the deterministic profile).
constexpr uint32_t kCanonicalNan32 = 0x7fc00000;
constexpr uint64_t kCanonicalNan64 = 0x7ff8000000000000;
constexpr uint32_t CanonicalF32(uint32_t bits) {
  return (bits & 0x7fffffff) > 0x7f800000 ? kCanonicalNan32 : bits;
}
constexpr uint64_t CanonicalF64(uint64_t bits) {
  return (bits & 0x7fffffffffffffff) > 0x7ff0000000000000 ? kCanonicalNan64 : bits;
}

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_CALL_CONTEXT_H_
