#include "engine/api/module_source.h"

#include <new>

#include "engine/binary/names.h"

namespace virga::internal {

Result<std::unique_ptr<ModuleSource>> ModuleSource::New(std::span<const uint8_t> bytes,
                                                        bool copy_bytes, std::string_view name,
                                                        Allocator* allocator) {
  std::unique_ptr<ModuleSource> source(new (std::nothrow) ModuleSource(allocator));
  if (source == nullptr || !source->name_.Append({name.data(), name.size()}))
    return Error::OutOfMemory();
  source->bytes_ = bytes;
  if (copy_bytes) {
    if (!source->copy_.Reserve(bytes.size()) || !source->copy_.Append(bytes))
      return Error::OutOfMemory();
    source->bytes_ = source->copy_.span();
  }
  return source;
}

std::string_view ModuleSource::FunctionName(uint32_t function) {
  const std::string_view name = wasm::FunctionName(*module_, function);
  if (!name.empty()) return name;
  for (const wasm::Export& item : module_->exports) {
    if (item.kind == ExternKind::kFunc && item.index == function) return item.name;
  }
  return {};
}

std::string_view ModuleSource::ModuleName() {
  const std::string_view name = wasm::ModuleName(*module_);
  return name.empty() ? std::string_view(name_.data(), name_.size()) : name;
}

}  // namespace virga::internal
