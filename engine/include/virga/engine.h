// An Engine: a configuration, and the identity of types across the modules loaded with it.
//
// Everything starts here: Modules are loaded, Linkers and Stores made with an engine, and only
// those of one engine work together. An Engine is a handle: copies share it, and modules, linkers
// and stores keep it alive. Thread-safety: an engine may be used by any number of threads.

#ifndef VIRGA_ENGINE_H_
#define VIRGA_ENGINE_H_

#include <memory>

#include "virga/config.h"
#include "virga/error.h"
#include "virga/export.h"

namespace virga {

namespace internal {
struct Access;
struct EngineState;
}  // namespace internal

class VIRGA_API Engine {
 public:
  // Errors: kOutOfMemory.
  static Result<Engine> Create(const Config& config = {});

  const Config& config() const;

 private:
  friend struct internal::Access;
  explicit Engine(std::shared_ptr<internal::EngineState> state) : state_(std::move(state)) {}
  std::shared_ptr<internal::EngineState> state_;
};

}  // namespace virga

#endif  // VIRGA_ENGINE_H_
