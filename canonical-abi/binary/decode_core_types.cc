// Core types: function types and module types. spec: Binary (type definitions, core:type).

#include "canonical-abi/binary/decoder_impl.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

constexpr uint8_t kFuncTypeCode = 0x60;
constexpr uint8_t kModuleTypeCode = 0x50;

// Openings of recursion groups, sub types, structs, arrays and continuations, and the escape 0x00.
bool IsOtherCoreType(uint8_t code) {
  return code == 0x00 || (code >= 0x4e && code <= 0x4f) || (code >= 0x5d && code <= 0x5f);
}

Error NoGcTypes(uint64_t offset) {
  return Error::At(ErrorKind::kUnsupported, offset,
                   "core types other than functions are not supported in a component's types");
}

}  // namespace

Result<const CoreTypeSyntax*> Decoder::DecodeCoreType(Input& in) {
  VIRGA_ASSIGN(CoreTypeSyntax* const out, in.New<CoreTypeSyntax>());
  out->offset = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("core type"));
  if (code == kFuncTypeCode) {
    VIRGA_TRY(DecodeCoreFuncType(in, &out->func));
    return static_cast<const CoreTypeSyntax*>(out);
  }
  if (IsOtherCoreType(code)) return NoGcTypes(out->offset);
  if (code != kModuleTypeCode)
    return Input::Unexpected(out->offset, "core type", "0x50 or 0x60", code);
  out->is_module = true;
  VIRGA_ASSIGN(const uint32_t count, in.Count("module declarators"));
  VIRGA_ASSIGN(const std::span<CoreDeclSyntax> decls, in.NewArray<CoreDeclSyntax>(count));
  for (CoreDeclSyntax& decl : decls) VIRGA_TRY(DecodeCoreDecl(in, &decl));
  out->decls = decls;
  return static_cast<const CoreTypeSyntax*>(out);
}

Status Decoder::DecodeCoreFuncType(Input& in, wasm::FuncType* out) {
  const auto types = [&](const char* what, uint64_t limit,
                         std::span<const wasm::ValType>* list) -> Status {
    const uint64_t at = in.offset();
    VIRGA_ASSIGN(const uint32_t count, in.Count(what));
    if (count > limit)
      return Error::At(ErrorKind::kLimit, at, "%s: %u are over the limit of a function", what,
                       count);
    VIRGA_ASSIGN(const std::span<wasm::ValType> items, in.NewArray<wasm::ValType>(count));
    for (wasm::ValType& item : items) {
      VIRGA_ASSIGN(item, in.CoreValType());
    }
    *list = items;
    return {};
  };
  VIRGA_TRY(types("core parameters", limits_.function_params, &out->params));
  return types("core results", limits_.function_results, &out->results);
}

Status Decoder::DecodeCoreDecl(Input& in, CoreDeclSyntax* out) {
  out->offset = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("module declarator"));
  switch (code) {
    case 0x00: {
      out->kind = CoreDeclSyntax::Kind::kImport;
      VIRGA_ASSIGN(out->module, in.Name("core import module"));
      VIRGA_ASSIGN(out->name, in.Name("core import name"));
      return DecodeCoreExtern(in, &out->type);
    }
    case 0x01: {
      out->kind = CoreDeclSyntax::Kind::kType;
      const uint64_t at = in.offset();
      VIRGA_ASSIGN(const uint8_t type, in.Byte("core type"));
      if (IsOtherCoreType(type)) return NoGcTypes(at);
      if (type == kModuleTypeCode)
        return Error::At(ErrorKind::kInvalid, at,
                         "core type: expected no module type inside a module type");
      if (type != kFuncTypeCode) return Input::Unexpected(at, "core type", "0x60", type);
      return DecodeCoreFuncType(in, &out->func);
    }
    case 0x02: {
      out->kind = CoreDeclSyntax::Kind::kAlias;
      VIRGA_TRY(in.Expect(0x10, "core alias sort"));
      VIRGA_TRY(in.Expect(0x01, "core alias target"));
      VIRGA_ASSIGN(out->outer_count, in.U32("core alias"));
      VIRGA_ASSIGN(out->index, in.U32("core alias"));
      return {};
    }
    case 0x03: {
      out->kind = CoreDeclSyntax::Kind::kExport;
      VIRGA_ASSIGN(out->name, in.Name("core export name"));
      return DecodeCoreExtern(in, &out->type);
    }
    default:
      return Input::Unexpected(out->offset, "module declarator", "0x00 to 0x03", code);
  }
}

Status Decoder::DecodeCoreExtern(Input& in, CoreExternSyntax* out) {
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("core extern type"));
  if (code > 4) return Input::Unexpected(at, "core extern type", "0x00 to 0x04", code);
  out->kind = static_cast<wasm::ExternKind>(code);
  switch (out->kind) {
    case wasm::ExternKind::kTag:
      VIRGA_TRY(in.Expect(0x00, "tag"));
      [[fallthrough]];
    case wasm::ExternKind::kFunc: {
      VIRGA_ASSIGN(out->type_index, in.U32("core type index"));
      return {};
    }
    case wasm::ExternKind::kTable: {
      VIRGA_ASSIGN(out->table.element, in.CoreValType());
      if (!out->table.element.is_ref())
        return Error::At(ErrorKind::kMalformed, at, "table: expected a reference type");
      return DecodeSizeLimits(in, false, &out->table.limits);
    }
    case wasm::ExternKind::kMemory:
      return DecodeSizeLimits(in, true, &out->memory.limits);
    case wasm::ExternKind::kGlobal: {
      VIRGA_ASSIGN(out->global.type, in.CoreValType());
      VIRGA_ASSIGN(out->global.is_mutable, in.Flag("global mutability"));
      return {};
    }
  }
  return {};
}

Status Decoder::DecodeSizeLimits(Input& in, bool is_memory, wasm::SizeLimits* out) {
  constexpr uint8_t kHasMax = 1, kShared = 2, kIs64 = 4, kPageSize = 8;
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t flags, in.Byte("limits"));
  if (flags > (is_memory ? 15 : 7)) return Input::Unexpected(at, "limits", "flags", flags);
  out->has_max = (flags & kHasMax) != 0;
  out->is_shared = (flags & kShared) != 0;
  out->is_64 = (flags & kIs64) != 0;
  if (!in.reader().ReadU64(&out->min)) return in.reader().TakeError("limits");
  if (out->has_max && !in.reader().ReadU64(&out->max)) return in.reader().TakeError("limits");
  if ((flags & kPageSize) != 0) {
    VIRGA_ASSIGN(const uint32_t shift, in.U32("page size"));
    if (shift != 0 && shift != 16) return Input::Unexpected(at, "page size", "0x00 or 0x10", shift);
    out->page_shift = static_cast<uint8_t>(shift);
  }
  const uint64_t most = is_memory
                            ? uint64_t{1} << ((out->is_64 ? 64 : 32) - out->page_shift - 1) << 1
                        : out->is_64 ? UINT64_MAX
                                     : UINT32_MAX;
  if (most != 0 && (out->min > most || (out->has_max && out->max > most)))
    return Error::At(ErrorKind::kInvalid, at, "limits: expected at most %llu",
                     static_cast<unsigned long long>(most));
  if (out->has_max && out->min > out->max)
    return Error::At(ErrorKind::kInvalid, at, "limits: size minimum must not exceed maximum");
  if (out->is_shared && !out->has_max)
    return Error::At(ErrorKind::kInvalid, at, "limits: a shared memory must have a maximum");
  return {};
}

}  // namespace virga::cabi
