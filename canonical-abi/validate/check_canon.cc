// Canonical definitions. spec: CanonicalABI (canonical definitions).

#include "canonical-abi/validate/checker.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

wasm::ValType ValTypeOf(CoreType type) {
  switch (type) {
    case CoreType::kI32:
      return wasm::ValType::I32();
    case CoreType::kI64:
      return wasm::ValType::I64();
    case CoreType::kF32:
      return wasm::ValType::F32();
    case CoreType::kF64:
      return wasm::ValType::F64();
  }
  return wasm::ValType::I32();
}

AbiShape LiftShape(const CanonOptions& options) {
  if (!options.is_async) return AbiShape::kLift;
  return options.callback != kNoCanonIndex ? AbiShape::kLiftAsyncCallback
                                           : AbiShape::kLiftAsyncStackful;
}

}  // namespace

Status Checker::CheckCanon(Scope& scope, const CanonSyntax& syntax, CheckedDef* out) {
  switch (syntax.kind) {
    case CanonKind::kLift:
      return CheckLift(scope, syntax, out);
    case CanonKind::kLower:
      return CheckLower(scope, syntax, out);
    case CanonKind::kResourceNew:
    case CanonKind::kResourceDrop:
    case CanonKind::kResourceRep:
      return CheckResourceBuiltin(scope, syntax, out);
    default:
      return CheckAsyncBuiltin(scope, syntax);
  }
}

Result<wasm::FuncType> Checker::CoreFuncOf(const CoreSignature& signature) {
  const auto copy = [&](std::span<const CoreType> types,
                        std::span<const wasm::ValType>* out) -> Status {
    const std::span<wasm::ValType> list = table_.arena().NewArray<wasm::ValType>(types.size());
    if (list.data() == nullptr) return Error::OutOfMemory();
    for (size_t i = 0; i < types.size(); ++i) list[i] = ValTypeOf(types[i]);
    *out = list;
    return {};
  };
  wasm::FuncType result;
  VIRGA_TRY(copy(signature.param_types(), &result.params));
  VIRGA_TRY(copy(signature.result_types(), &result.results));
  return result;
}

Result<wasm::FuncType> Checker::ParseSignature(const char* signature) {
  CoreSignature parsed;
  for (; *signature != ':'; ++signature)
    parsed.params[parsed.param_count++] = *signature == 'I' ? CoreType::kI64 : CoreType::kI32;
  for (++signature; *signature != '\0'; ++signature)
    parsed.results[parsed.result_count++] = *signature == 'I' ? CoreType::kI64 : CoreType::kI32;
  return CoreFuncOf(parsed);
}

Status Checker::CheckFuncOption(Scope& scope, uint32_t index, const char* option,
                                const char* signature) {
  VIRGA_ASSIGN(const wasm::FuncType func, Get(scope.core_funcs, index, "core function"));
  VIRGA_ASSIGN(const wasm::FuncType expected, ParseSignature(signature));
  if (CoreFuncEquals(func, expected)) return {};
  return Invalid("%s: expected a core function of type %s, found another type", option, signature);
}

Status Checker::CheckOptions(Scope& scope, const CanonOptions& options, const AbiNeeds& needs,
                             bool is_lift) {
  if (options.memory != kNoCanonIndex) {
    VIRGA_ASSIGN(const wasm::MemoryType memory, Get(scope.memories, options.memory, "core memory"));
    if (memory.limits.is_64)
      return Error::At(ErrorKind::kUnsupported, offset_,
                       "canonical option memory: 64-bit memories are not supported");
    if (memory.limits.is_shared)
      return Invalid("canonical option memory: expected a memory that is not shared");
  }
  if (options.realloc != kNoCanonIndex) {
    if (options.memory == kNoCanonIndex)
      return Invalid("canonical option realloc needs the option memory");
    VIRGA_TRY(CheckFuncOption(scope, options.realloc, "canonical option realloc", "iiii:i"));
  }
  if (options.post_return != kNoCanonIndex && (!is_lift || options.is_async))
    return Invalid("canonical option post-return is only allowed in a sync canon lift");
  if (options.callback != kNoCanonIndex) {
    if (!is_lift || !options.is_async)
      return Invalid("canonical option callback is only allowed in an async canon lift");
    VIRGA_TRY(CheckFuncOption(scope, options.callback, "canonical option callback", "iii:i"));
  }
  if (needs.memory && options.memory == kNoCanonIndex)
    return Invalid("expected the canonical option memory, found none");
  if (needs.realloc && options.realloc == kNoCanonIndex)
    return Invalid("expected the canonical option realloc, found none");
  return {};
}

Status Checker::CheckPostReturn(Scope& scope, const CanonOptions& options,
                                const CoreSignature& signature) {
  if (options.post_return == kNoCanonIndex) return {};
  CoreSignature expected;
  for (const CoreType type : signature.result_types())
    expected.params[expected.param_count++] = type;
  VIRGA_ASSIGN(const wasm::FuncType post,
               Get(scope.core_funcs, options.post_return, "core function"));
  VIRGA_ASSIGN(const wasm::FuncType type, CoreFuncOf(expected));
  if (CoreFuncEquals(post, type)) return {};
  return Invalid("post-return: expected a core function that takes the results of the lifted one");
}

