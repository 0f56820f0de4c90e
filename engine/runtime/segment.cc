#include "engine/runtime/segment.h"

#include <cinttypes>
#include <cstring>

#include "engine/runtime/const_eval.h"
#include "engine/runtime/module_code.h"
#include "engine/runtime/store.h"
#include "engine/support/checked.h"
#include "engine/support/try.h"

namespace virga::wasm {

namespace {

// Reads a segment's references one after the other, as they stand in the module.
class ElementReader {
 public:
  ElementReader(Instance& instance, const ElementSegment& segment)
      : instance_(instance),
        segment_(segment),
        reader_(segment.items.bytes, segment.items.offset) {}

  Result<Slot> Next() {
    if (segment_.is_expressions) {
      VIRGA_ASSIGN(const ConstValue value, EvalConst(instance_, reader_));
      return value.low;
    }
    uint32_t function = 0;
    VIRGA_CHECK(reader_.ReadU32(&function));
    Func* func = GetFunc(instance_, function);
    if (func == nullptr) return Error::Trap(TrapCode::kOutOfMemory);
    return Slot{reinterpret_cast<uintptr_t>(func)};
  }

 private:
  Instance& instance_;
  const ElementSegment& segment_;
  ByteReader reader_;
};

// The values of a segment that table.init can read at any place: evaluated once, since items have
// different lengths and a guest could make finding the n-th one quadratic.
Result<Slot*> ElementValues(Instance& instance, uint32_t index) {
  const Module& module = instance.code->module();
  if (instance.element_values == nullptr) {
    instance.element_values =
        static_cast<Slot**>(instance.store->NewBlock(module.elements.size() * sizeof(Slot*)));
    if (instance.element_values == nullptr) return Error::Trap(TrapCode::kOutOfMemory);
  }
  Slot*& values = instance.element_values[index];
  if (values == nullptr) {
    const ElementSegment& segment = module.elements[index];
    Slot* made = static_cast<Slot*>(instance.store->NewBlock(segment.count * sizeof(Slot)));
    if (made == nullptr) return Error::Trap(TrapCode::kOutOfMemory);
    ElementReader reader(instance, segment);
    for (uint32_t i = 0; i < segment.count; ++i) {
      VIRGA_ASSIGN(made[i], reader.Next());
    }
    values = made;
  }
  return values;
}

}  // namespace

Status InitMemory(Instance& instance, Memory& memory, uint32_t segment, uint64_t destination,
                  uint64_t source, uint64_t count) {
  std::span<const uint8_t> bytes;
  if (!instance.IsDataDropped(segment)) bytes = instance.code->module().datas[segment].bytes;
  if (!InBounds(source, count, bytes.size()) || !InBounds(destination, count, memory.bytes))
    return Error::Trap(TrapCode::kOutOfBoundsMemoryAccess);
  if (count > 0) {
    std::memcpy(memory.base + destination, bytes.data() + source, static_cast<size_t>(count));
  }
  return {};
}

Status InitTable(Instance& instance, TableInstance& table, uint32_t segment, uint64_t destination,
                 uint64_t source, uint64_t count) {
  const ElementSegment& items = instance.code->module().elements[segment];
  const uint64_t length = instance.IsElementDropped(segment) ? 0 : items.count;
  if (!InBounds(source, count, length) || !InBounds(destination, count, table.size))
    return Error::Trap(TrapCode::kOutOfBoundsTableAccess);
  if (count == 0) return {};
  if (items.mode == SegmentMode::kActive) {  // instantiation applies it whole, once
    ElementReader reader(instance, items);
    for (uint64_t i = 0; i < count; ++i) {
      VIRGA_ASSIGN(table.elements[destination + i], reader.Next());
    }
    return {};
  }
  VIRGA_ASSIGN(const Slot* values, ElementValues(instance, segment));
  std::memcpy(table.elements + destination, values + source,
              static_cast<size_t>(count) * sizeof(Slot));
  return {};
}

void DropData(Instance& instance, uint32_t segment) {
  instance.dropped_datas[segment / 64] |= uint64_t{1} << (segment % 64);
}

void DropElement(Instance& instance, uint32_t segment) {
  instance.dropped_elements[segment / 64] |= uint64_t{1} << (segment % 64);
}

}  // namespace virga::wasm
