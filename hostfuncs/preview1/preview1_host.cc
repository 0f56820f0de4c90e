#include "hostfuncs/preview1/preview1_host.h"

#include "engine/support/try.h"

namespace virga::host::preview1 {
namespace {

uint32_t ToCore(Errno error) { return static_cast<uint32_t>(error); }
Result<uint32_t> ToCore(Result<Errno> answer) {
  if (!answer.ok()) return std::move(answer).error();
  return ToCore(*answer);
}
Status ToCore(Status status) { return status; }

// One function: its core type follows from the method's parameters.
template <typename R, typename... A>
Status DefineOne(Linker& linker, const char* name, const std::shared_ptr<Preview1>& preview1,
                 R (Preview1::*method)(const GuestMemory&, A...)) {
  return linker.DefineFunc(kModuleName, name, [preview1, method](Caller& caller, A... args) {
    return ToCore(((*preview1).*method)(GuestMemory(caller.memory()), args...));
  });
}

}  // namespace

Status DefinePreview1(Linker& linker, std::shared_ptr<Preview1> preview1) {
#define X(method, name, signature) VIRGA_TRY(DefineOne(linker, name, preview1, &Preview1::method));
#include "hostfuncs/preview1/preview1.def"
#undef X
  return {};
}

}  // namespace virga::host::preview1
