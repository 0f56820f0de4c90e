// Traps: why a guest's execution was stopped by force, and where.
//
// spec: exec/runtime (traps). The texts are the specification's; see engine/support/traps.def, the
// one table.

#ifndef VIRGA_TRAP_H_
#define VIRGA_TRAP_H_

#include <cstdint>
#include <string_view>

#include "virga/export.h"

namespace virga {

enum class TrapCode : uint8_t {
#define X(name, text) k##name,
#include "virga/traps.def"
#undef X
};

// The specification's text for a trap, such as "integer divide by zero". Never empty; static
// storage.
VIRGA_API std::string_view TrapText(TrapCode code);

// One guest frame of a backtrace. The strings belong to the Error that holds the frame.
struct TrapFrame {
  std::string_view module_name;    // from the name section or the embedder; may be empty
  std::string_view function_name;  // from the name section or an export; may be empty
  uint32_t function_index = 0;     // in the module's function index space
  uint64_t module_offset = 0;      // of the instruction, in bytes from the start of the module
};

}  // namespace virga

#endif  // VIRGA_TRAP_H_
