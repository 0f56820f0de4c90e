// Components: what the program does with them, over the component runtime.

#include "cli/component.h"

#include "cli/inspect.h"
#include "cli/report.h"
#include "cli/session.h"

namespace virga::cli {

namespace {

Error NotInThisBuild() {
  return Error::Make(ErrorKind::kUnsupported,
                     "expected a core module: this build has no components");
}

}  // namespace

Status ValidateComponent(const Engine&, const Input&) { return NotInThisBuild(); }

int InspectComponent(const Options&, const WasmSettings&, const Input& input) {
  return Report(NotInThisBuild(), input.name, Stage::kLoading);
}

int RunComponent(const Options&, const WasmSettings&, const Input& input) {
  return Report(NotInThisBuild(), input.name, Stage::kLoading);
}

}  // namespace virga::cli
