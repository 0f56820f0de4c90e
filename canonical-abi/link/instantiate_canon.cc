// Canonical definitions, at instantiation.

#include "canonical-abi/link/instantiate.h"
#include "canonical-abi/link/trampolines.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

StringEncoding EncodingOf(StringEncodingOption option) {
  switch (option) {
    case StringEncodingOption::kUtf16:
      return StringEncoding::kUtf16;
    case StringEncodingOption::kLatin1Utf16:
      return StringEncoding::kLatin1Utf16;
    default:
      return StringEncoding::kUtf8;
  }
}

Error Unsupported(const CanonSyntax& syntax) {
  const char* form = syntax.options.is_async ? "async canon " : "";
  return Error::Make(ErrorKind::kUnlinkable, "%s%s is not supported yet", form,
                     InfoOf(syntax.kind).text);
}

}  // namespace

Result<GuestOptions*> InstantiateFrame::MakeOptions(ComponentInstance& in,
                                                    const CanonOptions& syntax) {
  VIRGA_ASSIGN(GuestOptions* const options, state_->New<GuestOptions>());
  options->instance = &in;
  if (syntax.memory != kNoCanonIndex) options->memory = in.core_memories[syntax.memory];
  if (syntax.realloc != kNoCanonIndex) options->realloc = in.core_funcs[syntax.realloc];
  options->encoding = EncodingOf(syntax.encoding);
  return options;
}

Status InstantiateFrame::RunLift(ComponentInstance& in, const CanonSyntax& syntax,
                                 const CheckedDef& checked) {
  VIRGA_ASSIGN(LiftedFunc* const lifted, state_->New<LiftedFunc>());
  VIRGA_ASSIGN(const GuestOptions* const options, MakeOptions(in, syntax.options));
  lifted->options = *options;
  lifted->callee = in.core_funcs[syntax.function];
  if (syntax.options.post_return != kNoCanonIndex)
    lifted->post_return = in.core_funcs[syntax.options.post_return];
  VIRGA_ASSIGN(FuncValue* const func, state_->New<FuncValue>());
  func->types = &in.types();
  func->type = checked.func;
  func->lifted = lifted;
  in.funcs.Add(func);
  return {};
}

Status InstantiateFrame::RunCanon(ComponentInstance& in, const CanonSyntax& syntax,
                                  const CheckedDef& checked) {
  if (!InfoOf(syntax.kind).supported || syntax.options.is_async) return Unsupported(syntax);
  switch (syntax.kind) {
    case CanonKind::kLift:
      return RunLift(in, syntax, checked);
    case CanonKind::kLower: {
      VIRGA_ASSIGN(GuestOptions* const options, MakeOptions(in, syntax.options));
      VIRGA_ASSIGN(wasm::Func* const func,
                   LowerFunc(options, in.funcs[syntax.function], checked.func));
      in.core_funcs.Add(func);
      return {};
    }
    default: {
      VIRGA_ASSIGN(wasm::Func* const func,
                   ResourceBuiltin(&in, syntax.kind, in.resource(checked.resource)));
      in.core_funcs.Add(func);
      return {};
    }
  }
}

}  // namespace virga::cabi
