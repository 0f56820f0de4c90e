#include "canonical-abi/binary/decoder.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "canonical-abi/binary/decoder_impl.h"
#include "engine/support/try.h"

namespace virga::cabi {
namespace {

// Magic, version 13, layer 1.
constexpr uint8_t kPreamble[8] = {0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00};

enum Section : uint8_t {
  kCustom = 0,
  kCoreModule = 1,
  kCoreInstance = 2,
  kCoreType = 3,
  kComponent = 4,
  kInstance = 5,
  kAlias = 6,
  kType = 7,
  kCanon = 8,
  kStart = 9,
  kImport = 10,
  kExport = 11,
  kValue = 12,
};

constexpr DefKind kKindOfSection[] = {
    DefKind::kType,      DefKind::kCoreModule, DefKind::kCoreInstance, DefKind::kCoreType,
    DefKind::kComponent, DefKind::kInstance,   DefKind::kAlias,        DefKind::kType,
    DefKind::kCanon,     DefKind::kType,       DefKind::kImport,       DefKind::kExport,
};

}  // namespace

bool IsComponent(std::span<const uint8_t> bytes) {
  return bytes.size() >= sizeof(kPreamble) && std::memcmp(bytes.data(), kPreamble, 4) == 0 &&
         bytes[6] == 1 && bytes[7] == 0;
}

Result<std::unique_ptr<DecodedComponent>> DecodeComponent(std::span<const uint8_t> bytes,
                                                          const Limits& limits,
                                                          Allocator* allocator) {
  return Decoder(limits, allocator).Run(bytes);
}

Result<std::unique_ptr<DecodedComponent>> Decoder::Run(std::span<const uint8_t> bytes) {
  if (bytes.size() > limits_.module_bytes)
    return Error::Make(ErrorKind::kLimit,
                       "a component of %zu bytes is over the limit max-module-bytes", bytes.size());
  result_.reset(new (std::nothrow) DecodedComponent(allocator_));
  if (result_ == nullptr) return Error::OutOfMemory();
  result_->bytes = bytes;
  const std::span<ComponentSyntax> root = result_->arena.NewArray<ComponentSyntax>(1);
  if (root.data() == nullptr) return Error::OutOfMemory();
  result_->root = root.data();
  VIRGA_TRY(PushComponent(bytes, 0, root.data()));
  while (!components_.empty()) {
    VIRGA_TRY(types_.empty() ? StepComponent() : StepType());
  }
  return std::move(result_);
}

Status Decoder::CheckDepth(uint64_t offset) const {
  const uint64_t depth_max = std::min(limits_.component_depth, kNestingMax);
  if (components_.size() + types_.size() < depth_max) return {};
  return Error::At(ErrorKind::kLimit, offset,
                   "nesting of components and types is over the limit max-component-depth");
}

Status Decoder::PushComponent(std::span<const uint8_t> bytes, uint64_t offset,
                              ComponentSyntax* out) {
  VIRGA_TRY(CheckDepth(offset));
  out->offset = offset;
  Input body(ByteReader(bytes, offset), &result_->arena, &limits_);
  for (const uint8_t byte : kPreamble) VIRGA_TRY(body.Expect(byte, "component preamble"));
  const Input no_section = body;
  if (!components_.Push(ComponentFrame{.out = out,
                                       .body = body,
                                       .section = no_section,
                                       .definitions = Vec<DefSyntax>(allocator_),
                                       .customs = Vec<wasm::CustomSection>(allocator_)}))
    return Error::OutOfMemory();
  return {};
}

Status Decoder::StepComponent() {
  ComponentFrame& frame = components_.back();
  if (frame.items_left > 0) {
    --frame.items_left;
    return DecodeItem(frame);
  }
  if (frame.in_section && !frame.section.reader().at_end())
    return Error::At(ErrorKind::kMalformed, frame.section.offset(),
                     "section 0x%02x: expected its end, found %llu more bytes", frame.section_id,
                     static_cast<unsigned long long>(frame.section.reader().remaining()));
  frame.in_section = false;
  if (frame.body.reader().at_end()) return CloseComponent(frame);
  return OpenSection(frame);
}

Status Decoder::OpenSection(ComponentFrame& frame) {
  const uint64_t at = frame.body.offset();
  VIRGA_ASSIGN(const uint8_t id, frame.body.Byte("section id"));
  VIRGA_ASSIGN(const uint32_t size, frame.body.U32("section size"));
  const uint64_t offset = frame.body.offset();
  std::span<const uint8_t> bytes;
  if (!frame.body.reader().ReadBytes(size, &bytes)) return frame.body.reader().TakeError("section");
  frame.section_id = id;
  frame.section = Input(ByteReader(bytes, offset), &result_->arena, &limits_);
  switch (id) {
    case kCustom:
      return DecodeCustom(frame, bytes);
    case kCoreModule:
      return DecodeCoreModule(frame, bytes, offset);
    case kComponent: {
      VIRGA_ASSIGN(ComponentSyntax* const component, frame.section.New<ComponentSyntax>());
      DefSyntax definition{.kind = DefKind::kComponent, .offset = at};
      definition.component = component;
      if (!frame.definitions.Push(definition)) return Error::OutOfMemory();
      return PushComponent(bytes, offset, component);  // `frame` is gone after this
    }
    case kStart:
      return Error::At(ErrorKind::kUnsupported, at, "component start functions are not supported");
    case kValue:
      return Error::At(ErrorKind::kUnsupported, at, "values in components are not supported");
    default:
      break;
  }
  if (id > kValue) return Input::Unexpected(at, "section id", "0x00 to 0x0c", id);
  frame.in_section = true;
  VIRGA_ASSIGN(frame.items_left, frame.section.Count("section"));
  return {};
}

Status Decoder::DecodeCustom(ComponentFrame& frame, std::span<const uint8_t> bytes) {
  wasm::CustomSection custom;
  VIRGA_ASSIGN(custom.name, frame.section.Name("custom section name"));
  custom.offset = frame.section.offset();
  custom.bytes = bytes.last(static_cast<size_t>(frame.section.reader().remaining()));
  if (!frame.customs.Push(custom)) return Error::OutOfMemory();
  return {};
}

Status Decoder::DecodeCoreModule(ComponentFrame& frame, std::span<const uint8_t> bytes,
                                 uint64_t offset) {
  DefSyntax definition{.kind = DefKind::kCoreModule, .offset = offset};
  definition.module = static_cast<uint32_t>(result_->modules.size());
  if (!result_->modules.Push({bytes, offset}) || !frame.definitions.Push(definition))
    return Error::OutOfMemory();
  return {};
}

Status Decoder::CloseComponent(ComponentFrame& frame) {
  const std::span<DefSyntax> definitions =
      result_->arena.CopyArray<DefSyntax>(frame.definitions.span());
  const std::span<wasm::CustomSection> customs =
      result_->arena.CopyArray<wasm::CustomSection>(frame.customs.span());
  if (definitions.data() == nullptr || customs.data() == nullptr) return Error::OutOfMemory();
  frame.out->definitions = definitions;
  frame.out->customs = customs;
  components_.Pop();
  return {};
}

Status Decoder::DecodeItem(ComponentFrame& frame) {
  Input& in = frame.section;
  DefSyntax definition{.kind = kKindOfSection[frame.section_id], .offset = in.offset()};
  switch (frame.section_id) {
    case kCoreInstance: {
      VIRGA_ASSIGN(definition.instance, DecodeCoreInstance(in));
      break;
    }
    case kCoreType: {
      VIRGA_ASSIGN(definition.core_type, DecodeCoreType(in));
      break;
    }
    case kInstance: {
      VIRGA_ASSIGN(definition.instance, DecodeInstance(in));
      break;
    }
    case kAlias: {
      VIRGA_ASSIGN(definition.alias, DecodeAlias(in));
      break;
    }
    case kType: {
      VIRGA_ASSIGN(definition.type, DecodeType(in));
      break;
    }
    case kCanon: {
      VIRGA_ASSIGN(definition.canon, DecodeCanon(in));
      break;
    }
    case kImport: {
      VIRGA_ASSIGN(definition.import, DecodeImport(in));
      break;
    }
    default: {
      VIRGA_ASSIGN(definition.export_def, DecodeExport(in, false));
      break;
    }
  }
  if (!frame.definitions.Push(definition)) return Error::OutOfMemory();
  return {};
}

}  // namespace virga::cabi
