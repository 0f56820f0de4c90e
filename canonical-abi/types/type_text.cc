#include "canonical-abi/types/type_text.h"

#include <algorithm>
#include <cstdio>

namespace virga::cabi {
namespace {

constexpr std::string_view kMark = "...";

void PrintLabelled(const TypeTable& table, const TypeNode& node, const TypeNamer& namer,
                   TextBuilder* out) {
  out->Add(TypeKindName(node.kind)).Add(" { ");
  bool first = true;
  for (const Field& field : table.fields(node)) {
    if (!first) out->Add(", ");
    first = false;
    out->Add(field.label);
    if (field.type == kNoType) continue;
    const bool is_record = node.kind == TypeKind::kRecord;
    out->Add(is_record ? ": " : "(");
    PrintType(table, field.type, namer, out);
    if (!is_record) out->Add(")");
    if (out->is_full()) return;
  }
  out->Add(" }");
}

// tuple<A, B>, and result<A, B> with `_` for an absent part.
void PrintParts(const TypeTable& table, const TypeNode& node, const TypeNamer& namer,
                TextBuilder* out) {
  std::span<const Field> fields = table.fields(node);
  out->Add(TypeKindName(node.kind));
  if (node.kind == TypeKind::kResult) {
    if (fields[1].type == kNoType) fields = fields.first(1);
    if (fields.size() == 1 && fields[0].type == kNoType) return;
  }
  out->Add("<");
  bool first = true;
  for (const Field& field : fields) {
    if (!first) out->Add(", ");
    first = false;
    if (field.type == kNoType) {
      out->Add("_");
    } else {
      PrintType(table, field.type, namer, out);
    }
    if (out->is_full()) return;
  }
  out->Add(">");
}

void PrintElement(const TypeTable& table, const TypeNode& node, const TypeNamer& namer,
                  TextBuilder* out) {
  if (node.kind == TypeKind::kMap) {
    const std::span<const Field> pair = table.fields(node.element);
    out->Add("map<");
    PrintType(table, pair[0].type, namer, out);
    out->Add(", ");
    PrintType(table, pair[1].type, namer, out);
    out->Add(">");
    return;
  }
  out->Add(node.kind == TypeKind::kFixedList ? "list" : TypeKindName(node.kind));
  if (node.element == kNoType) return;
  out->Add("<");
  PrintType(table, node.element, namer, out);
  if (node.kind == TypeKind::kFixedList) out->Add(", ").AddNumber(node.length);
  out->Add(">");
}

}  // namespace

TextBuilder& TextBuilder::Add(std::string_view text) {
  if (full_) return *this;
  const bool fits = bytes_.size() + text.size() <= limit_;
  const std::string_view part = fits ? text : text.substr(0, limit_ - bytes_.size());
  full_ = !fits || !bytes_.Append({part.data(), part.size()});
  if (full_) (void)bytes_.Append({kMark.data(), kMark.size()});
  return *this;
}

TextBuilder& TextBuilder::AddNumber(uint64_t value) {
  char digits[24];
  const int length =
      std::snprintf(digits, sizeof(digits), "%llu", static_cast<unsigned long long>(value));
  return Add({digits, static_cast<size_t>(length)});
}

void PrintTypeBody(const TypeTable& table, ValueType type, const TypeNamer& namer,
                   TextBuilder* out) {
  const TypeNode& node = table.node(type);
  switch (node.kind) {
    case TypeKind::kRecord:
    case TypeKind::kVariant:
    case TypeKind::kEnum:
    case TypeKind::kFlags:
      return PrintLabelled(table, node, namer, out);
    case TypeKind::kTuple:
    case TypeKind::kResult:
      return PrintParts(table, node, namer, out);
    case TypeKind::kOption:
    case TypeKind::kList:
    case TypeKind::kFixedList:
    case TypeKind::kMap:
    case TypeKind::kStream:
    case TypeKind::kFuture:
      return PrintElement(table, node, namer, out);
    case TypeKind::kOwn:
    case TypeKind::kBorrow: {
      const std::string_view name = namer.NameOfResource(node.resource);
      const bool own = node.kind == TypeKind::kOwn;
      if (!own) out->Add("borrow<");
      out->Add(name.empty() ? "resource" : name);
      if (!own) out->Add(">");
      return;
    }
    default:
      out->Add(TypeKindName(node.kind));
  }
}

void PrintType(const TypeTable& table, ValueType type, const TypeNamer& namer, TextBuilder* out) {
  if (out->is_full()) return;
  const std::string_view name = namer.NameOf(type);
  if (!name.empty()) {
    out->Add(name);
  } else {
    PrintTypeBody(table, type, namer, out);
  }
}

void PrintFunc(const TypeTable& table, FuncTypeId id, const TypeNamer& namer, TextBuilder* out,
               uint32_t skip) {
  const FuncType& func = table.func(id);
  out->Add(func.is_async ? "async func(" : "func(");
  const std::span<const Field> params = table.params(func);
  for (size_t i = skip; i < params.size() && !out->is_full(); ++i) {
    if (i > skip) out->Add(", ");
    out->Add(params[i].label).Add(": ");
    PrintType(table, params[i].type, namer, out);
  }
  out->Add(")");
  if (func.result == kNoType) return;
  out->Add(" -> ");
  PrintType(table, func.result, namer, out);
}

}  // namespace virga::cabi
