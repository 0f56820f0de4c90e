// Runs a core module: a preview 1 command, a reactor, or one function by name.

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/grants.h"
#include "cli/session.h"
#include "cli/values.h"
#include "engine/support/try.h"
#include "hostfuncs/preview1/preview1_host.h"
#include "virga/instance.h"
#include "virga/linker.h"
#include "virga/module.h"

namespace virga::cli {

namespace {

// Prints what the function returns, a value a line.
Status Invoke(Store& store, const Instance& instance, const std::string& name,
              std::span<const std::string> texts) {
  VIRGA_ASSIGN(const Func func, instance.GetFunc(store, name));
  VIRGA_ASSIGN(const FuncType type, func.type(store));
  Result<std::vector<Val>> arguments = ParseValues(type.params, texts);
  if (!arguments.ok()) {
    arguments.error().AddContext("--invoke " + name);
    return std::move(arguments).error();
  }
  std::vector<Val> results(type.results.size());
  VIRGA_TRY(func.Call(store, *arguments, results));
  std::string text;
  for (const Val& result : results) text += ValueText(result) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

// What a module without --invoke is run by. A module that exports neither has done its work in its
// start function.
Status CallEntry(Store& store, const Module& module, const Instance& instance) {
  for (const char* name : {"_start", "_initialize"}) {
    const std::optional<ExportType> entry = module.FindExport(name);
    if (!entry.has_value() || entry->type.kind != ExternKind::kFunc) continue;
    VIRGA_ASSIGN(const Func func, instance.GetFunc(store, name));
    return func.Call(store, {}, {});
  }
  return {};
}

Status RunInstance(const Options& options, Store& store, const Linker& linker,
                   const Module& module) {
  VIRGA_ASSIGN(const Instance instance, linker.Instantiate(store, module));
  if (!options.invoke.has_value()) return CallEntry(store, module, instance);
  if (const auto entry = module.FindExport("_initialize"); entry.has_value())
    VIRGA_TRY(CallEntry(store, module, instance));
  return Invoke(store, instance, *options.invoke,
                std::span<const std::string>(options.arguments).subspan(1));
}

host::preview1::Preview1Options MakePreview1Options(Grants* grants, const Store& store) {
  host::preview1::Preview1Options options;
  options.environment = std::move(grants->environment);
  options.preopens = std::move(grants->preopens);
  options.loop = grants->loop.get();
  options.monotonic = grants->monotonic.get();
  options.wall = grants->wall.get();
  options.cpu = grants->cpu.get();
  options.entropy = grants->entropy.get();
  options.interrupted = [guest = store.interrupt_handle()] { return guest.is_interrupted(); };
  return options;
}

}  // namespace

int RunModule(const Options& options, const WasmSettings& settings, const Input& input) {
  Result<Grants> grants = MakeGrants(options);
  if (!grants.ok()) {
    const bool is_usage = grants.error().kind() == ErrorKind::kUsage;
    return Report(grants.error(), "", is_usage ? Stage::kUsage : Stage::kRunning);
  }
  Result<Session> session = MakeSession(settings);
  if (!session.ok()) return Report(session.error(), input.name, Stage::kRunning);
  LoadOptions load;
  load.copy_bytes = false;
  const Result<Module> module = Module::Load(session->engine, input.file.bytes(), load);
  if (!module.ok()) return Report(module.error(), input.name, Stage::kLoading);

  Store& store = *session->store;
  const Watchdog watchdog(store.interrupt_handle(), settings.timeout_ms);
  Linker linker(session->engine);
  Status ended = host::preview1::DefinePreview1(
      linker, std::make_shared<host::preview1::Preview1>(MakePreview1Options(&*grants, store)));
  if (ended.ok()) ended = RunInstance(options, store, linker, *module);
  return ended.ok() ? static_cast<int>(ExitCode::kSuccess)
                    : ReportEnd(ended.error(), input, watchdog);
}

}  // namespace virga::cli
