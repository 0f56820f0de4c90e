// Compiles value types into steps. Recursion follows the nesting of one type, which TypeTable
// bounds.

#include <algorithm>

#include "canonical-abi/abi/steps.h"
#include "canonical-abi/values/val.h"
#include "engine/support/checked.h"
#include "engine/support/hash.h"
#include "engine/support/try.h"

namespace virga::cabi {

namespace {

int Index(Place place) { return static_cast<int>(WidthOf(place)); }

// Types of at most this many leaves are written out where they are used.
constexpr uint64_t kInlineWeightMax = 8;

}  // namespace

class StepCompiler {
 public:
  struct Side {
    const TypeTable* types;
    ValueType type;
    Place place;
    uint32_t at;

    const TypeNode& node() const { return types->node(type); }
    Side Of(ValueType part, uint32_t offset) const { return {types, part, place, offset}; }
  };

  explicit StepCompiler(StepCode* code) : code_(*code) {}

  // The entry of a type on its own, made if there is none yet.
  Result<uint32_t> Entry(Side src, Side dst) {
    src.at = dst.at = 0;
    uint64_t hash = HashMix(src.type.index, dst.type.index);
    hash = HashMix(hash, static_cast<uint64_t>(src.place) << 8 | static_cast<uint64_t>(dst.place));
    const uint32_t found = code_.memo_index_.Find(hash, [&](uint32_t i) {
      const StepCode::Memo& memo = code_.memos_[i];
      return memo.src_type == src.type && memo.dst_type == dst.type && memo.src == src.place &&
             memo.dst == dst.place;
    });
    if (found != HashIndex::kNone) return code_.memos_[found].entry;

    // Parts that are entries of their own come first, so that none is emitted inside another.
    VIRGA_TRY(Prepare(src, dst));
    const uint32_t entry = Here();
    VIRGA_TRY(EmitBody(src, dst));
    VIRGA_TRY(Push({StepOp::kReturn, TypeKind::kBool}));
    const uint32_t memo = static_cast<uint32_t>(code_.memos_.size());
    if (!code_.memos_.Push({src.type, dst.type, src.place, dst.place, entry}))
      return Error::OutOfMemory();
    VIRGA_TRY(code_.memo_index_.Insert(hash, memo));
    return entry;
  }

 private:
  uint32_t Here() const { return static_cast<uint32_t>(code_.steps_.size()); }
  Status Push(const Step& step) {
    if (code_.steps_.size() >= UINT32_MAX || !code_.steps_.Push(step)) return Error::OutOfMemory();
    return {};
  }

  static Step Make(StepOp op, const Side& src, const Side& dst) {
    Step step = {op, src.node().kind};
    step.src_flat = IsFlat(src.place);
    step.dst_flat = IsFlat(dst.place);
    step.src = src.at;
    step.dst = dst.at;
    return step;
  }

  static bool HasOwnEntry(const TypeNode& node) {
    const bool compound = node.is_record() || node.is_variant();
    return compound && node.kind != TypeKind::kEnum && node.weight > kInlineWeightMax;
  }

  // Elements of fixed lists in slots have each their own slots: they are written out in a row.
  static bool IsUnrolled(const Side& src, const Side& dst) {
    return src.node().kind == TypeKind::kFixedList && (IsFlat(src.place) || IsFlat(dst.place));
  }

  // Elements live in memory even when the list itself stands in slots.
  static Side ElementOf(const Side& list) {
    const Place place = list.place == Place::kVal ? Place::kVal : MemPlace(WidthOf(list.place));
    return {list.types, list.node().element, place, 0};
  }

  static bool IsList(TypeKind kind) {
    return kind == TypeKind::kList || kind == TypeKind::kMap || kind == TypeKind::kFixedList;
  }

  // Visits the parts of a compound type that EmitBody will write out or refer to.
  template <typename Visit>
  Status EachPart(const Side& src, const Side& dst, Visit visit) {
    const auto src_fields = src.types->fields(src.type);
    const auto dst_fields = dst.types->fields(dst.type);
    for (size_t i = 0; i < src_fields.size(); ++i) {
      if (src_fields[i].type == kNoType) continue;
      VIRGA_TRY(visit(src.Of(src_fields[i].type, 0), dst.Of(dst_fields[i].type, 0)));
    }
    return {};
  }

  Status PreparePart(const Side& src, const Side& dst) {
    if (HasOwnEntry(src.node())) {
      VIRGA_ASSIGN([[maybe_unused]] const uint32_t entry, Entry(src, dst));
      return {};
    }
    return Prepare(src, dst);
  }

