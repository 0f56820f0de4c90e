"""Runs the program and compares what it prints with golden files: golden_test.py VIRGA [--update] [FILE...]

A golden file holds one or more cases; input and expectation stand together:

    # why this case is here
    $ virga ARGUMENTS...            quoted as for a shell; @name is a module of modules.py
    < text                          a line of standard input, any number of them
    expected standard output
    ! expected line of standard error
    [exit code]                     absent: 0

Paths of this machine are shown as @name. --update writes what was printed into the files. The last line counts the
cases, as ./dev test reads it.
"""

import argparse
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile

import modules

TIMEOUT_SECONDS = 60


def parse(text):
    """Yields cases as dictionaries: comments, command, input lines, expected lines."""
    case = None
    for line in text.split('\n'):
        if line.startswith('#') or (case is None and not line):
            if case is None or case['command']:
                if case:
                    yield case
                case = {'head': [], 'command': None, 'input': [], 'expected': []}
            case['head'].append(line)
        elif line.startswith('$ virga'):
            if case is None or case['command']:
                if case:
                    yield case
                case = {'head': [], 'command': None, 'input': [], 'expected': []}
            case['command'] = line[2:]
        elif line.startswith('< '):
            case['input'].append(line[2:])
        else:
            case['expected'].append(line)
    if case and case['command']:
        yield case


def run(virga, case, folder):
    words = shlex.split(case['command'])[1:]
    words = [word.replace('@', str(folder) + '/') for word in words]
    done = subprocess.run([virga, *words], input='\n'.join(case['input']), capture_output=True, timeout=TIMEOUT_SECONDS,
                          text=True, errors='backslashreplace', cwd=folder, check=False,
                          env={'PATH': '/bin', 'VIRGA_TEST': 'from the host'})
    printed = done.stdout.split('\n') if done.stdout else []
    if printed and not printed[-1]:
        printed.pop()
    errors = done.stderr.split('\n')
    if errors and not errors[-1]:
        errors.pop()
    printed += ['! ' + line for line in errors]
    if done.returncode < 0:
        printed.append('[signal %s]' % signal.Signals(-done.returncode).name)
    elif done.returncode:
        printed.append('[%d]' % done.returncode)
    return [line.replace(str(folder) + '/', '@').rstrip() for line in printed]


def strip(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def check_file(virga, path, folder, update):
    """Returns the numbers of passed and failed cases."""
    passed = failed = 0
    out = []
    for case in parse(path.read_text()):
        got = strip(run(virga, case, folder))
        out += case['head'] + ['$ ' + case['command']] + ['< ' + line for line in case['input']] + got + ['']
        if got == strip(case['expected']):
            passed += 1
        elif not update:
            failed += 1
            print(f'failed: {path.name}: {case["command"]}')
            print('  expected:\n    ' + '\n    '.join(strip(case['expected'])))
            print('  got:\n    ' + '\n    '.join(got))
    if update:
        path.write_text('\n'.join(out))
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    parser.add_argument('virga')
    parser.add_argument('--update', action='store_true')
    parser.add_argument('files', nargs='*')
    options = parser.parse_args()
    here = pathlib.Path(__file__).parent
    files = [pathlib.Path(file) for file in options.files] or sorted((here / 'golden').glob('*.txt'))
    passed = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        modules.write_all(folder)
        virga = str(pathlib.Path(options.virga).resolve())
        for path in files:
            one = check_file(virga, path, folder, options.update)
            passed, failed = passed + one[0], failed + one[1]
    print(f'{passed} passed, {failed} failed, 0 skipped')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
