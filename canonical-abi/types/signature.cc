#include "canonical-abi/types/signature.h"

namespace virga::cabi {

namespace {

constexpr CoreType PointerType(PtrWidth width) {
  return width == PtrWidth::k32 ? CoreType::kI32 : CoreType::kI64;
}

void PushParam(CoreSignature* signature, CoreType type) {
  signature->params[signature->param_count++] = type;
}

void FlattenParams(const FlatTypes& flat, uint32_t max, PtrWidth width, CoreSignature* signature) {
  if (flat.size() > max) {
    signature->params_spilled = true;
    PushParam(signature, PointerType(width));
    return;
  }
  for (uint32_t i = 0; i < flat.size(); ++i) PushParam(signature, flat[i]);
}

FlatTypes FlatOf(const TypeTable& table, ValueType type, PtrWidth width) {
  if (type == kNoType) return {};
  return table.node(type).flat[static_cast<int>(width)];
}

bool HasPointers(const TypeTable& table, ValueType type) {
  return type != kNoType && table.node(type).has_pointer;
}

}  // namespace

CoreSignature FlattenFunc(const TypeTable& table, const FuncType& type, AbiShape shape,
                          PtrWidth width) {
  const FlatTypes params = FlatOf(table, type.param_tuple, width);
  const FlatTypes results = FlatOf(table, type.result, width);
  CoreSignature signature;
  switch (shape) {
    case AbiShape::kLift:
    case AbiShape::kLower:
      FlattenParams(params, kMaxFlatParams, width, &signature);
      signature.results_spilled = results.size() > kMaxFlatResults;
      if (!signature.results_spilled) {
        if (results.size() == 1) signature.results[signature.result_count++] = results[0];
      } else if (shape == AbiShape::kLift) {
        signature.results[signature.result_count++] = PointerType(width);
      } else {
        PushParam(&signature, PointerType(width));
      }
      return signature;
    case AbiShape::kLiftAsyncCallback:
    case AbiShape::kLiftAsyncStackful:
      FlattenParams(params, kMaxFlatParams, width, &signature);
      if (shape == AbiShape::kLiftAsyncCallback)
        signature.results[signature.result_count++] = CoreType::kI32;
      return signature;
    case AbiShape::kLowerAsync:
      FlattenParams(params, kMaxFlatAsyncParams, width, &signature);
      signature.results_spilled = results.size() > 0;
      if (signature.results_spilled) PushParam(&signature, PointerType(width));
      signature.results[signature.result_count++] = CoreType::kI32;
      return signature;
    case AbiShape::kTaskReturn:
      FlattenParams(results, kMaxFlatParams, width, &signature);
      return signature;
  }
  return signature;
}

AbiNeeds NeedsOf(const TypeTable& table, const FuncType& type, AbiShape shape, PtrWidth width) {
  const CoreSignature signature = FlattenFunc(table, type, shape, width);
  const bool param_pointers = HasPointers(table, type.param_tuple);
  const bool result_pointers = HasPointers(table, type.result);
  AbiNeeds needs;
  switch (shape) {
    case AbiShape::kLift:
    case AbiShape::kLiftAsyncCallback:
    case AbiShape::kLiftAsyncStackful:
      // The host lowers the parameters into this guest and lifts its results.
      needs.realloc = param_pointers || signature.params_spilled;
      needs.memory = needs.realloc || signature.results_spilled ||
                     (shape == AbiShape::kLift && result_pointers);
      return needs;
    case AbiShape::kLower:
    case AbiShape::kLowerAsync:
      needs.realloc = result_pointers;
      needs.memory =
          needs.realloc || param_pointers || signature.params_spilled || signature.results_spilled;
      return needs;
    case AbiShape::kTaskReturn:
      needs.memory = result_pointers || signature.params_spilled;
      return needs;
  }
  return needs;
}

std::optional<CallbackResult> UnpackCallbackResult(uint32_t packed) {
  const uint32_t code = packed & 0xf;
  if (code > static_cast<uint32_t>(CallbackCode::kWait)) return std::nullopt;
  return CallbackResult{static_cast<CallbackCode>(code), packed >> 4};
}

}  // namespace virga::cabi
