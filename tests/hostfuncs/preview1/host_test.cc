// The binding, with a real module that imports every function.

#include <array>

#include "hostfuncs/preview1/preview1_host.h"
#include "tests/hostfuncs/preview1/guest.h"
#include "virga/virga.h"

namespace virga::host::preview1 {
namespace {

// Writes the binary format as far as this test needs it.
class ModuleWriter {
 public:
  ModuleWriter() : bytes_("\0asm\1\0\0\0", 8) {}
  void Section(uint8_t id, const std::string& body) {
    bytes_ += static_cast<char>(id) + Number(body.size()) + body;
  }
  static std::string Number(uint64_t value) {
    std::string text;
    do {
      const uint8_t low = value & 0x7f;
      value >>= 7;
      text += static_cast<char>(low | (value != 0 ? 0x80 : 0));
    } while (value != 0);
    return text;
  }
  static std::string Name(std::string_view name) { return Number(name.size()) + std::string(name); }
  std::span<const uint8_t> bytes() const {
    return {reinterpret_cast<const uint8_t*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::string bytes_;
};

std::string FuncType(std::string_view signature) {
  const size_t colon = signature.find(':');
  const auto types = [](std::string_view letters) {
    std::string text = ModuleWriter::Number(letters.size());
    for (const char letter : letters) text += letter == 'i' ? '\x7f' : '\x7e';
    return text;
  };
  return '\x60' + types(signature.substr(0, colon)) + types(signature.substr(colon + 1));
}

struct Row {
  const char* name;
  const char* signature;
};
constexpr Row kRows[] = {
#define X(method, name, signature) {name, signature},
#include "hostfuncs/preview1/preview1.def"
#undef X
};

uint32_t IndexOf(std::string_view name) {
  uint32_t index = 0;
  while (kRows[index].name != name) index++;
  return index;
}

// Imports all functions; exports "memory", "say" (fd_write of one buffer at 0 to standard output,
// result at 16) and "leave" (proc_exit(7)).
ModuleWriter MakeModule() {
  using W = ModuleWriter;
  const size_t count = std::size(kRows);
  std::string types = W::Number(count + 2), imports = W::Number(count);
  for (size_t i = 0; i < count; i++) {
    types += FuncType(kRows[i].signature);
    imports += W::Name(kModuleName) + W::Name(kRows[i].name) + '\0' + W::Number(i);
  }
  types += FuncType(":i") + FuncType(":");
  const std::string i32_const = "\x41";
  const std::string say = std::string(1, '\0') + i32_const + '\1' + i32_const + '\0' + i32_const +
                          '\1' + i32_const + '\x10' + '\x10' + W::Number(IndexOf("fd_write")) +
                          '\x0b';
  const std::string leave =
      std::string(1, '\0') + i32_const + '\7' + '\x10' + W::Number(IndexOf("proc_exit")) + '\x0b';
  W writer;
  writer.Section(1, types);
  writer.Section(2, imports);
  writer.Section(3, W::Number(2) + W::Number(count) + W::Number(count + 1));
  writer.Section(5, std::string("\1\0\1", 3));
  writer.Section(7, W::Number(3) + W::Name("memory") + '\2' + '\0' + W::Name("say") + '\0' +
                        W::Number(count) + W::Name("leave") + '\0' + W::Number(count + 1));
  writer.Section(10, W::Number(2) + W::Number(say.size()) + say + W::Number(leave.size()) + leave);
  return writer;
}

class Binding : public GuestTest {
 protected:
  void SetUp() override {
    engine_.emplace(Engine::Create().value());
    store_ = Store::Create(*engine_).value();
    linker_.emplace(*engine_);
    ASSERT_TRUE(DefinePreview1(*linker_, std::make_shared<Preview1>(MakeOptions())).ok());
    const ModuleWriter writer = MakeModule();
    auto module = Module::Load(*engine_, writer.bytes());
    ASSERT_TRUE(module.ok()) << module.error().message();
    auto instance = linker_->Instantiate(*store_, *module);
    ASSERT_TRUE(instance.ok()) << instance.error().message();
    instance_ = *instance;
  }

  std::optional<Engine> engine_;
  std::unique_ptr<Store> store_;
  std::optional<Linker> linker_;
  Instance instance_;
};

TEST_F(Binding, AModuleThatImportsEverythingLinksAndWrites) {
  const Memory memory = instance_.GetMemory(*store_, "memory").value();
  const GuestMemory bytes(memory.data(*store_).value());
  ASSERT_TRUE(bytes.Write(0, uint32_t{32}) && bytes.Write(4, uint32_t{5}));
  ASSERT_TRUE(bytes.WriteBytes(32, "hello"));
  const Func say = instance_.GetFunc(*store_, "say").value();
  std::array<Val, 1> results;
  const Status status = say.Call(*store_, {}, results);
  ASSERT_TRUE(status.ok()) << status.error().message();
  EXPECT_EQ(results[0].i32(), 0);
  EXPECT_EQ(printed_, "hello");
  EXPECT_EQ(GuestMemory::Load<uint32_t>(bytes.Slice(16, 4)->data()), 5u);
}

TEST_F(Binding, ExitEndsTheCallWithItsCode) {
  const Func leave = instance_.GetFunc(*store_, "leave").value();
  const Status status = leave.Call(*store_, {}, {});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind(), ErrorKind::kExit);
  EXPECT_EQ(status.error().exit_code(), 7);
}

TEST_F(Binding, TwoGuestsOfOneLinkerAreAMistake) {
  EXPECT_FALSE(DefinePreview1(*linker_, std::make_shared<Preview1>(MakeOptions())).ok());
}

}  // namespace
}  // namespace virga::host::preview1
