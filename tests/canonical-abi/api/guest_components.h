// Runnable components for tests: made of hand-written core code, so no toolchain is needed.

#ifndef TESTS_CANONICAL_ABI_API_GUEST_COMPONENTS_H_
#define TESTS_CANONICAL_ABI_API_GUEST_COMPONENTS_H_

#include <cstdint>
#include <span>

#include "tests/canonical-abi/bytes.h"

namespace virga::cabi::testing {

// A function body without locals; `code` without its final end.
inline Bytes Body(const Bytes& code) {
  Bytes body = Bytes{0}.Add(code).Add({0x0b});
  return Bytes().U32(static_cast<uint32_t>(body.size())).Add(body);
}

// Allocates upwards: result = align(global 0); global 0 = result + size.
inline Bytes BumpRealloc() {
  return {0x23, 0,    0x20, 2, 0x41, 1, 0x6b, 0x6a, 0x41, 0,    0x20, 2,
          0x6b, 0x71, 0x22, 0, 0x20, 3, 0x6a, 0x24, 0,    0x20, 0};
}
// f(pointer, length): stores both at address 8 and returns 8.
inline Bytes EchoBody() {
  return {0x41, 8, 0x20, 0, 0x36, 2, 0, 0x41, 8, 0x20, 1, 0x36, 2, 4, 0x41, 8};
}
constexpr int kCallHost = 0x10;  // followed by function 0: the import "h" "host"

// What the core module of TextComponent does.
struct TextGuest {
  Bytes realloc = BumpRealloc();
  Bytes f = EchoBody();
  Bytes post;
};

// memory, realloc, f: [i32 i32] -> [i32], post: [i32] -> []; imports "h" "host": [] -> [].
inline Bytes TextModule(const TextGuest& guest) {
  Bytes module = ModuleHeader();
  module.Items(1, {{0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f},
                   {0x60, 2, 0x7f, 0x7f, 1, 0x7f},
                   {0x60, 1, 0x7f, 0},
                   {0x60, 0, 0}});
  module.Items(2, {Bytes().Name("h").Name("host").Add({0, 3})});
  module.Items(3, {{0}, {1}, {2}});
  module.Items(5, {{0, 1}});
  module.Items(6, {{0x7f, 1, 0x41, 0x80, 0x08, 0x0b}});  // 1024
  module.Items(7, {Bytes().Name("mem").Add({2, 0}), Bytes().Name("realloc").Add({0, 1}),
                   Bytes().Name("f").Add({0, 2}), Bytes().Name("post").Add({0, 3})});
  module.Items(10, {Body(guest.realloc), Body(guest.f), Body(guest.post)});
  return module;
}

// Definitions 'core instance 1, core functions 1 to 3, memory 0' over TextModule, whose import is
// core function 0, and the function "f: func(s: string) -> string" as function `lifted`, of type
// index `type`.
inline void AddTextGuest(Bytes* component, const TextGuest& guest, int type) {
  component->Section(1, TextModule(guest));
  component->Items(2,
                   {Bytes{1, 1}.Name("host").Add({0, 0}), Bytes{0, 0, 1}.Name("h").Add({0x12, 0})});
  component->Items(6, {Bytes{0, 2, 1, 1}.Name("mem"), Bytes{0, 0, 1, 1}.Name("realloc"),
                       Bytes{0, 0, 1, 1}.Name("f"), Bytes{0, 0, 1, 1}.Name("post")});
  component->Items(7, {Bytes{0x40, 1}.Name("s").Add({0x73, 0, 0x73})});
  component->Items(8, {Bytes{0, 0, 2, 3, 3, 0, 4, 1, 5, 3}.Add({type})});
}

// (component (import "host" (func)) (export "f" (func (param "s" string) (result string))))
inline Bytes TextComponent(const TextGuest& guest = {}) {
  Bytes component = ComponentHeader();
  component.Items(7, {{0x40, 0, 1, 0}});
  component.Items(10, {Bytes().ExternName("host").Add({1, 0})});
  component.Items(8, {{1, 0, 0, 0}});
  AddTextGuest(&component, guest, 1);
  component.Items(11, {Bytes().ExternName("f").Add({1, 1, 0})});
  return component;
}

// A component around two: the inner TextComponent lifts f, the outer lowers it for a module of its
// own that passes it on, and exports that as "f".
//
// Core module "p": imports memory-less f: [i32 i32 i32] -> [] and re-exports it as
// [i32 i32] -> [i32] with its own memory and realloc.
inline Bytes NestedComponent(const TextGuest& inner = {}) {
  Bytes component = ComponentHeader();
  component.Items(7, {{0x40, 0, 1, 0}});
  component.Items(10, {Bytes().ExternName("host").Add({1, 0})});
  component.Section(4, TextComponent(inner));
  component.Items(5, {Bytes{0, 0, 1}.Name("host").Add({1, 0})});
  component.Items(6, {Bytes{1, 0, 0}.Name("f")});
  // A module with memory and realloc, so that f can be lowered.
  Bytes libc = ModuleHeader();
  libc.Items(1, {{0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f}});
  libc.Items(3, {{0}});
  libc.Items(5, {{0, 1}});
  libc.Items(6, {{0x7f, 1, 0x41, 0x80, 0x10, 0x0b}});
  libc.Items(7, {Bytes().Name("mem").Add({2, 0}), Bytes().Name("realloc").Add({0, 0})});
  libc.Items(10, {Body(BumpRealloc())});
  component.Section(1, libc);
  component.Items(2, {{0, 0, 0}});
  component.Items(6, {Bytes{0, 2, 1, 0}.Name("mem"), Bytes{0, 0, 1, 0}.Name("realloc")});
  component.Items(8, {{1, 0, 1, 2, 3, 0, 4, 0}});
  // g(pointer, length) calls f(pointer, length, 16) and returns 16.
  Bytes pass = ModuleHeader();
  pass.Items(1, {{0x60, 3, 0x7f, 0x7f, 0x7f, 0}, {0x60, 2, 0x7f, 0x7f, 1, 0x7f}});
  pass.Items(2, {Bytes().Name("m").Name("f").Add({0, 0})});
  pass.Items(3, {{1}});
  pass.Items(7, {Bytes().Name("g").Add({0, 1})});
  pass.Items(10, {Body({0x20, 0, 0x20, 1, 0x41, 16, 0x10, 0, 0x41, 16})});
  component.Section(1, pass);
  component.Items(2, {Bytes{1, 1}.Name("f").Add({0, 1}), Bytes{0, 1, 1}.Name("m").Add({0x12, 1})});
  component.Items(6, {Bytes{0, 0, 1, 2}.Name("g")});
  component.Items(7, {Bytes{0x40, 1}.Name("s").Add({0x73, 0, 0x73})});
  component.Items(8, {{0, 0, 2, 2, 3, 0, 4, 0, 1}});
  component.Items(11, {Bytes().ExternName("f").Add({1, 2, 0})});
  return component;
}

// (component (import NAME (instance (export "f" (func (param "x" RESULT))))))
inline Bytes ImportingComponent(std::string_view name, int param) {
  Bytes type = {0x42, 2};
  type.Add({1, 0x40, 1}).Name("x").Add({param, 1, 0}).Add({4}).ExternName("f").Add({1, 0});
  Bytes component = ComponentHeader();
  component.Items(7, {type});
  component.Items(10, {Bytes().ExternName(name).Add({5, 0})});
  return component;
}

}  // namespace virga::cabi::testing

#endif  // TESTS_CANONICAL_ABI_API_GUEST_COMPONENTS_H_
