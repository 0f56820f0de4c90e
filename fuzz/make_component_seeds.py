#!/usr/bin/env python3
"""Writes the seed corpus of the target component_decode: small components, one concern each.

Run it again after a change: fuzz/make_component_seeds.py. The files are committed; they are data of our own making.
"""

import pathlib

from make_seeds import body, func_type, module, name, section, u32, vec

HEADER = b"\0asm\x0d\0\1\0"


def component(*sections):
    return HEADER + b"".join(sections)


def extern(text):
    return b"\0" + name(text)


CORE = module(
    section(1, vec([func_type([0x7F] * 4, [0x7F]), func_type([0x7F, 0x7F], [0x7F]), func_type([0x7F], [])])),
    section(3, vec([b"\0", b"\1", b"\2"])),
    section(5, vec([b"\0\1"])),
    section(7, vec([name("mem") + b"\2\0", name("realloc") + b"\0\0", name("f") + b"\0\1", name("post") + b"\0\2"])),
    section(10, vec([body(b"\x41\x10"), body(b"\x41\x20"), body(b"")])),
)
METHODS = b"\x42" + vec([
    b"\4" + extern("r") + b"\3\1",
    b"\1\x68\0",
    b"\1\x40" + vec([name("self") + b"\1"]) + b"\0\x79",
    b"\4" + extern("[method]r.m") + b"\1\2",
])
INSTANCE = section(2, vec([b"\0\0\0"]))
ALIASES = section(6, vec([b"\0\0\1\0" + name("f"), b"\0\2\1\0" + name("mem"), b"\0\0\1\0" + name("realloc"),
                          b"\0\0\1\0" + name("post")]))
STRING_FUNC = b"\x40" + vec([name("s") + b"\x73"]) + b"\0\x73"
CHILD = component(section(7, vec([b"\x40\0\1\0"])), section(10, vec([extern("g") + b"\1\0"])),
                  section(11, vec([extern("h") + b"\1\0\0"])))

SEEDS = {
    "empty": component(),
    "import_resource": component(section(7, vec([METHODS])), section(10, vec([extern("a:b/c@0.2.0") + b"\5\0"]))),
    "lift": component(section(1, CORE), INSTANCE, ALIASES, section(7, vec([STRING_FUNC])),
                      section(8, vec([b"\0\0\0" + vec([b"\0", b"\3\0", b"\4\1", b"\5\2"]) + b"\0"])),
                      section(11, vec([extern("f") + b"\1\0\0"]))),
    "lower": component(section(1, CORE), INSTANCE, ALIASES, section(7, vec([STRING_FUNC])),
                       section(10, vec([extern("f") + b"\1\0"])),
                       section(8, vec([b"\1\0\0" + vec([b"\3\0", b"\4\1"])]))),
    "resource": component(section(7, vec([b"\x3f\x7f\0"])), section(8, vec([b"\2\0", b"\3\0", b"\4\0"])),
                          section(11, vec([extern("r") + b"\3\0\0"]))),
    "nested": component(section(4, CHILD), section(7, vec([b"\x40\0\1\0"])), section(10, vec([extern("g") + b"\1\0"])),
                        section(5, vec([b"\0\0" + vec([name("g") + b"\1\0"])])),
                        section(6, vec([b"\1\0\0" + name("h")]))),
    "values": component(section(7, vec([
        b"\x72" + vec([name("x") + b"\x79"]), b"\x71" + vec([name("a") + b"\0\0", name("b") + b"\1\0\0"]),
        b"\x70\1", b"\x6f" + vec([b"\2", b"\x73"]), b"\x6e" + vec([name("p"), name("q")]), b"\x6d" + vec([name("e")]),
        b"\x6b\3", b"\x6a\1\4\1\5", b"\x67\x7d\x10", b"\x66\1\x7d", b"\x65\0", b"\x63\x73\x79"]))),
    "types": component(section(3, vec([b"\x50" + vec([b"\1\x60\0\0", b"\0" + name("a") + name("b") + b"\0\0",
                                                      b"\3" + name("c") + b"\0\0"])])),
                       section(7, vec([b"\x41" + vec([b"\3" + extern("t") + b"\3\1", b"\4" + extern("u") + b"\3\0\0"])])),
                       section(10, vec([extern("m") + b"\0\x11\0", extern("c") + b"\4\0"]))),
    "async": component(section(7, vec([b"\x66\1\x7d"])), section(8, vec([b"\x0e\0", b"\x13\0", b"\x1f", b"\x24"]))),
}


def main():
    folder = pathlib.Path(__file__).parent / "corpus" / "component_decode"
    folder.mkdir(parents=True, exist_ok=True)
    for key, data in SEEDS.items():
        (folder / key).write_bytes(data)


if __name__ == "__main__":
    main()