  Status Prepare(const Side& src, const Side& dst) {
    const TypeNode& node = src.node();
    if (IsUnrolled(src, dst))
      return PreparePart(src.Of(node.element, 0), dst.Of(dst.node().element, 0));
    if (IsList(node.kind)) {
      if (BulkOf(src, dst) != Bulk::kNone) return {};
      VIRGA_ASSIGN([[maybe_unused]] const uint32_t entry, Entry(ElementOf(src), ElementOf(dst)));
      return {};
    }
    return EachPart(src, dst, [this](const Side& s, const Side& d) { return PreparePart(s, d); });
  }

  Bulk BulkOf(const Side& src, const Side& dst) const {
    const TypeNode& element = src.types->node(src.node().element);
    if (element.kind == TypeKind::kF32) return Bulk::kF32;
    if (element.kind == TypeKind::kF64) return Bulk::kF64;
    const bool has_val = src.place == Place::kVal || dst.place == Place::kVal;
    if (has_val) return NumberBytes(element.kind) != 0 ? Bulk::kCopy : Bulk::kNone;
    return element.plain ? Bulk::kCopy : Bulk::kNone;
  }

  // A value inside another one.
  Status EmitPart(const Side& src, const Side& dst) {
    if (!HasOwnEntry(src.node())) return EmitBody(src, dst);
    Step call = Make(StepOp::kCall, src, dst);
    VIRGA_ASSIGN(call.a, Entry(src, dst));
    return Push(call);
  }

  Status EmitBody(const Side& src, const Side& dst) {
    const TypeNode& node = src.node();
    switch (node.kind) {
      case TypeKind::kRecord:
      case TypeKind::kTuple:
        return EmitRecord(src, dst);
      case TypeKind::kVariant:
      case TypeKind::kOption:
      case TypeKind::kResult:
        return EmitVariant(src, dst);
      case TypeKind::kList:
      case TypeKind::kMap:
        return EmitList(src, dst);
      case TypeKind::kFixedList:
        return IsUnrolled(src, dst) ? EmitUnrolled(src, dst) : EmitList(src, dst);
      case TypeKind::kString:
        return Push(Make(StepOp::kString, src, dst));
      case TypeKind::kOwn:
      case TypeKind::kBorrow: {
        Step step = Make(StepOp::kHandle, src, dst);
        step.a = node.resource;
        step.b = dst.node().resource;
        return Push(step);
      }
      case TypeKind::kStream:
      case TypeKind::kFuture:
      case TypeKind::kErrorContext: {
        const std::string_view name = TypeKindName(node.kind);
        return Error::Make(ErrorKind::kUnsupported, "passing a value of type %.*s is not supported",
                           static_cast<int>(name.size()), name.data());
      }
      default:
        return EmitScalar(src, dst);
    }
  }

  Status EmitScalar(const Side& src, const Side& dst) {
    const TypeNode& node = src.node();
    Step step = Make(StepOp::kScalar, src, dst);
    step.bytes = static_cast<uint8_t>(node.size[0]);
    if (node.kind == TypeKind::kEnum) step.a = node.field_count;
    if (node.kind == TypeKind::kFlags)
      step.a = node.field_count == 32 ? UINT32_MAX : (uint32_t{1} << node.field_count) - 1;
    return Push(step);
  }

  // The first field or element after `at` on a side, and the position behind it.
  static uint32_t FieldAt(const Side& side, const Field& field, uint32_t* next_slot) {
    if (side.place == Place::kVal) return 0;
    if (IsMem(side.place)) return side.at + field.offset[Index(side.place)];
    const uint32_t at = *next_slot;
    *next_slot += side.types->node(field.type).flat[0].size();
    return at;
  }

  bool HasVal(const Side& src, const Side& dst) const {
    return src.place == Place::kVal || dst.place == Place::kVal;
  }
  Status EmitBegin(const Side& src, const Side& dst, uint32_t parts) {
    if (!HasVal(src, dst)) return {};
    Step begin = Make(StepOp::kBegin, src, dst);
    begin.a = parts;
    return Push(begin);
  }
  Status EmitEnd(const Side& src, const Side& dst) {
    return HasVal(src, dst) ? Push(Make(StepOp::kEnd, src, dst)) : Status();
  }

  Status EmitRecord(const Side& src, const Side& dst) {
    const auto src_fields = src.types->fields(src.type);
    const auto dst_fields = dst.types->fields(dst.type);
    uint32_t src_slot = src.at;
    uint32_t dst_slot = dst.at;
    VIRGA_TRY(EmitBegin(src, dst, static_cast<uint32_t>(src_fields.size())));
    for (size_t i = 0; i < src_fields.size(); ++i) {
      const uint32_t src_at = FieldAt(src, src_fields[i], &src_slot);
      const uint32_t dst_at = FieldAt(dst, dst_fields[i], &dst_slot);
      VIRGA_TRY(EmitPart(src.Of(src_fields[i].type, src_at), dst.Of(dst_fields[i].type, dst_at)));
    }
    return EmitEnd(src, dst);
  }

