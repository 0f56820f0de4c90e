// A Component: decoded, type-checked, its core modules loaded. spec: component-model Explainer.
//
// Immutable and shared by copies, threads and stores. Names stay valid while a copy of the
// component lives.

#ifndef VIRGA_COMPONENT_COMPONENT_H_
#define VIRGA_COMPONENT_COMPONENT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "virga/engine.h"
#include "virga/error.h"
#include "virga/export.h"

namespace virga::cabi {
class LoadedComponent;
}  // namespace virga::cabi

namespace virga::component {

namespace internal {
struct Access;
}  // namespace internal

// Whether the bytes begin like a component; a core module or anything else does not.
VIRGA_API bool IsComponent(std::span<const uint8_t> bytes);

struct LoadOptions {
  // Keep a copy of the bytes. Without it they are borrowed and must outlive the component and every
  // store that has instances of it, as fits a mapped file.
  bool copy_bytes = true;
};

enum class ItemKind : uint8_t { kFunc, kInstance, kType, kComponent, kModule };

struct Item {
  std::string_view name;  // "wasi:cli/run@0.2.0", "greet"
  ItemKind kind = ItemKind::kFunc;
};

class VIRGA_API Component {
 public:
  // Errors: kMalformed, kInvalid, kUnsupported, kLimit (all with an offset), kOutOfMemory. Features
  // that are decoded but cannot run yet are refused when the component is instantiated.
  static Result<Component> Load(const Engine& engine, std::span<const uint8_t> bytes,
                                const LoadOptions& options = {});

  const Engine& engine() const { return engine_; }
  size_t import_count() const;
  Item import(size_t index) const;  // REQUIRES: index < import_count()
  size_t export_count() const;
  Item export_item(size_t index) const;  // REQUIRES: index < export_count()

  // Imports and exports as the text of a WIT world, cut at kWitTextMax bytes.
  static constexpr size_t kWitTextMax = 1 << 20;
  std::string ToWit() const;

 private:
  friend struct internal::Access;
  Component(const Engine& engine, std::shared_ptr<const cabi::LoadedComponent> loaded)
      : engine_(engine), loaded_(std::move(loaded)) {}

  Engine engine_;
  std::shared_ptr<const cabi::LoadedComponent> loaded_;
};

}  // namespace virga::component

#endif  // VIRGA_COMPONENT_COMPONENT_H_
