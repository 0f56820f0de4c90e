// How a C++ program runs a WebAssembly module: load it, give it a host function, call what it
// exports, and handle what can go wrong. `examples/embed-cpp/CMakeLists.txt` and pkg-config show
// two ways to build it against an installed Virga.

#include <virga/virga.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace {

// Usually a file. This one is the binary form of:
//
//   (module
//     (import "env" "print" (func $print (param i32 i32)))       ;; address and size of a text
//     (memory (export "memory") 1)
//     (data (i32.const 0) "even") (data (i32.const 4) "odd")
//     (func (export "describe") (param i32) (result i32)         ;; prints one of them, returns the
//     square
//       (if (i32.and (local.get 0) (i32.const 1))
//         (then (call $print (i32.const 4) (i32.const 3)))
//         (else (call $print (i32.const 0) (i32.const 4))))
//       (i32.mul (local.get 0) (local.get 0)))
//     (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get
//     1))))
//
// clang-format off
constexpr uint8_t kModule[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x11, 0x03, 0x60, 0x02, 0x7f, 0x7f, 0x00,
    0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f, 0x7f, 0x01, 0x7f, 0x02, 0x0d, 0x01, 0x03, 0x65,
    0x6e, 0x76, 0x05, 0x70, 0x72, 0x69, 0x6e, 0x74, 0x00, 0x00, 0x03, 0x03, 0x02, 0x01, 0x02, 0x05,
    0x03, 0x01, 0x00, 0x01, 0x07, 0x1e, 0x03, 0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02, 0x00,
    0x08, 0x64, 0x65, 0x73, 0x63, 0x72, 0x69, 0x62, 0x65, 0x00, 0x01, 0x06, 0x64, 0x69, 0x76, 0x69,
    0x64, 0x65, 0x00, 0x02, 0x0a, 0x26, 0x02, 0x1c, 0x00, 0x20, 0x00, 0x41, 0x01, 0x71, 0x04, 0x40,
    0x41, 0x04, 0x41, 0x03, 0x10, 0x00, 0x05, 0x41, 0x00, 0x41, 0x04, 0x10, 0x00, 0x0b, 0x20, 0x00,
    0x20, 0x00, 0x6c, 0x0b, 0x07, 0x00, 0x20, 0x00, 0x20, 0x01, 0x6d, 0x0b, 0x0b, 0x12, 0x02, 0x00,
    0x41, 0x00, 0x0b, 0x04, 0x65, 0x76, 0x65, 0x6e, 0x00, 0x41, 0x04, 0x0b, 0x03, 0x6f, 0x64, 0x64,
};
// clang-format on

// Every function of the library that can fail returns a Result or a Status. Here an error ends the
// program.
template <typename T>
T OrExit(virga::Result<T> result, const char* what) {
  if (!result.ok()) {
    const std::string_view message = result.error().message();
    std::fprintf(stderr, "%s: %.*s\n", what, static_cast<int>(message.size()), message.data());
    std::exit(1);
  }
  return std::move(result).value();
}

// A host function: it reads a text from the memory of whoever calls it. The guest chose both
// numbers, so both are checked; a wrong one ends the guest's call with a trap.
virga::Status Print(virga::Caller& caller, uint32_t at, uint32_t size) {
  const std::span<uint8_t> memory = caller.memory();
  if (at > memory.size() || size > memory.size() - at) {
    return virga::Error::Trap(virga::TrapCode::kOutOfBoundsMemoryAccess);
  }
  std::printf("the guest says: %.*s\n", static_cast<int>(size),
              reinterpret_cast<const char*>(memory.data()) + at);
  return {};
}

void ShowTrap(const virga::Error& error) {
  const std::string_view message = error.message();
  std::printf("divide(1, 0) trapped: %.*s\n", static_cast<int>(message.size()), message.data());
  for (const virga::TrapFrame& frame : error.frames()) {
    std::printf("  in function %" PRIu32 " at byte 0x%" PRIx64 "\n", frame.function_index,
                frame.module_offset);
  }
}

}  // namespace

int main() {
  const virga::Engine engine = OrExit(virga::Engine::Create(), "engine");
  const virga::Module module = OrExit(virga::Module::Load(engine, kModule), "module");

  virga::Linker linker(engine);
  OrExit(linker.DefineFunc("env", "print", Print), "define");

  const auto store = OrExit(virga::Store::Create(engine), "store");
  const virga::Instance instance = OrExit(linker.Instantiate(*store, module), "instance");

  const virga::Func describe = OrExit(instance.GetFunc(*store, "describe"), "describe");
  const auto typed = OrExit(describe.Typed<int32_t(int32_t)>(*store), "describe");
  std::printf("7 squared is %" PRId32 "\n", OrExit(typed.Call(*store, 7), "describe"));

  const virga::Func divide = OrExit(instance.GetFunc(*store, "divide"), "divide");
  const virga::Val arguments[] = {virga::Val::I32(1), virga::Val::I32(0)};
  virga::Val results[1];
  const virga::Status divided = divide.Call(*store, arguments, results);
  if (!divided.ok()) ShowTrap(divided.error());
  return 0;
}
