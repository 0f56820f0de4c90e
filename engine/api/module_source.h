// What a loaded module keeps beside its code: its bytes, if it owns them, and its names.

#ifndef ENGINE_API_MODULE_SOURCE_H_
#define ENGINE_API_MODULE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "engine/module/module.h"
#include "engine/runtime/module_code.h"
#include "engine/support/vec.h"
#include "virga/error.h"

namespace virga::internal {

class ModuleSource final : public wasm::NameSource {
 public:
  static Result<std::unique_ptr<ModuleSource>> New(std::span<const uint8_t> bytes, bool copy_bytes,
                                                   std::string_view name, Allocator* allocator);

  // Where the module's bytes stay while this lives.
  std::span<const uint8_t> bytes() const { return bytes_; }
  // Must be called before the names are asked for; the module outlives this.
  void SetModule(const wasm::Module* module) { module_ = module; }

  // From the name section; a function without a name there gets that of its first export.
  std::string_view FunctionName(uint32_t function) override;
  // From the name section, else the name it was loaded with.
  std::string_view ModuleName() override;

 private:
  explicit ModuleSource(Allocator* allocator) : copy_(allocator), name_(allocator) {}

  const wasm::Module* module_ = nullptr;
  std::span<const uint8_t> bytes_;
  Vec<uint8_t> copy_;
  Vec<char> name_;
};

}  // namespace virga::internal

#endif  // ENGINE_API_MODULE_SOURCE_H_
