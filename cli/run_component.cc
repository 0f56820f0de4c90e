// Runs a component: a command of wasi:cli.

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/grants.h"
#include "cli/session.h"
#include "engine/support/try.h"
#include "hostfuncs/worlds/host_world.h"
#include "virga/component/component.h"
#include "virga/component/instance.h"
#include "virga/component/linker.h"

namespace virga::cli {

namespace {

namespace comp = virga::component;

Result<host::random::RandomSources> MakeRandomSources(const Grants& grants) {
  if (grants.seed.has_value()) return host::random::MakeSeededRandomSources(*grants.seed);
  return host::random::MakeOsRandomSources();
}

host::worlds::Backends MakeBackends(const Grants& grants, host::random::RandomSources* random) {
  host::worlds::Backends backends;
  backends.loop = grants.loop.get();
  backends.environment = &grants.environment;
  backends.monotonic = grants.monotonic.get();
  backends.wall = grants.wall.get();
  backends.random = random;
  backends.preopens = &grants.preopens;
  backends.config = grants.config;
  backends.keyvalue = grants.keyvalue.get();
  return backends;
}

// Calls a function to its end; while a host function waits, the event loop does.
Result<std::optional<comp::Val>> CallToEnd(Store& store, host::io::EventLoop& loop,
                                           const comp::Func& func) {
  VIRGA_ASSIGN(comp::Call call, func.Start(store, {}));
  const InterruptHandle interrupt = store.interrupt_handle();
  while (call.is_suspended()) {
    if (interrupt.is_interrupted()) return Error::Trap(TrapCode::kInterrupted);
    if (call.is_ready()) {
      VIRGA_TRY(call.Resume());
      continue;
    }
    VIRGA_ASSIGN(const bool progress, loop.RunOnce(/*wait=*/true));
    if (!progress && !call.is_ready() && !loop.HasWork()) return Error::Trap(TrapCode::kDeadlock);
  }
  return call.TakeResult();
}

// wasi:cli/run answers a result without payloads.
Status RunCommandExport(Store& store, host::io::EventLoop& loop, const comp::Instance& instance) {
  VIRGA_ASSIGN(const comp::Func run, instance.FindFunc(store, "wasi:cli/run", "run"));
  VIRGA_ASSIGN(const std::optional<comp::Val> result, CallToEnd(store, loop, run));
  if (result.has_value() && result->case_index() != 0) return Error::Exit(1);
  return {};
}

Status RunIn(const Options& options, Session& session, const Grants& grants,
             host::worlds::HostWorld& world, const comp::Component& component) {
  if (options.invoke.has_value()) {
    return Error::Make(ErrorKind::kUsage,
                       "--invoke: only functions of core modules can be called by name so far");
  }
  VIRGA_ASSIGN(comp::Linker linker, comp::Linker::Create(session.engine));
  for (const cabi::HostBinding& binding : world.bindings()) {
    VIRGA_TRY(linker.Define(*binding.interface, binding.self));
  }
  Store& store = *session.store;
  VIRGA_ASSIGN(const comp::Instance instance, linker.Instantiate(store, component));
  return RunCommandExport(store, *grants.loop, instance);
}

}  // namespace

int RunComponent(const Options& options, const WasmSettings& settings, const Input& input) {
  Result<Grants> grants = MakeGrants(options);
  if (!grants.ok()) {
    const bool is_usage = grants.error().kind() == ErrorKind::kUsage;
    return Report(grants.error(), "", is_usage ? Stage::kUsage : Stage::kRunning);
  }
  Result<host::random::RandomSources> random = MakeRandomSources(*grants);
  if (!random.ok()) return Report(random.error(), "", Stage::kRunning);
  host::worlds::HostWorld world(MakeBackends(*grants, &*random));
  // After the world: the store must go first.
  Result<Session> session = MakeSession(settings);
  if (!session.ok()) return Report(session.error(), input.name, Stage::kRunning);
  comp::LoadOptions load;
  load.copy_bytes = false;
  const Result<comp::Component> component =
      comp::Component::Load(session->engine, input.file.bytes(), load);
  if (!component.ok()) return Report(component.error(), input.name, Stage::kLoading);

  const Watchdog watchdog(session->store->interrupt_handle(), settings.timeout_ms);
  const Status ended = RunIn(options, *session, *grants, world, *component);
  return ended.ok() ? static_cast<int>(ExitCode::kSuccess)
                    : ReportEnd(ended.error(), input, watchdog);
}

}  // namespace virga::cli
