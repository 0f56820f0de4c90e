// Binds wasi_snapshot_preview1 to a Linker.

#ifndef HOSTFUNCS_PREVIEW1_PREVIEW1_HOST_H_
#define HOSTFUNCS_PREVIEW1_PREVIEW1_HOST_H_

#include <memory>

#include "hostfuncs/preview1/preview1.h"
#include "virga/linker.h"

namespace virga::host::preview1 {

inline constexpr char kModuleName[] = "wasi_snapshot_preview1";

// Defines all functions of preview1.def. They serve one guest: every instance that imports them
// shares the descriptors. The guest's memory is the one its instance exports as "memory". Errors:
// kUsage when one is defined already.
Status DefinePreview1(Linker& linker, std::shared_ptr<Preview1> preview1);

}  // namespace virga::host::preview1

#endif  // HOSTFUNCS_PREVIEW1_PREVIEW1_HOST_H_
