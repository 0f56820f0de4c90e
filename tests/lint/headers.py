"""Compiles every installed header alone: headers.py --build build/release --compiler g++ --compiler clang++

The headers are first copied as they would be installed, so that one that includes a header which is not installed
fails here and not at a user.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

FLAGS = ['-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', '-Werror']


def copy_installed(build, target):
    """Copies what meson would install below include/; returns the relative paths of the headers."""
    installed = json.loads((build / 'meson-info/intro-installed.json').read_text())
    headers = []
    for source, destination in installed.items():
        parts = pathlib.PurePath(destination).parts
        if 'include' not in parts:
            continue
        relative = pathlib.Path(*parts[parts.index('include') + 1:])
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target / relative)
        if relative.suffix == '.h':
            headers.append(relative)
    return sorted(headers)


def compiles(compiler, include, header):
    # Twice, so that a missing include guard shows.
    source = f'#include <{header}>\n#include <{header}>\n'
    run = subprocess.run([compiler, *FLAGS, '-I', include, '-x', 'c++', '-'], input=source, text=True,
                         capture_output=True, check=False)
    if run.returncode != 0:
        print(f'failed: {header} with {compiler}\n{run.stderr}')
    return run.returncode == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', type=pathlib.Path, required=True)
    parser.add_argument('--compiler', action='append', required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as include:
        headers = copy_installed(options.build, pathlib.Path(include))
        results = [compiles(compiler, include, header) for header in headers for compiler in options.compiler]
    print(f'{sum(results)} passed, {len(results) - sum(results)} failed, 0 skipped')
    sys.exit(0 if results and all(results) else 1)


if __name__ == '__main__':
    main()
