// The component decoder's state; see decoder.h. Its methods are spread over decoder.cc (sections
// and nesting), decode_types.cc, decode_core_types.cc and decode_definitions.cc.

#ifndef CANONICAL_ABI_BINARY_DECODER_IMPL_H_
#define CANONICAL_ABI_BINARY_DECODER_IMPL_H_

#include <memory>

#include "canonical-abi/binary/decoder.h"
#include "canonical-abi/binary/input.h"
#include "engine/support/vec.h"

namespace virga::cabi {

class Decoder {
 public:
  Decoder(const Limits& limits, Allocator* allocator)
      : limits_(limits), allocator_(allocator), components_(allocator), types_(allocator) {}

  Result<std::unique_ptr<DecodedComponent>> Run(std::span<const uint8_t> bytes);

 private:
  // A component whose sections are being read.
  struct ComponentFrame {
    ComponentSyntax* out;
    Input body;
    Input section;
    uint8_t section_id = 0;
    bool in_section = false;
    uint32_t items_left = 0;
    Vec<DefSyntax> definitions;
    Vec<wasm::CustomSection> customs;
  };
  // A component or instance type whose declarators are being read, from the top component's
  // section.
  struct TypeFrame {
    bool is_instance;
    std::span<DeclSyntax> decls;
    size_t done = 0;
  };

  Status PushComponent(std::span<const uint8_t> bytes, uint64_t offset, ComponentSyntax* out);
  Status StepComponent();
  Status OpenSection(ComponentFrame& frame);
  Status DecodeCustom(ComponentFrame& frame, std::span<const uint8_t> bytes);
  Status DecodeCoreModule(ComponentFrame& frame, std::span<const uint8_t> bytes, uint64_t offset);
  Status CloseComponent(ComponentFrame& frame);
  Status DecodeItem(ComponentFrame& frame);
  Status CheckDepth(uint64_t offset) const;

  Status StepType();
  Status DecodeDecl(Input& in, bool is_instance, DeclSyntax* out);
  // True when `code` was one of the forms that it knows.
  Result<bool> DecodePlainForm(Input& in, uint8_t code, TypeSyntax* out);
  Result<TypeSyntax*> DecodeType(Input& in);
  Status DecodeLabels(Input& in, TypeSyntax* out, const char* what);
  Status DecodeCases(Input& in, TypeSyntax* out);
  Status DecodeTuple(Input& in, TypeSyntax* out);
  Status DecodeNames(Input& in, TypeSyntax* out, const char* what);
  Status DecodeFunc(Input& in, TypeSyntax* out);
  Status DecodeResource(Input& in, TypeSyntax* out);
  Status DecodeDecls(Input& in, TypeSyntax* out);
  Result<uint32_t> CaseCount(Input& in, const char* what);

  Result<const CoreTypeSyntax*> DecodeCoreType(Input& in);
  Status DecodeCoreFuncType(Input& in, wasm::FuncType* out);
  Status DecodeCoreDecl(Input& in, CoreDeclSyntax* out);
  Status DecodeCoreExtern(Input& in, CoreExternSyntax* out);
  Status DecodeSizeLimits(Input& in, bool is_memory, wasm::SizeLimits* out);

  Result<const InstanceSyntax*> DecodeInstance(Input& in);
  Result<const InstanceSyntax*> DecodeCoreInstance(Input& in);
  Result<const AliasSyntax*> DecodeAlias(Input& in);
  Result<const CanonSyntax*> DecodeCanon(Input& in);
  Status DecodeCanonImmediate(Input& in, char letter, CanonSyntax* out);
  Result<const ImportSyntax*> DecodeImport(Input& in);
  // `in_type`: an export declarator, which has a type and no item.
  Result<const ExportSyntax*> DecodeExport(Input& in, bool in_type);

  const Limits& limits_;
  Allocator* allocator_;
  std::unique_ptr<DecodedComponent> result_;
  Vec<ComponentFrame> components_;
  Vec<TypeFrame> types_;
};

}  // namespace virga::cabi

#endif  // CANONICAL_ABI_BINARY_DECODER_IMPL_H_
