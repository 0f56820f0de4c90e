// Says what a component is: its world as WIT, what answers each import, and the flags it needs.

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>

#include "cli/inspect.h"
#include "cli/report.h"
#include "cli/sanitize.h"
#include "engine/support/try.h"
#include "hostfuncs/worlds/host_world.h"
#include "virga/component/component.h"
#include "virga/component/linker.h"

namespace virga::cli {

namespace {

namespace comp = virga::component;

// What a guest that imports an interface gets nothing from unless a flag grants it.
struct GrantHint {
  std::string_view prefix;
  std::string_view flag;
};
constexpr GrantHint kGrantHints[] = {
    {"wasi:filesystem/preopens", "--dir HOST[::GUEST][:ro]"},
    {"wasi:cli/environment", "--env NAME[=VALUE]"},
    {"wasi:config/", "--config-var KEY=VALUE"},
    {"wasi:keyvalue/", "--keyvalue NAME=memory   (\"default\" is there without it)"},
};

Result<std::string> DescribeComponent(const comp::Component& component, const Input& input) {
  VIRGA_ASSIGN(comp::Linker linker, comp::Linker::Create(component.engine()));
  for (const cabi::HostInterface* interface : host::worlds::HostedInterfaces()) {
    VIRGA_TRY(linker.Define(*interface, nullptr));
  }
  VIRGA_ASSIGN(const std::vector<comp::ImportAnswer> answers, linker.Answers(component));
  std::string text = Sanitized(input.name) + ": WebAssembly component, " +
                     std::to_string(input.file.bytes().size()) + " bytes\n";
  // The text of types is the component's own: sanitised line by line, its line ends kept.
  const std::string wit = component.ToWit();
  for (size_t begin = 0; begin < wit.size();) {
    const size_t end = std::min(wit.find('\n', begin), wit.size());
    text += Sanitized(std::string_view(wit).substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  text += "answered by:" + std::string(answers.empty() ? " nothing is imported" : "") + "\n";
  std::set<std::string_view> flags;
  for (const comp::ImportAnswer& answer : answers) {
    text += "  " + Sanitized(answer.import) + ": " +
            (answer.answer.empty() ? "nothing: " + Sanitized(answer.problem)
                                   : Sanitized(answer.answer)) +
            "\n";
    for (const GrantHint& hint : kGrantHints) {
      if (answer.import.starts_with(hint.prefix)) flags.insert(hint.flag);
    }
  }
  if (!flags.empty()) text += "flags that grant what it may need:\n";
  for (const std::string_view flag : flags) text += "  " + std::string(flag) + "\n";
  return text;
}

}  // namespace

int InspectComponent(const Options&, const WasmSettings& settings, const Input& input) {
  const Result<Engine> engine = Engine::Create(settings.config);
  if (!engine.ok()) return Report(engine.error(), input.name, Stage::kLoading);
  comp::LoadOptions load;
  load.copy_bytes = false;
  const Result<comp::Component> component =
      comp::Component::Load(*engine, input.file.bytes(), load);
  if (!component.ok()) return Report(component.error(), input.name, Stage::kLoading);
  const Result<std::string> text = DescribeComponent(*component, input);
  if (!text.ok()) return Report(text.error(), input.name, Stage::kRunning);
  std::fwrite(text->data(), 1, text->size(), stdout);
  return static_cast<int>(ExitCode::kSuccess);
}

}  // namespace virga::cli
