// Type definitions and the declarators of component and instance types. spec: Binary (type
// definitions).

#include "canonical-abi/binary/decoder_impl.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// The opcodes of definitions. Primitive types (0x73 to 0x7f and 0x64) stand for themselves.
enum TypeCode : uint8_t {
  kResourceCode = 0x3f,
  kFuncCode = 0x40,
  kComponentCode = 0x41,
  kInstanceCode = 0x42,
  kAsyncFuncCode = 0x43,
  kMapCode = 0x63,
  kErrorContextCode = 0x64,
  kFutureCode = 0x65,
  kStreamCode = 0x66,
  kFixedListCode = 0x67,
  kBorrowCode = 0x68,
  kOwnCode = 0x69,
  kResultCode = 0x6a,
  kOptionCode = 0x6b,
  kEnumCode = 0x6d,
  kFlagsCode = 0x6e,
  kTupleCode = 0x6f,
  kListCode = 0x70,
  kVariantCode = 0x71,
  kRecordCode = 0x72,
  kStringCode = 0x73,
  kBoolCode = 0x7f,
};

}  // namespace

// The forms of one or two value types and at most one number.
Result<bool> Decoder::DecodePlainForm(Input& in, uint8_t code, TypeSyntax* out) {
  const auto element = [&](TypeForm form, const char* what) -> Status {
    out->form = form;
    VIRGA_ASSIGN(out->first, in.Value(what));
    return {};
  };
  const auto index = [&](TypeForm form, const char* what) -> Status {
    out->form = form;
    VIRGA_ASSIGN(out->index, in.U32(what));
    return {};
  };
  const auto optional = [&](TypeForm form, const char* what) -> Status {
    out->form = form;
    VIRGA_ASSIGN(out->first, in.OptionalValue(what));
    return {};
  };
  switch (code) {
    case kListCode:
      VIRGA_TRY(element(TypeForm::kList, "list element"));
      return true;
    case kFixedListCode: {
      VIRGA_TRY(element(TypeForm::kFixedList, "list element"));
      VIRGA_ASSIGN(out->length, in.U32("list length"));
      return true;
    }
    case kOptionCode:
      VIRGA_TRY(element(TypeForm::kOption, "option"));
      return true;
    case kResultCode: {
      VIRGA_TRY(optional(TypeForm::kResult, "result"));
      VIRGA_ASSIGN(out->second, in.OptionalValue("result error"));
      return true;
    }
    case kMapCode: {
      VIRGA_TRY(element(TypeForm::kMap, "map key"));
      VIRGA_ASSIGN(out->second, in.Value("map value"));
      return true;
    }
    case kOwnCode:
      VIRGA_TRY(index(TypeForm::kOwn, "own"));
      return true;
    case kBorrowCode:
      VIRGA_TRY(index(TypeForm::kBorrow, "borrow"));
      return true;
    case kStreamCode:
      VIRGA_TRY(optional(TypeForm::kStream, "stream"));
      return true;
    case kFutureCode:
      VIRGA_TRY(optional(TypeForm::kFuture, "future"));
      return true;
    default:
      return false;
  }
}

Result<TypeSyntax*> Decoder::DecodeType(Input& in) {
  VIRGA_ASSIGN(TypeSyntax* const out, in.New<TypeSyntax>());
  out->offset = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("type"));
  VIRGA_ASSIGN(const bool is_plain, DecodePlainForm(in, code, out));
  if (is_plain) return out;
  Status status;
  switch (code) {
    case kRecordCode:
      out->form = TypeForm::kRecord, status = DecodeLabels(in, out, "record");
      break;
    case kVariantCode:
      out->form = TypeForm::kVariant, status = DecodeCases(in, out);
      break;
    case kTupleCode:
      out->form = TypeForm::kTuple, status = DecodeTuple(in, out);
      break;
    case kFlagsCode:
      out->form = TypeForm::kFlags, status = DecodeNames(in, out, "flags");
      break;
    case kEnumCode:
      out->form = TypeForm::kEnum, status = DecodeNames(in, out, "enum");
      break;
    case kFuncCode:
    case kAsyncFuncCode:
      out->form = TypeForm::kFunc;
      out->is_async = code == kAsyncFuncCode;
      status = DecodeFunc(in, out);
      break;
    case kComponentCode:
      out->form = TypeForm::kComponent, status = DecodeDecls(in, out);
      break;
    case kInstanceCode:
      out->form = TypeForm::kInstance, status = DecodeDecls(in, out);
      break;
    case kResourceCode:
      out->form = TypeForm::kResource, status = DecodeResource(in, out);
      break;
    default:
      if ((code < kStringCode || code > kBoolCode) && code != kErrorContextCode)
        return Input::Unexpected(out->offset, "type", "0x3f to 0x43 or 0x63 to 0x7f", code);
      out->form = TypeForm::kPrimitive;
      out->first = {ValueSyntax::Kind::kPrimitive, code};
      break;
  }
  VIRGA_TRY(std::move(status));
  return out;
}

Result<uint32_t> Decoder::CaseCount(Input& in, const char* what) {
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint32_t count, in.Count(what));
  if (count > limits_.value_type_cases)
    return Error::At(ErrorKind::kLimit, at, "%s: %u items are over the limit max-value-type-cases",
                     what, count);
  return count;
}

