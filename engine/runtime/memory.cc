#include "engine/runtime/memory.h"

#include <cinttypes>
#include <new>

#include "engine/port/pages.h"
#include "engine/support/checked.h"

namespace virga::wasm {

namespace {

// A memory without bytes still has an address: handlers and memmove never see a null base.
alignas(16) uint8_t no_bytes[16];

// pages << shift, or UINT64_MAX when that does not fit.
uint64_t BytesOf(uint64_t pages, uint8_t shift) {
  return pages > UINT64_MAX >> shift ? UINT64_MAX : pages << shift;
}

}  // namespace

Memory::Memory(const MemoryType& type, uint64_t max_bytes, Allocator* allocator)
    : base(no_bytes), type_(type), max_bytes_(max_bytes), allocator_(allocator) {}

Result<std::unique_ptr<Memory>> Memory::Create(const MemoryType& type, uint64_t memory_bytes_max,
                                               Allocator* allocator) {
  const uint8_t shift = type.limits.page_shift;
  uint64_t max_bytes = memory_bytes_max;
  if (max_bytes > SIZE_MAX) max_bytes = SIZE_MAX;
  if (type.limits.has_max && BytesOf(type.limits.max, shift) < max_bytes)
    max_bytes = BytesOf(type.limits.max, shift);
  const uint64_t bytes = BytesOf(type.limits.min, shift);
  if (bytes > max_bytes) {
    return Error::Make(ErrorKind::kLimit,
                       "a memory of %" PRIu64 " bytes is larger than max-memory (%" PRIu64 ")",
                       bytes, memory_bytes_max);
  }
  std::unique_ptr<Memory> memory(new (std::nothrow) Memory(type, max_bytes, allocator));
  if (memory == nullptr || (bytes > 0 && !memory->Extend(bytes))) return Error::OutOfMemory();
  return memory;
}

Memory::~Memory() {
  if (bytes == 0) return;
  port::FreePages(base, static_cast<size_t>(bytes));
  allocator_->Refund(bytes);
}

bool Memory::Extend(uint64_t new_bytes) {
  if (!allocator_->Charge(new_bytes - bytes)) return false;
  uint8_t* run = bytes == 0 ? port::AllocatePages(static_cast<size_t>(new_bytes))
                            : port::GrowPages(base, static_cast<size_t>(bytes),
                                              static_cast<size_t>(new_bytes));
  if (run == nullptr) {
    allocator_->Refund(new_bytes - bytes);
    return false;
  }
  base = run;
  bytes = new_bytes;
  return true;
}

uint64_t Memory::Grow(uint64_t delta) {
  const uint64_t old_pages = pages();
  uint64_t new_pages;
  if (!CheckedAdd(old_pages, delta, &new_pages)) return UINT64_MAX;
  const uint64_t new_bytes = BytesOf(new_pages, type_.limits.page_shift);
  if (new_bytes > max_bytes_) return UINT64_MAX;
  if (delta != 0 && !Extend(new_bytes)) return UINT64_MAX;
  return old_pages;
}

MemoryType Memory::type() const {
  MemoryType type = type_;
  type.limits.min = pages();
  return type;
}

}  // namespace virga::wasm
