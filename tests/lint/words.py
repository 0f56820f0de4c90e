"""Checks for text that must not be committed: promises without an issue, and paths of the writer's machine."""

import re

import tree

BINARY_SUFFIXES = {'.wasm', '.o', '.a', '.so', '.png', '.gz', '.zip'}
RULES = [
    # The patterns are written so that they do not match themselves.
    (re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b(?!\(#\d+\))'), 'an open end needs its issue: (#NUMBER)'),
    (re.compile(r'(?<![\w.])/(?:wor' r'k|ro' r'ot|Use' r'rs)/\w'), 'a path of one machine'),
]


def check(path, text):
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, reason in RULES:
            match = pattern.search(line)
            if match:
                problems.append(f'{path}:{number}: "{match.group()}": {reason}')
    return problems


def main():
    top = tree.root()
    problems = []
    for path in tree.files(top):
        if path.suffix in BINARY_SUFFIXES:
            # Seeds of the fuzzers are the one kind of binary that is source.
            if path.parts[0] != 'fuzz':
                problems.append(f'{path}: binaries are built, not committed')
            continue
        if path.parts[0] != 'fuzz' or path.suffix in tree.CPP_SUFFIXES:
            problems += check(path, tree.read(top / path))
    tree.finish('words', problems)


if __name__ == '__main__':
    main()