Status Decoder::DecodeLabels(Input& in, TypeSyntax* out, const char* what) {
  VIRGA_ASSIGN(const uint32_t count, CaseCount(in, what));
  VIRGA_ASSIGN(const std::span<LabelSyntax> labels, in.NewArray<LabelSyntax>(count));
  for (LabelSyntax& label : labels) {
    label.offset = in.offset();
    VIRGA_ASSIGN(label.name, in.Name("label"));
    VIRGA_ASSIGN(label.type, in.Value("value type"));
  }
  out->labels = labels;
  return {};
}

Status Decoder::DecodeCases(Input& in, TypeSyntax* out) {
  VIRGA_ASSIGN(const uint32_t count, CaseCount(in, "variant"));
  VIRGA_ASSIGN(const std::span<LabelSyntax> labels, in.NewArray<LabelSyntax>(count));
  for (LabelSyntax& label : labels) {
    label.offset = in.offset();
    VIRGA_ASSIGN(label.name, in.Name("label"));
    VIRGA_ASSIGN(label.type, in.OptionalValue("case type"));
    VIRGA_TRY(in.Expect(0x00, "variant case"));
  }
  out->labels = labels;
  return {};
}

Status Decoder::DecodeTuple(Input& in, TypeSyntax* out) {
  VIRGA_ASSIGN(const uint32_t count, CaseCount(in, "tuple"));
  VIRGA_ASSIGN(const std::span<LabelSyntax> labels, in.NewArray<LabelSyntax>(count));
  for (LabelSyntax& label : labels) {
    label.offset = in.offset();
    VIRGA_ASSIGN(label.type, in.Value("value type"));
  }
  out->labels = labels;
  return {};
}

Status Decoder::DecodeNames(Input& in, TypeSyntax* out, const char* what) {
  VIRGA_ASSIGN(const uint32_t count, CaseCount(in, what));
  VIRGA_ASSIGN(const std::span<LabelSyntax> labels, in.NewArray<LabelSyntax>(count));
  for (LabelSyntax& label : labels) {
    label.offset = in.offset();
    VIRGA_ASSIGN(label.name, in.Name("label"));
  }
  out->labels = labels;
  return {};
}

Status Decoder::DecodeFunc(Input& in, TypeSyntax* out) {
  VIRGA_TRY(DecodeLabels(in, out, "parameters"));
  if (out->labels.size() > limits_.function_params)
    return Error::At(ErrorKind::kLimit, out->offset,
                     "function type: %zu parameters are over the limit max-params",
                     out->labels.size());
  const uint64_t at = in.offset();
  VIRGA_ASSIGN(const uint8_t form, in.Byte("function result"));
  if (form > 1) return Input::Unexpected(at, "function result", "0x00 or 0x01", form);
  if (form == 1) return in.Expect(0x00, "function result");
  VIRGA_ASSIGN(out->first, in.Value("function result"));
  return {};
}

Status Decoder::DecodeResource(Input& in, TypeSyntax* out) {
  VIRGA_ASSIGN(out->representation, in.CoreValType());
  VIRGA_ASSIGN(out->has_destructor, in.Flag("resource destructor"));
  if (out->has_destructor) {
    VIRGA_ASSIGN(out->index, in.U32("resource destructor"));
  }
  return {};
}

Status Decoder::DecodeDecls(Input& in, TypeSyntax* out) {
  VIRGA_TRY(CheckDepth(out->offset));
  VIRGA_ASSIGN(const uint32_t count, in.Count("declarators"));
  VIRGA_ASSIGN(const std::span<DeclSyntax> decls, in.NewArray<DeclSyntax>(count));
  out->decls = decls;
  const bool is_instance = out->form == TypeForm::kInstance;
  if (!types_.Push(TypeFrame{.is_instance = is_instance, .decls = decls}))
    return Error::OutOfMemory();
  return {};
}

Status Decoder::StepType() {
  TypeFrame& frame = types_.back();
  if (frame.done == frame.decls.size()) {
    types_.Pop();
    return {};
  }
  DeclSyntax* const decl = &frame.decls[frame.done++];
  return DecodeDecl(components_.back().section, frame.is_instance, decl);
}

Status Decoder::DecodeDecl(Input& in, bool is_instance, DeclSyntax* out) {
  out->offset = in.offset();
  VIRGA_ASSIGN(const uint8_t code, in.Byte("declarator"));
  switch (code) {
    case 0x00: {
      out->kind = DeclKind::kCoreType;
      VIRGA_ASSIGN(out->core_type, DecodeCoreType(in));
      return {};
    }
    case 0x01: {
      out->kind = DeclKind::kType;
      VIRGA_ASSIGN(out->type, DecodeType(in));
      return {};
    }
    case 0x02: {
      out->kind = DeclKind::kAlias;
      VIRGA_ASSIGN(out->alias, DecodeAlias(in));
      return {};
    }
    case 0x03: {
      if (is_instance) break;
      out->kind = DeclKind::kImport;
      VIRGA_ASSIGN(out->import, DecodeImport(in));
      return {};
    }
    case 0x04: {
      out->kind = DeclKind::kExport;
      VIRGA_ASSIGN(out->export_decl, DecodeExport(in, true));
      return {};
    }
    default:
      break;
  }
  return Input::Unexpected(out->offset, "declarator",
                           is_instance ? "0x00, 0x01, 0x02 or 0x04" : "0x00 to 0x04", code);
}

}  // namespace virga::cabi
