// Validates a component; running and inspecting have files of their own.

#include "cli/component.h"

#include "virga/component/component.h"

namespace virga::cli {

Status ValidateComponent(const Engine& engine, const Input& input) {
  component::LoadOptions load;
  load.copy_bytes = false;
  Result<component::Component> loaded =
      component::Component::Load(engine, input.file.bytes(), load);
  return loaded.ok() ? Status() : Status(std::move(loaded).error());
}

}  // namespace virga::cli
