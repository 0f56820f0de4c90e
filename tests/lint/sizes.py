"""Checks that files stay within 600 lines and functions within 70.

Functions are found by their braces, not by parsing: a brace that opens after a parameter list at namespace or class
scope begins a function. That is exact for code that clang-format has seen, which is all of ours. Tables (.def) are
exempt: a table is as long as its subject.
"""

import re
import statistics

import tree

FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 70
SCOPE_BRACE = 0
VALUE_BRACE = -1
SUFFIXES = tree.CPP_SUFFIXES | {'.py', '.js', '.build', '.sh', '.wit', '.in'}

NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])*\'',
    re.DOTALL)
DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.MULTILINE)
SCOPE = re.compile(r'(?:^|[\s>])(?:namespace|class|struct|union|enum|extern)\b')


def blank(match):
    return '\n' * match.group().count('\n')


def without_noise(text):
    """The code without comments, literals and directives, line for line."""
    return DIRECTIVE.sub(blank, NOISE.sub(blank, text))


def is_value(head):
    """Whether a brace after this text holds a value: `member_{1}`, `= {`, or within an open parenthesis."""
    return (head[-1:].isalnum() or head[-1:] in ('_', '>') or re.search(r'(?:=|return)\s*$', head) is not None or
            head.count('(') > head.count(')'))


def opens_function(head):
    """Whether the text between the last statement and a brace is the head of a function."""
    outside = re.sub(r'\([^()]*\)', '()', re.sub(r'\([^()]*\)', '', head))
    return '(' in head and not (SCOPE.search(outside) and ')' not in outside.rstrip()[-30:])


def functions(text):
    """Yields (first line, line count) of every function body."""
    code = without_noise(text)
    stack = []  # one entry an open brace: where a function began, SCOPE_BRACE or VALUE_BRACE
    head_start = 0
    line = 1
    for at, char in enumerate(code):
        if char == '\n':
            line += 1
        elif char == '{':
            head = code[head_start:at]
            if is_value(head):
                stack.append(VALUE_BRACE)
                continue
            inside = any(entry > 0 for entry in stack)
            stack.append(line if not inside and opens_function(head) else SCOPE_BRACE)
            head_start = at + 1
        elif char == '}':
            first = stack.pop() if stack else SCOPE_BRACE
            if first > 0:
                yield first, line - first + 1
            if first != VALUE_BRACE:
                head_start = at + 1
        elif char == ';':
            head_start = at + 1


def check(path, text):
    problems = []
    count = text.count('\n')
    if count > FILE_LINES_MAX:
        problems.append(f'{path}: {count} lines; at most {FILE_LINES_MAX}')
    if path.suffix in tree.CPP_SUFFIXES:
        for first, length in functions(text):
            if length > FUNCTION_LINES_MAX:
                problems.append(f'{path}:{first}: function of {length} lines; at most {FUNCTION_LINES_MAX}')
    return problems


def main():
    top = tree.root()
    problems = []
    counts = []
    for path in tree.files(top):
        if path.suffix in SUFFIXES or path.name == 'dev':
            text = tree.read(top / path)
            problems += check(path, text)
            if path.suffix in tree.CPP_SUFFIXES:
                counts.append(text.count('\n'))
    note = ''
    if counts:
        tenth = sorted(counts)[len(counts) * 9 // 10]
        note = f'{len(counts)} C++ files, median {statistics.median(counts):.0f} lines, p90 {tenth}'
    tree.finish('sizes', problems, note)


if __name__ == '__main__':
    main()
