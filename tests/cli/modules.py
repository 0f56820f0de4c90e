"""Small modules for the golden tests, written byte by byte, so that no tool is needed."""

I32, I64, F32, F64 = 0x7f, 0x7e, 0x7d, 0x7c


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sleb(value):
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    out.append(value & 0x7f)
    return bytes(out)


def name(text):
    data = text if isinstance(text, bytes) else text.encode()
    return leb(len(data)) + data


def vector(items):
    return leb(len(items)) + b''.join(items)


def section(number, contents):
    return bytes([number]) + leb(len(contents)) + contents


def func_type(params, results):
    return b'\x60' + leb(len(params)) + bytes(params) + leb(len(results)) + bytes(results)


def body(code):
    return name(b'\x00' + code + b'\x0b')


def call(function):
    return b'\x10' + leb(function)


def i32(value):
    return b'\x41' + sleb(value)


def module(types, imports, functions, exports, data=b'', custom=()):
    """imports: (module, name, type); functions: (type, code); exports: (name, kind, index). One memory of a page."""
    out = b'\0asm\1\0\0\0'
    out += section(1, vector([func_type(*one) for one in types]))
    out += section(2, vector([name(a) + name(b) + b'\0' + leb(t) for a, b, t in imports]))
    out += section(3, vector([leb(t) for t, _ in functions]))
    out += section(5, b'\1\0\1')
    out += section(7, vector([name(n) + bytes([kind]) + leb(index) for n, kind, index in exports]))
    out += section(10, vector([body(code) for _, code in functions]))
    if data:
        out += section(11, b'\1\0' + i32(0) + b'\x0b' + name(data))
    for title, contents in custom:
        out += section(0, name(title) + contents)
    return out


WASI = 'wasi_snapshot_preview1'
# Types that the modules share.
NOTHING = ([], [])
EXIT = ([I32], [])
WRITE = ([I32] * 4, [I32])
BINARY = ([I32, I32], [I32])


def prints(text, exit_code=None):
    """A command that prints a text and ends, by proc_exit if there is a code."""
    data = (16).to_bytes(4, 'little') + len(text).to_bytes(4, 'little') + bytes(8) + text
    code = i32(1) + i32(0) + i32(1) + i32(8) + call(0) + b'\x1a'
    if exit_code is not None:
        code += i32(exit_code) + call(1)
    return module([NOTHING, EXIT, WRITE], [(WASI, 'fd_write', 2), (WASI, 'proc_exit', 1)], [(0, code)],
                  [('memory', 2, 0), ('_start', 0, 2)], data)


def function_names(*names):
    return ('name', section(1, vector([leb(i) + name(n) for i, n in names])))


def traps(inner_name):
    """A command whose inner function divides by zero."""
    return module([NOTHING], [], [(0, i32(1) + i32(0) + b'\x6d\x1a'), (0, call(0))], [('_start', 0, 1)],
                  custom=[function_names((0, inner_name), (1, 'outer'))])


def calculator():
    return module([BINARY, ([I64], [I64]), ([F64], [F64, F32]), NOTHING], [],
                  [(0, b'\x20\x00\x20\x01\x6a'), (1, b'\x20\x00'), (2, b'\x20\x00\x43\x00\x00\xc0\x3f'), (3, b'')],
                  [('add', 0, 0), ('echo64', 0, 1), ('floats', 0, 2), ('memory', 2, 0), ('nothing', 0, 3)])


ALL = {
    'hello.wasm': prints(b'hello\n'),
    'exit7.wasm': prints(b'bye\n', 7),
    'trap.wasm': traps('divide'),
    'escape.wasm': traps('\x1b[2J\u202eevil'),
    'loop.wasm': module([NOTHING], [], [(0, b'\x03\x40\x0c\x00\x0b')], [('_start', 0, 0)]),
    'deep.wasm': module([NOTHING], [], [(0, call(0))], [('_start', 0, 0)]),
    'calculator.wasm': calculator(),
    'needs.wasm': module([NOTHING], [('env', 'absent', 0)], [(0, b'')], [('_start', 0, 1)]),
    'wrong-type.wasm': module([NOTHING], [(WASI, 'fd_write', 0)], [(0, b'')], [('_start', 0, 1)]),
    'invalid.wasm': module([NOTHING], [], [(0, i32(1))], []),
    'simd.wasm': module([([], [0x7b])], [], [(0, b'\xfd\x0c' + bytes(16))], []),
    'truncated.wasm': prints(b'hello\n')[:40],
    'text.wat': b'(module)',
    'empty': b'',
}


def write_all(folder):
    for file, contents in ALL.items():
        (folder / file).write_bytes(contents)
    (folder / 'folder').mkdir()
