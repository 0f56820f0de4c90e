// Lifts a value of an arbitrary type from an arbitrary memory. Oracle: no crash, no leak; a value
// that lifts lowers into another guest and lifts from there as the same value; and so does what was
// copied straight from guest to guest.

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "canonical-abi/abi/transfer.h"

using namespace virga;
using namespace virga::cabi;

namespace {

constexpr uint64_t kMemoryBytes = 4096;
constexpr uint64_t kCopyBytesMax = 1 << 16;

struct Guest {
  explicit Guest(PtrWidth w, StringEncoding e) : base(bytes), width(w), encoding(e) {}

  AbiOptions Options() {
    AbiOptions options;
    options.memory = GuestMemory(&base, &size, width);
    options.realloc = {this,
                       [](void* self, uint64_t old_address, uint64_t old_bytes, uint64_t align,
                          uint64_t new_bytes) -> Result<uint64_t> {
                         Guest& guest = *static_cast<Guest*>(self);
                         if (old_bytes != 0 && new_bytes <= old_bytes) return old_address;
                         const uint64_t address = AlignUp(guest.next, align);
                         guest.next = address + new_bytes;
                         if (InBounds(address, old_bytes, guest.size) &&
                             InBounds(old_address, old_bytes, guest.size))
                           std::memmove(guest.bytes + address, guest.bytes + old_address,
                                        old_bytes);
                         return address;
                       }};
    options.encoding = encoding;
    options.copy_bytes_max = kCopyBytesMax;
    return options;
  }

  uint8_t bytes[4 * kMemoryBytes] = {};
  uint8_t* base;
  uint64_t size = kMemoryBytes;
  PtrWidth width;
  StringEncoding encoding;
  uint64_t next = 0;
};

class Input {
 public:
  Input(const uint8_t* data, size_t size) : p_(data), end_(data + size) {}
  uint8_t Byte() { return p_ == end_ ? 0 : *p_++; }
  size_t Rest(uint8_t* out, size_t room) {
    const size_t count = std::min<size_t>(static_cast<size_t>(end_ - p_), room);
    if (count > 0) std::memcpy(out, p_, count);
    return count;
  }

 private:
  const uint8_t* p_;
  const uint8_t* end_;
};

Result<ValueType> MakeType(TypeTable& table, Input& input, int depth) {
  // Handles and asynchronous types need more than a memory.
  constexpr TypeKind kLeaves[] = {TypeKind::kBool,  TypeKind::kS8,  TypeKind::kU8,  TypeKind::kS16,
                                  TypeKind::kU16,   TypeKind::kS32, TypeKind::kU32, TypeKind::kS64,
                                  TypeKind::kU64,   TypeKind::kF32, TypeKind::kF64, TypeKind::kChar,
                                  TypeKind::kString};
  const uint8_t choice = input.Byte();
  if (depth == 0 || choice % 24 < 13) return Primitive(kLeaves[choice % 13]);
  const std::string_view labels[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
  const size_t count = 1 + input.Byte() % 10;
  switch (choice % 24) {
    case 13:
      return table.Enum({labels, count});
    case 14:
      return table.Flags({labels, count});
    case 15:
    case 16:
    case 17: {
      FieldSpec fields[10];
      for (size_t i = 0; i < count; ++i) {
        auto type = MakeType(table, input, depth - 1);
        if (!type.ok()) return type;
        fields[i] = {labels[i], *type};
      }
      if (choice % 24 == 17) fields[0].type = kNoType;
      return choice % 24 == 15 ? table.Record({fields, count}) : table.Variant({fields, count});
    }
    default:
      break;
  }
  auto type = MakeType(table, input, depth - 1);
  if (!type.ok()) return type;
  switch (choice % 24) {
    case 18:
      return table.Option(*type);
    case 19:
      return table.ResultOf(*type, Primitive(TypeKind::kString));
    case 20:
      return table.FixedList(*type, static_cast<uint32_t>(count));
    case 21:
      return table.Map(Primitive(TypeKind::kU8), *type);
    default:
      return table.List(*type);
  }
}

void Require(bool condition) {
  if (!condition) std::abort();
}

void TestOne(Input input) {
  const uint8_t shape = input.Byte();
  TypeTable table{Limits{}};
  const auto type = MakeType(table, input, 4);
  if (!type.ok()) return;
  const auto width = [&](int bit) {
    return (shape >> bit & 1) != 0 ? PtrWidth::k64 : PtrWidth::k32;
  };
  Guest from(width(0), static_cast<StringEncoding>(shape >> 2 & 3 ? (shape >> 2 & 3) - 1 : 0));
  Guest to(width(1), static_cast<StringEncoding>(shape >> 4 & 3 ? (shape >> 4 & 3) - 1 : 0));
  to.size = sizeof(to.bytes);
  uint64_t slots[FlatTypes::kFlatKept] = {};
  input.Rest(from.bytes, kMemoryBytes);
  std::memcpy(slots, from.bytes, sizeof(slots));
  for (uint64_t& slot : slots) slot &= 0xfff;  // near enough to the memory to hit it
  const FlatTypes flat = table.node(*type).flat[static_cast<int>(from.width)];
  const Place src = PlaceOf(flat, (shape & 0x40) != 0 ? 16 : 0, from.width);
  const Place dst = MemPlace(to.width);

  StepCode code(&table, &table);
  CallContext from_cx(from.Options());
  Val lifted;
  const GuestValues source{slots, slots[0]};
  if (!LiftValue(from_cx, code, code.Compile(*type, src, *type, Place::kVal).value(), source,
                 &lifted))
    return;

  uint64_t pointer = 0;
  CallContext to_cx(to.Options());
  const GuestValues target{&pointer, 0, true};
  const ValuePlan lower = code.Compile(*type, Place::kVal, *type, dst).value();
  if (!LowerValue(to_cx, code, lower, lifted, target)) return;
  const ValuePlan lift = code.Compile(*type, dst, *type, Place::kVal).value();
  CallContext again_cx(to.Options());
  Val again;
  if (!LiftValue(again_cx, code, lift, {nullptr, pointer}, &again)) {
    Require(again_cx.TakeError().trap() == TrapCode::kHostCopyLimit);
    return;
  }
  Require(again == lifted);

  to.next = 0;
  CallContext copy_from(from.Options()), copy_to(to.Options()), copied_cx(to.Options());
  const ValuePlan copy = code.Compile(*type, src, *type, dst).value();
  if (!CopyValue(copy_from, copy_to, code, copy, source, target)) return;
  Val copied;
  if (LiftValue(copied_cx, code, lift, {nullptr, pointer}, &copied)) Require(copied == lifted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  TestOne(Input(data, size));
  return 0;
}