  Status EmitUnrolled(const Side& src, const Side& dst) {
    const TypeNode& node = src.node();
    const auto at = [](const Side& side, uint32_t i) -> uint32_t {
      const TypeNode& element = side.types->node(side.node().element);
      if (side.place == Place::kVal) return 0;
      if (IsMem(side.place)) return side.at + i * element.size[Index(side.place)];
      return side.at + i * element.flat[0].size();
    };
    VIRGA_TRY(EmitBegin(src, dst, node.length));
    for (uint32_t i = 0; i < node.length; ++i) {
      VIRGA_TRY(EmitPart(src.Of(node.element, at(src, i)), dst.Of(dst.node().element, at(dst, i))));
    }
    return EmitEnd(src, dst);
  }

  static uint32_t PayloadAt(const Side& side) {
    if (side.place == Place::kVal) return 0;
    return side.at + (IsMem(side.place) ? side.node().payload_offset[Index(side.place)] : 1);
  }

  Status EmitVariant(const Side& src, const Side& dst) {
    const auto src_cases = src.types->fields(src.type);
    const auto dst_cases = dst.types->fields(dst.type);
    Step step = Make(StepOp::kVariant, src, dst);
    step.bytes = src.node().disc_bytes;
    step.a = static_cast<uint32_t>(code_.targets_.size());
    step.b = static_cast<uint32_t>(src_cases.size());
    VIRGA_TRY(Push(step));
    if (!code_.targets_.Resize(step.a + src_cases.size())) return Error::OutOfMemory();
    Vec<uint32_t> jumps(code_.steps_.allocator());
    for (size_t i = 0; i < src_cases.size(); ++i) {
      if (src_cases[i].type == kNoType) continue;
      code_.targets_[step.a + i] = Here();
      VIRGA_TRY(EmitPart(src.Of(src_cases[i].type, PayloadAt(src)),
                         dst.Of(dst_cases[i].type, PayloadAt(dst))));
      if (!jumps.Push(Here())) return Error::OutOfMemory();
      VIRGA_TRY(Push({StepOp::kJump, TypeKind::kVariant}));
    }
    const uint32_t end = Here();
    for (const uint32_t jump : jumps) code_.steps_[jump].a = end;
    for (size_t i = 0; i < src_cases.size(); ++i)
      if (src_cases[i].type == kNoType) code_.targets_[step.a + i] = end;
    return EmitEnd(src, dst);
  }

  Status EmitList(const Side& src, const Side& dst) {
    const Side src_element = ElementOf(src);
    const Side dst_element = ElementOf(dst);
    ListInfo info = {src.node().kind, src_element.node().kind};
    info.bulk = BulkOf(src, dst);
    info.fixed_length = src.node().length;
    if (src_element.place != Place::kVal) {
      info.src_size = src_element.node().size[Index(src_element.place)];
      info.src_align = src_element.node().align[Index(src_element.place)];
    }
    if (dst_element.place != Place::kVal) {
      info.dst_size = dst_element.node().size[Index(dst_element.place)];
      info.dst_align = dst_element.node().align[Index(dst_element.place)];
    }
    if (info.bulk == Bulk::kNone) {
      VIRGA_ASSIGN(info.entry, Entry(src_element, dst_element));
    }
    Step step = Make(StepOp::kList, src, dst);
    step.a = static_cast<uint32_t>(code_.lists_.size());
    if (!code_.lists_.Push(info)) return Error::OutOfMemory();
    return Push(step);
  }

  StepCode& code_;
};

StepCode::StepCode(const TypeTable* src, const TypeTable* dst, Allocator* allocator)
    : src_types_(src),
      dst_types_(dst),
      steps_(allocator),
      lists_(allocator),
      targets_(allocator),
      memos_(allocator),
      memo_index_(allocator) {}

Result<ValuePlan> StepCode::Compile(ValueType src_type, Place src, ValueType dst_type, Place dst) {
  ValuePlan plan;
  plan.src = src;
  plan.dst = dst;
  StepCompiler compiler(this);
  VIRGA_ASSIGN(plan.entry,
               compiler.Entry({src_types_, src_type, src, 0}, {dst_types_, dst_type, dst, 0}));
  const TypeNode& src_node = src_types_->node(src_type);
  const TypeNode& dst_node = dst_types_->node(dst_type);
  plan.dst_flat = dst_node.flat[0].size();
  if (src != Place::kVal) {
    plan.src_size = src_node.size[Index(src)];
    plan.src_align = src_node.align[Index(src)];
  }
  if (dst != Place::kVal) {
    plan.dst_size = dst_node.size[Index(dst)];
    plan.dst_align = dst_node.align[Index(dst)];
  }
  return plan;
}

}  // namespace virga::cabi
