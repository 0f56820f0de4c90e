// The whole C++ API of the engine in one header. Each part also compiles alone.

#ifndef VIRGA_VIRGA_H_
#define VIRGA_VIRGA_H_

#include "virga/build_config.h"  // IWYU pragma: export
#include "virga/config.h"        // IWYU pragma: export
#include "virga/engine.h"        // IWYU pragma: export
#include "virga/error.h"         // IWYU pragma: export
#include "virga/func.h"          // IWYU pragma: export
#include "virga/global.h"        // IWYU pragma: export
#include "virga/instance.h"      // IWYU pragma: export
#include "virga/linker.h"        // IWYU pragma: export
#include "virga/memory.h"        // IWYU pragma: export
#include "virga/module.h"        // IWYU pragma: export
#include "virga/store.h"         // IWYU pragma: export
#include "virga/table.h"         // IWYU pragma: export
#include "virga/val.h"           // IWYU pragma: export

#endif  // VIRGA_VIRGA_H_
