#!/usr/bin/env python3
"""Hot handlers of the interpreter contain no call and keep no stack frame.

usage: handlers_test.py OBJDUMP LIBRARY

Disassembles the handlers in a release build. Cold ones (VIRGA_COLD) stand in .text.unlikely and may do as they
please. Guards against what the optimiser does unasked: memset for a loop, a spilled register, a popcount from a
library. Prints each handler that breaks the rule and how.
"""

import re
import subprocess
import sys

# The parameters that only handlers have: Cell const*, Slot*, uint8_t*.
HANDLER = re.compile(r"^[0-9a-f]+ <(\S*PKNS0_4CellEPmPh\S*)>:$")
FORBIDDEN = re.compile(r"\t(call\S*|push\S*|sub\S*\s+\S+, %rsp|addi?\s+sp, sp, -|bl|blr|str\s+x30|stp\s+x29)(\s|$)")


def main() -> int:
    objdump, library = sys.argv[1:3]
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", library], check=True, capture_output=True,
                          text=True).stdout
    section = ""
    handler = None
    handlers = 0
    bad = {}
    for line in text.splitlines():
        if line.startswith("Disassembly of section "):
            section = line
            handler = None
        elif line.endswith(">:"):
            found = HANDLER.match(line)
            handler = found.group(1) if found and "unlikely" not in section else None
            handlers += handler is not None
        elif handler and FORBIDDEN.search(line):
            bad.setdefault(handler, line.strip())
    for name, line in bad.items():
        print(f"{name}: {line}")
    print(f"{handlers} hot handlers, {len(bad)} with a call or a stack frame")
    # Far fewer would mean that the names are no longer recognised.
    return 1 if bad or handlers < 500 else 0


if __name__ == "__main__":
    sys.exit(main())
