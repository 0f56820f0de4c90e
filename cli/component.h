// The component side of validate; run and inspect are declared with their commands.

#ifndef CLI_COMPONENT_H_
#define CLI_COMPONENT_H_

#include "cli/input.h"
#include "virga/engine.h"
#include "virga/error.h"

namespace virga::cli {

Status ValidateComponent(const Engine& engine, const Input& input);

}  // namespace virga::cli

#endif  // CLI_COMPONENT_H_
