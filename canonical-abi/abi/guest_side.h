// The guest's sides of a transfer: reading from and writing to slots and memory. See step_run.h.
//
// Ranges are checked once, where a pointer enters (parameters in memory, list, string); what lies
// inside a checked range needs no check, since memories never shrink. Addresses, not pointers, are
// kept across anything that may run the guest's realloc.

#ifndef CANONICAL_ABI_ABI_GUEST_SIDE_H_
#define CANONICAL_ABI_ABI_GUEST_SIDE_H_

#include <cstdint>
#include <cstring>

#include "canonical-abi/abi/call_context.h"
#include "canonical-abi/abi/step_run.h"
#include "canonical-abi/abi/steps.h"
#include "canonical-abi/values/val.h"

namespace virga::cabi {

inline uint64_t LoadBits(const uint8_t* p, uint32_t bytes) {
  switch (bytes) {
    case 1:
      return *p;
    case 2:
      return LoadLe<uint16_t>(p);
    case 4:
      return LoadLe<uint32_t>(p);
    default:
      return LoadLe<uint64_t>(p);
  }
}
inline void StoreBits(uint8_t* p, uint64_t bits, uint32_t bytes) {
  switch (bytes) {
    case 1:
      *p = static_cast<uint8_t>(bits);
      return;
    case 2:
      return StoreLe(p, static_cast<uint16_t>(bits));
    case 4:
      return StoreLe(p, static_cast<uint32_t>(bits));
    default:
      return StoreLe(p, bits);
  }
}

class GuestSource {
 public:
  // `base` is the address of the value in memory, or 0 for values in `slots`.
  GuestSource(CallContext* context, const uint64_t* slots, uint64_t address)
      : base(address), cx_(*context), slots_(slots) {}

  bool Scalar(const Step& s, uint64_t* out) {
    const uint64_t raw =
        s.src_flat ? slots_[base + s.src] : LoadBits(cx_.memory().At(base + s.src), s.bytes);
    switch (s.kind) {
      case TypeKind::kBool:
        *out = static_cast<uint32_t>(raw) != 0;
        return true;
      case TypeKind::kF32:
        *out = CanonicalF32(static_cast<uint32_t>(raw));
        return true;
      case TypeKind::kF64:
        *out = CanonicalF64(raw);
        return true;
      case TypeKind::kChar: {
        char32_t value;
        if (!cx_.LiftChar(static_cast<uint32_t>(raw), &value)) return false;
        *out = value;
        return true;
      }
      case TypeKind::kFlags:
        *out = raw & s.a;
        return true;
      case TypeKind::kEnum:
        *out = static_cast<uint32_t>(raw);
        return cx_.CheckCase(static_cast<uint32_t>(raw), s.a, "enum");
      default:
        *out = Extend(raw, s.bytes, IsSigned(s.kind));
        return true;
    }
  }
  bool String(const Step& s, StringRef* out) { return cx_.LiftString(Slice(s), out); }
  bool Case(const Step& s, uint32_t* out) {
    const uint64_t raw =
        s.src_flat ? slots_[base + s.src] : LoadBits(cx_.memory().At(base + s.src), s.bytes);
    *out = static_cast<uint32_t>(raw);
    return cx_.CheckCase(*out, s.b, TypeKindName(s.kind).data());
  }
  bool Handle(const Step& s, HandleRef* out) {
    const uint32_t index = static_cast<uint32_t>(
        s.src_flat ? slots_[base + s.src] : LoadBits(cx_.memory().At(base + s.src), 4));
    out->type = &cx_.resource(s.a);
    return s.kind == TypeKind::kOwn ? cx_.LiftOwn(*out->type, index, &out->rep)
                                    : cx_.LiftBorrow(*out->type, index, &out->rep);
  }
  bool List(const Step& s, const ListInfo& info, uint64_t* count) {
    if (info.fixed_length != 0) {
      base += s.src;
      *count = info.fixed_length;
      return true;
    }
    const GuestSlice slice = Slice(s);
    base = slice.address;
    *count = slice.length;
    return cx_.LiftList(slice, info.src_size, info.src_align);
  }
  bool Bulk(const ListInfo&, uint64_t, const uint8_t** bytes) {
    *bytes = cx_.memory().At(base);
    return true;
  }
  bool Begin(const Step&) { return true; }
  bool End() { return true; }

  uint64_t base;

 private:
  GuestSlice Slice(const Step& s) const {
    if (!s.src_flat) return cx_.LoadSlice(cx_.memory().At(base + s.src));
    return {slots_[base + s.src], slots_[base + s.src + 1]};
  }

  CallContext& cx_;
  const uint64_t* slots_;
};

class GuestSink {
 public:
  GuestSink(CallContext* context, uint64_t* slots, uint64_t address)
      : base(address), cx_(*context), slots_(slots) {}

  bool Scalar(const Step& s, uint64_t bits) {
    if (s.dst_flat) {
      // Signed numbers fill the whole core value; i32 slots are zero-extended.
      slots_[base + s.dst] = s.bytes == 8 ? bits : static_cast<uint32_t>(bits);
    } else {
      StoreBits(cx_.memory().At(base + s.dst), bits, s.bytes);
    }
    return true;
  }
  bool String(const Step& s, const StringRef& ref) {
    GuestSlice slice;
    return cx_.LowerString(ref, &slice) && Put(s, slice);
  }
  bool Case(const Step& s, uint32_t index) { return Scalar(s, index); }
  bool Handle(const Step& s, const HandleRef& handle) {
    const ResourceType& type = cx_.resource(s.b);
    uint32_t index;
    const bool lowered = s.kind == TypeKind::kOwn ? cx_.LowerOwn(type, handle.rep, &index)
                                                  : cx_.LowerBorrow(type, handle.rep, &index);
    if (!lowered) return false;
    if (s.dst_flat) {
      slots_[base + s.dst] = index;
    } else {
      StoreLe(cx_.memory().At(base + s.dst), index);
    }
    return true;
  }
  bool List(const Step& s, const ListInfo& info, uint64_t count) {
    if (info.fixed_length != 0) {
      base += s.dst;
      return true;
    }
    uint64_t address;
    if (!cx_.LowerList(count, info.dst_size, info.dst_align, &address)) return false;
    if (!Put(s, {address, count})) return false;
    base = address;
    return true;
  }
  bool Bulk(const ListInfo& info, uint64_t count, const uint8_t* bytes) {
    uint8_t* to = cx_.memory().At(base);
    if (info.bulk == Bulk::kF32) {
      for (uint64_t i = 0; i < count; ++i)
        StoreLe(to + 4 * i, CanonicalF32(LoadLe<uint32_t>(bytes + 4 * i)));
    } else if (info.bulk == Bulk::kF64) {
      for (uint64_t i = 0; i < count; ++i)
        StoreLe(to + 8 * i, CanonicalF64(LoadLe<uint64_t>(bytes + 8 * i)));
    } else {
      std::memmove(to, bytes, static_cast<size_t>(count * info.dst_size));
    }
    return true;
  }
  bool Begin(const Step&) { return true; }
  bool End() { return true; }

  uint64_t base;

 private:
  bool Put(const Step& s, GuestSlice slice) {
    if (s.dst_flat) {
      slots_[base + s.dst] = slice.address;
      slots_[base + s.dst + 1] = slice.length;
    } else {
      cx_.StoreSlice(base + s.dst, slice);
    }
    return true;
  }

  CallContext& cx_;
  uint64_t* slots_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_ABI_GUEST_SIDE_H_
