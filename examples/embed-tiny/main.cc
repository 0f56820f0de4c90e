// The engine alone, as a device would carry it: runs one function of a module, with 32-bit
// arguments and results.
//
//   virga-tiny FILE FUNCTION [NUMBER...]
//
// Built by -Dprofile=tiny; its text size is what that profile costs (./dev test prints it).

#include <virga/virga.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace {

constexpr size_t kFileBytesMax = 1 << 20;
constexpr size_t kValuesMax = 8;

uint8_t file_bytes[kFileBytesMax];

int Fail(const char* what, const virga::Error& error) {
  const std::string_view message = error.message();
  std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(message.size()), message.data());
  return error.is_trap() ? 134 : 1;
}

// The module stays where it was read to: a device would point into its flash memory.
std::span<const uint8_t> ReadFile(const char* path) {
  std::FILE* file = std::fopen(path, "rb");
  if (file == nullptr) return {};
  const size_t size = std::fread(file_bytes, 1, kFileBytesMax, file);
  std::fclose(file);
  if (size == kFileBytesMax) return {};
  return {file_bytes, size};
}

int Run(std::span<const uint8_t> bytes, const char* function, std::span<char*> numbers) {
  auto engine = virga::Engine::Create();
  if (!engine.ok()) return Fail("engine", engine.error());
  virga::LoadOptions options;
  options.copy_bytes = false;
  auto module = virga::Module::Load(*engine, bytes, options);
  if (!module.ok()) return Fail("load", module.error());
  auto store = virga::Store::Create(*engine);
  if (!store.ok()) return Fail("store", store.error());
  auto instance = virga::Linker(*engine).Instantiate(**store, *module);
  if (!instance.ok()) return Fail("instantiate", instance.error());
  auto func = instance->GetFunc(**store, function);
  if (!func.ok()) return Fail(function, func.error());
  auto type = func->type(**store);
  if (!type.ok()) return Fail(function, type.error());

  virga::Val args[kValuesMax];
  virga::Val results[kValuesMax];
  if (numbers.size() > kValuesMax || type->results.size() > kValuesMax) return 2;
  for (size_t i = 0; i < numbers.size(); ++i) {
    args[i] = virga::Val::I32(static_cast<int32_t>(std::strtol(numbers[i], nullptr, 0)));
  }
  const auto answers = std::span(results).first(type->results.size());
  const virga::Status called = func->Call(**store, std::span(args).first(numbers.size()), answers);
  if (!called.ok()) return Fail(function, called.error());
  for (const virga::Val& value : answers) std::printf("%d\n", static_cast<int>(value.i32()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s FILE FUNCTION [NUMBER...]\n", argv[0]);
    return 2;
  }
  const std::span<const uint8_t> bytes = ReadFile(argv[1]);
  if (bytes.empty()) {
    std::fprintf(stderr, "%s: cannot be read, or is empty or too large\n", argv[1]);
    return 66;
  }
  return Run(bytes, argv[2], std::span(argv + 3, static_cast<size_t>(argc - 3)));
}
