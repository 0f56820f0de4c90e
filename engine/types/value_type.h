// Value, reference and heap types of WebAssembly 3.0. spec: syntax/types.
//
// The types themselves are those of the installed API (virga/types.h). In a decoded module a
// concrete heap type holds an index into the module's types; the validator maps indices to
// canonical TypeIds (types/registry.h) wherever types of different modules meet.

#ifndef ENGINE_TYPES_VALUE_TYPE_H_
#define ENGINE_TYPES_VALUE_TYPE_H_

#include "virga/types.h"

#endif  // ENGINE_TYPES_VALUE_TYPE_H_
