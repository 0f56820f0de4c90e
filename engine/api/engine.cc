#include "virga/engine.h"

#include <new>

#include "engine/api/access.h"

namespace virga {

Result<Engine> Engine::Create(const Config& config) {
  auto* state = new (std::nothrow) internal::EngineState(config);
  if (state == nullptr) return Error::OutOfMemory();
  return internal::Access::MakeEngine(std::shared_ptr<internal::EngineState>(state));
}

const Config& Engine::config() const { return state_->config; }

}  // namespace virga
