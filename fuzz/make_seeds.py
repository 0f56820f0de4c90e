#!/usr/bin/env python3
"""Writes the seed corpora of the targets decode, validate and exec: small modules, one concern each.

Run it again after a change: fuzz/make_seeds.py. The files are committed; they are data of our own making.
"""

import pathlib

HEADER = b"\0asm\1\0\0\0"
I32, I64, FUNCREF = 0x7F, 0x7E, 0x70


def u32(value):
    out = bytearray()
    while True:
        byte = value & 0x7F
        value >>= 7
        out.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(out)


def vec(items):
    return u32(len(items)) + b"".join(items)


def name(text):
    data = text.encode()
    return u32(len(data)) + data


def section(number, contents):
    return bytes([number]) + u32(len(contents)) + contents


def func_type(params, results):
    return b"\x60" + vec([bytes([p]) for p in params]) + vec([bytes([r]) for r in results])


def body(code, local_runs=()):
    contents = vec([u32(n) + bytes([t]) for n, t in local_runs]) + bytes(code) + b"\x0b"
    return u32(len(contents)) + contents


def module(*sections):
    return HEADER + b"".join(sections)


def one_function(code, params=(), results=(), local_runs=(), extra=()):
    return module(
        section(1, vec([func_type(params, results)])),
        section(3, vec([u32(0)])),
        *extra,
        section(10, vec([body(code, local_runs)])),
    )


MEMORY = section(5, vec([b"\1\1\2"]))
TABLE = section(4, vec([b"\x70\1\1\2"]))

SEEDS = {
    "empty": module(),
    "custom": module(section(0, name("name") + b"\0\2\1m\1\4\1\0\1f")),
    "add": one_function([0x20, 0, 0x20, 1, 0x6A], (I32, I32), (I32,)),
    "loop": one_function(
        [0x02, 0x40, 0x03, 0x40, 0x20, 0, 0x45, 0x0D, 1, 0x20, 0, 0x41, 1, 0x6B, 0x21, 0, 0x0C, 0, 0x0B, 0x0B],
        (I32,)),
    "if_else": one_function([0x20, 0, 0x04, I32, 0x41, 1, 0x05, 0x41, 2, 0x0B], (I32,), (I32,)),
    "br_table": one_function([0x02, 0x40, 0x20, 0, 0x0E, 2, 0, 1, 0, 0x0B], (I32,)),
    "memory": one_function([0x41, 0, 0x41, 1, 0x36, 2, 0, 0x41, 0, 0x28, 2, 4, 0x1A], extra=(MEMORY,)),
    "bulk": one_function([0x41, 0, 0x41, 0, 0x41, 4, 0xFC, 0x0B, 0], extra=(MEMORY,)),
    "call_indirect": module(
        section(1, vec([func_type((), (I32,))])), section(3, vec([u32(0), u32(0)])), TABLE,
        section(9, vec([b"\0\x41\0\x0b" + vec([u32(1)])])),
        section(10, vec([body([0x41, 0, 0x11, 0, 0]), body([0x41, 7])]))),
    "references": one_function([0xD0, FUNCREF, 0xD1, 0x1A, 0x41, 0, 0x25, 0, 0x1A], extra=(TABLE,)),
    "select": one_function([0x42, 1, 0x42, 2, 0x41, 0, 0x1B], (), (I64,)),
    "unreachable": one_function([0x00, 0x6A, 0x1B, 0x0F], (), (I32,), [(3, I64)]),
    "globals": module(
        section(2, vec([name("m") + name("g") + b"\3\x7f\0"])),
        section(6, vec([b"\x7f\1\x23\0\x41\1\x6a\x0b"])),
        section(7, vec([name("g") + b"\3\1"]))),
    "segments": module(
        TABLE, MEMORY, section(9, vec([b"\5\x70" + vec([b"\xd0\x70\x0b"]), b"\3\0" + vec([])])),
        section(12, u32(2)), section(11, vec([b"\0\x41\0\x0b" + name("hi"), b"\1" + name("there")]))),
    "start": module(
        section(1, vec([func_type((), ())])), section(3, vec([u32(0)])), section(8, u32(0)),
        section(10, vec([body([])]))),
    "types": module(section(1, vec([
        b"\x4e" + vec([b"\x50\0\x5f" + vec([b"\x7f\1", b"\x78\0"]), b"\x4f\1\0\x5f" + vec([b"\x7f\1", b"\x78\0"])]),
        b"\x5e\x63\0\1", func_type((0x6E,), (0x6F,))]))),
    "simd": one_function([0x41, 1, 0xFD, 0x0F, 0xFD, 0x0C] + [0] * 16 + [0xFD, 0x6E, 0x1A]),
    "exceptions": module(
        section(1, vec([func_type((I32,), ()), func_type((), ())])), section(3, vec([u32(1)])),
        section(13, vec([b"\0\0"])),
        section(10, vec([body([0x02, I32, 0x1F, 0x40, 1, 0, 0, 0, 0x41, 1, 0x08, 0, 0x0B, 0x00, 0x0B, 0x1A])]))),
}


def main():
    corpus = pathlib.Path(__file__).resolve().parent / "corpus"
    for target in ("decode", "validate", "exec"):
        folder = corpus / target
        folder.mkdir(parents=True, exist_ok=True)
        for seed, data in SEEDS.items():
            (folder / seed).write_bytes(data)


if __name__ == "__main__":
    main()
