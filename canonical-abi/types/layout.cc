#include "canonical-abi/types/layout.h"

#include <algorithm>

#include "canonical-abi/types/signature.h"
#include "engine/support/checked.h"

namespace virga::cabi {

namespace {

constexpr uint64_t kSaturated = kByteLengthMax + 1;

uint32_t Saturate(uint64_t size) { return static_cast<uint32_t>(std::min(size, kSaturated)); }

uint64_t SaturatingAdd(uint64_t a, uint64_t b) {
  uint64_t sum;
  return CheckedAdd(a, b, &sum) ? sum : UINT64_MAX;
}

constexpr PtrWidth kWidths[] = {PtrWidth::k32, PtrWidth::k64};

// What a type has because something inside it has it.
void Inherit(const TypeNode& part, TypeNode* node) {
  node->has_pointer |= part.has_pointer;
  node->has_borrow |= part.has_borrow;
  node->has_handle |= part.has_handle;
  node->depth = std::max<uint16_t>(node->depth, static_cast<uint16_t>(part.depth + 1));
}

void LayOutRecord(const TypeTable& table, std::span<Field> fields, TypeNode* node) {
  uint64_t end[2] = {0, 0};
  uint64_t packed = 0;
  node->weight = 0;
  node->plain = true;
  for (Field& field : fields) {
    const TypeNode& part = table.node(field.type);
    Inherit(part, node);
    node->weight = SaturatingAdd(node->weight, part.weight);
    node->plain &= part.plain;
    packed += part.size[0];
    for (int w = 0; w < 2; ++w) {
      end[w] = AlignUp<uint64_t>(end[w], part.align[w]);
      field.offset[w] = Saturate(end[w]);
      end[w] = Saturate(end[w] + part.size[w]);
      node->align[w] = std::max(node->align[w], part.align[w]);
      node->flat[w].Append(part.flat[w]);
    }
  }
  for (int w = 0; w < 2; ++w) node->size[w] = Saturate(AlignUp<uint64_t>(end[w], node->align[w]));
  // Padding would carry bytes of one guest's memory to another.
  node->plain &= packed == node->size[0];
}

void LayOutVariant(const TypeTable& table, std::span<const Field> cases, TypeNode* node) {
  node->disc_bytes = static_cast<uint8_t>(DiscriminantBytes(cases.size()));
  uint32_t payload_align[2] = {1, 1};
  uint32_t payload_size[2] = {0, 0};
  node->weight = 1;
  for (int w = 0; w < 2; ++w) node->flat[w].Push(CoreType::kI32);
  for (const Field& field : cases) {
    if (field.type == kNoType) continue;
    const TypeNode& part = table.node(field.type);
    Inherit(part, node);
    node->weight = SaturatingAdd(node->weight, part.weight);
    for (int w = 0; w < 2; ++w) {
      payload_align[w] = std::max<uint32_t>(payload_align[w], part.align[w]);
      payload_size[w] = std::max(payload_size[w], part.size[w]);
      node->flat[w].JoinAt(1, part.flat[w]);
    }
  }
  for (int w = 0; w < 2; ++w) {
    node->align[w] = static_cast<uint8_t>(std::max<uint32_t>(node->disc_bytes, payload_align[w]));
    node->payload_offset[w] = AlignUp<uint32_t>(node->disc_bytes, payload_align[w]);
    const uint64_t end = uint64_t{node->payload_offset[w]} + payload_size[w];
    node->size[w] = Saturate(AlignUp<uint64_t>(end, node->align[w]));
  }
}

void LayOutFixedList(const TypeNode& element, TypeNode* node) {
  Inherit(element, node);
  node->weight = element.weight;
  node->plain = element.plain;
  for (int w = 0; w < 2; ++w) {
    node->align[w] = element.align[w];
    node->size[w] = Saturate(uint64_t{node->length} * element.size[w]);
    const uint32_t kept = std::min(node->length, FlatTypes::kFlatKept);
    for (uint32_t i = 0; i < kept; ++i) node->flat[w].Append(element.flat[w]);
    for (uint32_t i = kept; i < node->length && element.flat[w].size() > 0; ++i) {
      // Past the kept types only the count matters, and it need not be exact beyond the limits.
      if (node->flat[w].size() > 2 * FlatTypes::kFlatKept) break;
      node->flat[w].Append(element.flat[w]);
    }
  }
}

// A pointer and a length.
void LayOutSlice(TypeNode* node) {
  node->has_pointer = true;
  for (const PtrWidth width : kWidths) {
    const int w = static_cast<int>(width);
    const CoreType core = width == PtrWidth::k32 ? CoreType::kI32 : CoreType::kI64;
    node->align[w] = static_cast<uint8_t>(PtrBytes(width));
    node->size[w] = 2 * PtrBytes(width);
    node->flat[w].Push(core);
    node->flat[w].Push(core);
  }
}

void LayOutScalar(uint32_t bytes, CoreType core, TypeNode* node) {
  for (int w = 0; w < 2; ++w) {
    node->align[w] = static_cast<uint8_t>(bytes);
    node->size[w] = bytes;
    node->flat[w].Push(core);
  }
}

}  // namespace

TypeNode PrimitiveNode(TypeKind kind) {
  struct Row {
    uint32_t bytes;
    CoreType core;
  };
  static constexpr Row kRows[] = {
#define X(code, name, text, bytes, core) {bytes, CoreType::k##core},
#include "canonical-abi/types/value_type.def"
#undef X
  };
  const Row& row = kRows[static_cast<size_t>(kind)];
  TypeNode node;
  node.kind = kind;
  if (row.bytes == 0) {
    LayOutSlice(&node);
  } else {
    LayOutScalar(row.bytes, row.core, &node);
  }
  node.plain = kind >= TypeKind::kS8 && kind <= TypeKind::kU64;
  node.has_handle = kind == TypeKind::kErrorContext;
  return node;
}

void LayOut(const TypeTable& table, std::span<Field> fields, TypeNode* node) {
  switch (node->kind) {
    case TypeKind::kRecord:
    case TypeKind::kTuple:
      return LayOutRecord(table, fields, node);
    case TypeKind::kVariant:
    case TypeKind::kEnum:
    case TypeKind::kOption:
    case TypeKind::kResult:
      return LayOutVariant(table, fields, node);
    case TypeKind::kFlags:
      node->disc_bytes = static_cast<uint8_t>(FlagsBytes(fields.size()));
      return LayOutScalar(node->disc_bytes, CoreType::kI32, node);
    case TypeKind::kList:
    case TypeKind::kMap:
      Inherit(table.node(node->element), node);
      node->weight = SaturatingAdd(1, table.node(node->element).weight);
      return LayOutSlice(node);
    case TypeKind::kFixedList:
      return LayOutFixedList(table.node(node->element), node);
    case TypeKind::kOwn:
    case TypeKind::kBorrow:
      node->has_handle = true;
      node->has_borrow = node->kind == TypeKind::kBorrow;
      return LayOutScalar(4, CoreType::kI32, node);
    case TypeKind::kStream:
    case TypeKind::kFuture:
      if (node->element != kNoType) Inherit(table.node(node->element), node);
      node->has_handle = true;
      node->has_pointer = false;
      return LayOutScalar(4, CoreType::kI32, node);
    default:  // primitives are not laid out anew
      return;
  }
}

}  // namespace virga::cabi
