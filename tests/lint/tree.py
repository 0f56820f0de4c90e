"""What the linters share: the files of the tree, and how findings are reported."""

import pathlib
import subprocess
import sys

SKIPPED_FOLDERS = {'.git', 'node_modules', '__pycache__', '.cache'}
CPP_SUFFIXES = {'.h', '.cc', '.c'}


def root():
    """The source tree: the first argument, or the tree this file lies in."""
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1]).resolve()
    return pathlib.Path(__file__).resolve().parents[2]


def files(top):
    """Paths of the project's files relative to `top`: what git tracks or would track, else what lies there."""
    listing = subprocess.run(['git', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'],
                             cwd=top, capture_output=True, check=False)
    if listing.returncode == 0:
        names = sorted(set(listing.stdout.decode().split('\0')) - {''})
        return [pathlib.PurePath(name) for name in names if (top / name).is_file()]
    found = []
    for path in sorted(top.rglob('*')):
        relative = path.relative_to(top)
        if path.is_file() and not SKIPPED_FOLDERS & set(relative.parts) and relative.parts[0] != 'build':
            found.append(relative)
    return found


def read(path):
    """The text of a file; bytes that are not UTF-8 are kept as escapes, so that no linter dies of them."""
    return path.read_text(encoding='utf-8', errors='backslashreplace')


def finish(name, problems, note=''):
    """Prints the findings and ends the process with the fitting exit code."""
    for problem in problems:
        print(problem)
    print(f'{name}: {len(problems)} problems' + (f'; {note}' if note else ''))
    sys.exit(1 if problems else 0)
