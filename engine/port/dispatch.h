// How one handler of the interpreter reaches the next. The build chooses one back end
// (meson_options.txt, `dispatch`); the handlers are the same text in all of them.
//
//   MUSTTAIL  clang >= 19: a guaranteed tail call under `preserve_none`, which leaves all argument
//             registers to the machine state and saves nothing.
//   SIBCALL   gcc at -O2: the same tail call, made because the optimiser always makes it when
//             caller and callee have one signature and no local needs memory. A build check
//             disassembles the handlers (tests/lint/handlers_test.py).
//   LOOP      -O0, sanitizers and odd platforms: each handler returns the machine state to a loop.
//
// Used by compile/op.h (the type of a handler) and interp/ only.

#ifndef ENGINE_PORT_DISPATCH_H_
#define ENGINE_PORT_DISPATCH_H_

#include "virga/build_config.h"

#if defined(VIRGA_DISPATCH_MUSTTAIL)
#define VIRGA_DISPATCH_TAIL 1
#define VIRGA_HANDLER_CC __attribute__((preserve_none))
#define VIRGA_TAIL_RETURN [[clang::musttail]] return
#elif defined(VIRGA_DISPATCH_SIBCALL)
#define VIRGA_DISPATCH_TAIL 1
#define VIRGA_HANDLER_CC
#define VIRGA_TAIL_RETURN return
#elif defined(VIRGA_DISPATCH_LOOP)
#define VIRGA_DISPATCH_TAIL 0
#define VIRGA_HANDLER_CC
#define VIRGA_TAIL_RETURN return
#else
#error "build_config.h names no dispatch back end"
#endif

// Slow work stands in functions of its own, so that the hot handlers need no stack frame.
#define VIRGA_COLD __attribute__((noinline, cold))
#define VIRGA_INLINE inline __attribute__((always_inline))

#endif  // ENGINE_PORT_DISPATCH_H_
