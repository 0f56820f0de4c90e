// What an Engine is made with. Plain data; copy it, change it, pass it to Engine::Create.

#ifndef VIRGA_CONFIG_H_
#define VIRGA_CONFIG_H_

#include "virga/features.h"
#include "virga/limits.h"

namespace virga {

struct Config {
  // What modules may use. Default: all of WebAssembly 3.0 that this build implements.
  Features features;
  // Bounds of loading and of every store.
  Limits limits;
  // Count executed instructions and trap with "out of fuel" when a store's fuel is used up. Decided
  // when a module is loaded.
  bool fuel = false;
  // Let InterruptHandle stop running guests. Measured free; off saves a little code.
  bool interrupts = true;
  // Validate each function body at its first call instead of at load: a documented deviation from
  // the specification, for trusted modules that must start fast.
  bool lazy_validation = false;
  // Translate all functions at load instead of at their first call.
  bool eager_translation = false;
};

}  // namespace virga

#endif  // VIRGA_CONFIG_H_
