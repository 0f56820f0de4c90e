// Instances, aliases, canonical definitions, imports and exports. spec: Binary.

#include "canonical-abi/binary/decoder_impl.h"
#include "engine/support/try.h"

namespace virga::cabi {

Result<const InstanceSyntax*> Decoder::DecodeCoreInstance(Input& in) {
  VIRGA_ASSIGN(InstanceSyntax* const out, in.New<InstanceSyntax>());
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t form, in.Byte("core instance"));
  if (form > 1) return Input::Unexpected(at, "core instance", "0x00 or 0x01", form);
  out->is_instantiation = form == 0;
  if (out->is_instantiation) {
    VIRGA_ASSIGN(out->index, in.U32("core module index"));
  }
  VIRGA_ASSIGN(const uint32_t count, in.Count("core instance"));
  VIRGA_ASSIGN(const std::span<ArgSyntax> args, in.NewArray<ArgSyntax>(count));
  for (ArgSyntax& arg : args) {
    arg.offset = in.offset();
    VIRGA_ASSIGN(arg.name, in.Name("core name"));
    if (out->is_instantiation) {
      VIRGA_TRY(in.Expect(0x12, "instantiation argument"));
      arg.item.sort = Sort::kCoreInstance;
      VIRGA_ASSIGN(arg.item.index, in.U32("core instance index"));
    } else {
      VIRGA_ASSIGN(arg.item, in.ReadCoreSortIndex());
    }
  }
  out->args = args;
  return static_cast<const InstanceSyntax*>(out);
}

Result<const InstanceSyntax*> Decoder::DecodeInstance(Input& in) {
  VIRGA_ASSIGN(InstanceSyntax* const out, in.New<InstanceSyntax>());
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t form, in.Byte("instance"));
  if (form > 1) return Input::Unexpected(at, "instance", "0x00 or 0x01", form);
  out->is_instantiation = form == 0;
  if (out->is_instantiation) {
    VIRGA_ASSIGN(out->index, in.U32("component index"));
  }
  VIRGA_ASSIGN(const uint32_t count, in.Count("instance"));
  VIRGA_ASSIGN(const std::span<ArgSyntax> args, in.NewArray<ArgSyntax>(count));
  for (ArgSyntax& arg : args) {
    arg.offset = in.offset();
    if (out->is_instantiation) {
      VIRGA_ASSIGN(arg.name, in.Name("argument name"));
    } else {
      VIRGA_ASSIGN(const NameSyntax name, in.AttributedName("export name"));
      arg.name = name.name;
      arg.attributes = name.attributes;
    }
    VIRGA_ASSIGN(arg.item, in.ReadSortIndex());
  }
  out->args = args;
  return static_cast<const InstanceSyntax*>(out);
}

Result<const AliasSyntax*> Decoder::DecodeAlias(Input& in) {
  VIRGA_ASSIGN(AliasSyntax* const out, in.New<AliasSyntax>());
  VIRGA_ASSIGN(out->sort, in.ReadSort());
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t target, in.Byte("alias target"));
  if (target > 2) return Input::Unexpected(at, "alias target", "0x00, 0x01 or 0x02", target);
  out->target = static_cast<AliasSyntax::Target>(target);
  if (out->target == AliasSyntax::Target::kOuter) {
    VIRGA_ASSIGN(out->outer_count, in.U32("alias"));
    VIRGA_ASSIGN(out->index, in.U32("alias"));
  } else {
    VIRGA_ASSIGN(out->index, in.U32("alias"));
    VIRGA_ASSIGN(out->name, in.Name("alias"));
  }
  return static_cast<const AliasSyntax*>(out);
}

Result<const CanonSyntax*> Decoder::DecodeCanon(Input& in) {
  VIRGA_ASSIGN(CanonSyntax* const out, in.New<CanonSyntax>());
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("canonical definition"));
  const std::optional<CanonKind> kind = FindCanon(code);
  if (!kind)
    return Input::Unexpected(at, "canonical definition", "0x00 to 0x2d or 0x40 to 0x42", code);
  out->kind = *kind;
  for (const char* letter = InfoOf(*kind).immediates; *letter != '\0'; ++letter)
    VIRGA_TRY(DecodeCanonImmediate(in, *letter, out));
  return static_cast<const CanonSyntax*>(out);
}

Status Decoder::DecodeCanonImmediate(Input& in, char letter, CanonSyntax* out) {
  const auto number = [&](const char* what, uint32_t* field) -> Status {
    VIRGA_ASSIGN(*field, in.U32(what));
    return {};
  };
  switch (letter) {
    case 'z':
      return in.Expect(0x00, "canonical definition: sort");
    case 'f':
      return number("core function index", &out->function);
    case 'F':
      return number("function index", &out->function);
    case 't':
      return number("type index", &out->type);
    case 'T':
      return number("core type index", &out->type);
    case 'm':
      return number("core memory index", &out->index);
    case 'b':
      return number("core table index", &out->index);
    case 'u':
      return number("context slot", &out->index);
    case 'a':
    case 'c':
    case 's': {
      VIRGA_ASSIGN(out->flag, in.Flag("canonical definition: flag"));
      return {};
    }
    case 'v': {
      VIRGA_ASSIGN(out->core_type, in.CoreValType());
      return {};
    }
    case 'o': {
      VIRGA_ASSIGN(out->options, in.Options());
      return {};
    }
    default: {  // 'r'
      const uint64_t at = in.offset();
      VIRGA_ASSIGN(const uint8_t form, in.Byte("result list"));
      if (form > 1) return Input::Unexpected(at, "result list", "0x00 or 0x01", form);
      if (form == 1) return in.Expect(0x00, "result list");
      VIRGA_ASSIGN(out->result, in.Value("result list"));
      return {};
    }
  }
}

Result<const ImportSyntax*> Decoder::DecodeImport(Input& in) {
  VIRGA_ASSIGN(ImportSyntax* const out, in.New<ImportSyntax>());
  VIRGA_ASSIGN(out->name, in.AttributedName("import name"));
  VIRGA_ASSIGN(out->type, in.Extern());
  return static_cast<const ImportSyntax*>(out);
}

Result<const ExportSyntax*> Decoder::DecodeExport(Input& in, bool in_type) {
  VIRGA_ASSIGN(ExportSyntax* const out, in.New<ExportSyntax>());
  VIRGA_ASSIGN(out->name, in.AttributedName("export name"));
  out->has_type = in_type;
  if (!in_type) {
    VIRGA_ASSIGN(out->item, in.ReadSortIndex());
    VIRGA_ASSIGN(out->has_type, in.Flag("export type"));
  }
  if (out->has_type) {
    VIRGA_ASSIGN(out->type, in.Extern());
  }
  return static_cast<const ExportSyntax*>(out);
}

}  // namespace virga::cabi
