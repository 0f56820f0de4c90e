"""Prints the size of the tiny profile, and runs a module through its program: footprint.py BUILD GUESTS"""

import json
import pathlib
import subprocess
import sys


def programs(build):
    """The executables of a build, name to path."""
    targets = json.loads((build / 'meson-info/intro-targets.json').read_text())
    return {target['name']: target['filename'][0] for target in targets if target['type'] == 'executable'}


def sizes(path):
    """(text, data, bss) of a program."""
    output = subprocess.run(['llvm-size-22', path], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, output.splitlines()[1].split()[:3]))


def main():
    build, guests = map(pathlib.Path, sys.argv[1:3])
    program = programs(build).get('virga-tiny')
    if program is None:
        print('the tiny profile has no program')
        sys.exit(77)
    text, data, bss = sizes(program)
    print(f'virga-tiny: {text} bytes of text, {data} of data, {bss} of zeros')
    run = subprocess.run([program, guests / 'tiny_steps.wasm', 'steps', '27'], capture_output=True, text=True, check=False)
    if run.returncode != 0 or run.stdout.strip() != '111':
        print(f'steps(27): expected 111, got "{run.stdout.strip()}" and exit code {run.returncode}\n{run.stderr}')
        sys.exit(1)


if __name__ == '__main__':
    main()