Status Checker::CheckLift(Scope& scope, const CanonSyntax& syntax, CheckedDef* out) {
  VIRGA_ASSIGN(const wasm::FuncType core, Get(scope.core_funcs, syntax.function, "core function"));
  VIRGA_ASSIGN(const AnyType type, Get(scope.types, syntax.type, "type"));
  if (type.kind != AnyType::Kind::kFunc)
    return Invalid("canon lift: expected a function type, found a %s", AnyTypeText(type.kind));
  const FuncType& func = table_.values.func(type.func());
  if (syntax.options.is_async && !func.is_async)
    return Invalid("canonical option async is only allowed with an async function type");
  const AbiShape shape = LiftShape(syntax.options);
  const CoreSignature signature = FlattenFunc(table_.values, func, shape, PtrWidth::k32);
  const AbiNeeds needs = NeedsOf(table_.values, func, shape, PtrWidth::k32);
  VIRGA_TRY(CheckOptions(scope, syntax.options, needs, true));
  VIRGA_ASSIGN(const wasm::FuncType expected, CoreFuncOf(signature));
  if (!CoreFuncEquals(core, expected))
    return Invalid(
        "canon lift: core function %u does not have the type that the function's "
        "flattens to",
        syntax.function);
  VIRGA_TRY(CheckPostReturn(scope, syntax.options, signature));
  out->func = type.func();
  out->type = {Sort::kFunc, type};
  return Add(&scope.funcs, type.func());
}

Status Checker::CheckLower(Scope& scope, const CanonSyntax& syntax, CheckedDef* out) {
  VIRGA_ASSIGN(const FuncTypeId id, Get(scope.funcs, syntax.function, "function"));
  const FuncType& func = table_.values.func(id);
  if (syntax.options.is_async && !func.is_async)
    return Invalid("canonical option async is only allowed with an async function type");
  const AbiShape shape = syntax.options.is_async ? AbiShape::kLowerAsync : AbiShape::kLower;
  AbiNeeds needs = NeedsOf(table_.values, func, shape, PtrWidth::k32);
  needs.memory = needs.memory || syntax.options.is_async;
  VIRGA_TRY(CheckOptions(scope, syntax.options, needs, false));
  VIRGA_ASSIGN(const wasm::FuncType core,
               CoreFuncOf(FlattenFunc(table_.values, func, shape, PtrWidth::k32)));
  out->func = id;
  return Add(&scope.core_funcs, core);
}

Status Checker::CheckResourceBuiltin(Scope& scope, const CanonSyntax& syntax, CheckedDef* out) {
  VIRGA_ASSIGN(out->resource, ResolveResource(scope, syntax.type));
  const ResourceInfo& info = table_.resource(out->resource);
  const bool is_local = info.origin == ResourceInfo::Origin::kDefined && info.owner == scope.number;
  if (syntax.kind != CanonKind::kResourceDrop && !is_local)
    return Invalid("%s: expected a resource that this component defines", InfoOf(syntax.kind).text);
  VIRGA_ASSIGN(const wasm::FuncType core, ParseSignature(InfoOf(syntax.kind).signature));
  return Add(&scope.core_funcs, core);
}

Result<wasm::FuncType> Checker::BuiltinType(Scope& scope, const CanonSyntax& syntax) {
  switch (syntax.kind) {
    case CanonKind::kTaskReturn: {
      VIRGA_ASSIGN(const ValueType result, ResolveValue(scope, syntax.result));
      VIRGA_ASSIGN(const FuncTypeId func, table_.values.Func({}, result, true));
      return CoreFuncOf(FlattenFunc(table_.values, table_.values.func(func), AbiShape::kTaskReturn,
                                    PtrWidth::k32));
    }
    case CanonKind::kContextGet:
    case CanonKind::kContextSet: {
      const bool is_get = syntax.kind == CanonKind::kContextGet;
      if (syntax.core_type != wasm::ValType::I32() && syntax.core_type != wasm::ValType::I64())
        return Invalid("%s: expected i32 or i64", InfoOf(syntax.kind).text);
      const bool is_64 = syntax.core_type == wasm::ValType::I64();
      return ParseSignature(is_get ? (is_64 ? ":I" : ":i") : (is_64 ? "I:" : "i:"));
    }
    case CanonKind::kThreadSpawnRef:
      return Error::At(ErrorKind::kUnsupported, offset_, "%s is not supported",
                       InfoOf(syntax.kind).text);
    default:
      return ParseSignature(InfoOf(syntax.kind).signature);
  }
}

Status Checker::CheckAsyncBuiltin(Scope& scope, const CanonSyntax& syntax) {
  for (const char* letter = InfoOf(syntax.kind).immediates; *letter != '\0'; ++letter) {
    if (*letter == 't') {
      VIRGA_ASSIGN(const AnyType type, Get(scope.types, syntax.type, "type"));
      const bool is_stream = InfoOf(syntax.kind).text[0] == 's';
      if (type.kind != AnyType::Kind::kValue ||
          table_.values.node(type.value()).kind !=
              (is_stream ? TypeKind::kStream : TypeKind::kFuture))
        return Invalid("%s: expected a %s type", InfoOf(syntax.kind).text,
                       is_stream ? "stream" : "future");
    } else if (*letter == 'o') {
      VIRGA_TRY(CheckOptions(scope, syntax.options, {}, false));
    } else if (*letter == 'm') {
      VIRGA_TRY(Get(scope.memories, syntax.index, "core memory"));
    } else if (*letter == 'b') {
      VIRGA_TRY(Get(scope.tables, syntax.index, "core table"));
    } else if (*letter == 'T') {
      VIRGA_TRY(Get(scope.core_types, syntax.type, "core type"));
    }
  }
  VIRGA_ASSIGN(const wasm::FuncType core, BuiltinType(scope, syntax));
  return Add(&scope.core_funcs, core);
}

}  // namespace virga::cabi
