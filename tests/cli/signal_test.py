"""Interrupts running guests as a user would: signal_test.py VIRGA

The guest prints a line when it is up; then Ctrl-C ends it with exit code 130, whether it computes or waits. The last
line counts the cases, as ./dev test reads it.
"""

import pathlib
import signal
import subprocess
import sys
import tempfile

import modules

INTERRUPTED = 130
TIMEOUT_SECONDS = 60


def ends_when_interrupted(virga, path):
    guest = subprocess.Popen([virga, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    ready = guest.stdout.readline()
    guest.send_signal(signal.SIGINT)
    try:
        code = guest.wait(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        guest.kill()
        code = 'still running'
    errors = guest.stderr.read()
    for pipe in (guest.stdin, guest.stdout, guest.stderr):
        pipe.close()
    if ready == b'ready\n' and code == INTERRUPTED:
        return True
    print(f'failed: {path.name}: expected exit code {INTERRUPTED} after "ready", got {code} after {ready!r}: {errors!r}')
    return False


def main():
    virga = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        modules.write_all(folder)
        results = [ends_when_interrupted(virga, folder / file) for file in ('busy.wasm', 'waiting.wasm')]
    passed = sum(results)
    print(f'{passed} passed, {len(results) - passed} failed, 0 skipped')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
