"""Runs whole programs side by side: ours, and any other runtime that a command line can start.

    ./dev bench --peer NAME='CMD {wasm}' [--peer ...] [--runs N] [--json FILE] [WORKLOAD...]

The runs are interleaved (one of each runtime, then again), so that a slow minute of the machine is shared by all, and
pinned to one processor. A runtime whose output differs from ours, or that fails, is shown as such and has no part in
the mean. The ratio is our median over the peer's: below 1 we are faster.
"""

import argparse
import dataclasses
import json
import math
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import time

SENTENCE = 'The rain stays over the hills, and nothing of it ever reaches the ground below the cloud. '
RUN_SECONDS_MAX = 120
HELLO_RUNS_MIN = 30


@dataclasses.dataclass(frozen=True)
class Workload:
    """A program, its arguments, and the whole of its result: what it prints."""
    name: str
    module: str
    arguments: tuple = ()
    counts: bool = True  # whether it takes part in the geometric mean


KERNELS = ('bytecode', 'crc_sieve', 'matmul', 'nbody', 'sha256', 'sort', 'wordmap')
WORKLOADS = [Workload(kernel, f'{kernel}.wasm') for kernel in KERNELS] + [
    Workload('flite', 'flite.wasm', ('-ps', '-o', 'none', '-t', SENTENCE * 6)),
    Workload('hello', 'hello.wasm', counts=False),
]


@dataclasses.dataclass
class Series:
    """What one runtime did with one workload."""
    seconds: list = dataclasses.field(default_factory=list)
    output: bytes = b''
    problem: str = ''


def run_once(command, series):
    """Runs a command and adds its wall-clock time to the series."""
    if series.problem:
        return
    start = time.perf_counter()
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                             timeout=RUN_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        series.problem = f'over {RUN_SECONDS_MAX} s'
        return
    except OSError as error:
        series.problem = error.strerror
        return
    seconds = time.perf_counter() - start
    if run.returncode != 0:
        detail = run.stderr.decode(errors='replace').strip().splitlines()
        series.problem = f'exit code {run.returncode}' + (f': {detail[-1][:60]}' if detail else '')
    elif series.seconds and run.stdout != series.output:
        series.problem = 'its output changes from run to run'
    else:
        series.output = run.stdout
        series.seconds.append(seconds)


def measure(workload, runtimes, guests, options):
    """One Series for each runtime, the runs interleaved."""
    all_series = {name: Series() for name in runtimes}
    runs = max(options.runs, HELLO_RUNS_MIN) if workload.name == 'hello' else options.runs
    for _ in range(runs):
        for name, command in runtimes.items():
            words = [word.replace('{wasm}', str(guests / workload.module)) for word in shlex.split(command)]
            run_once([*words, *workload.arguments], all_series[name])
    ours = next(iter(all_series.values()))
    for series in all_series.values():
        if not series.problem and not ours.problem and series.output != ours.output:
            series.problem = 'its output differs from ours'
    return all_series


def describe(all_series):
    """A line of the table: each median in milliseconds, and our ratio to each peer."""
    cells = []
    ours = next(iter(all_series.values()))
    for name, series in all_series.items():
        if series.problem:
            cells.append(f'{name}: {series.problem}')
            continue
        text = f'{name} {statistics.median(series.seconds) * 1000:8.1f} ms (min {min(series.seconds) * 1000:.1f})'
        if series is not ours and not ours.problem:
            text += f'  ratio {ratio(ours, series):.3f}'
        cells.append(text)
    return '   '.join(cells)


def ratio(ours, peer):
    return statistics.median(ours.seconds) / statistics.median(peer.seconds)


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def print_means(results, runtimes):
    """The geometric mean of our ratios to each peer; returns them by name."""
    means = {}
    ours, *peers = runtimes
    for peer in peers:
        ratios = [ratio(series[ours], series[peer]) for workload, series in results.items()
                  if workload.counts and not series[ours].problem and not series[peer].problem]
        if ratios:
            means[peer] = geometric_mean(ratios)
            print(f'geometric mean of {len(ratios)} ratios to {peer}: {means[peer]:.3f}')
    return means


def write_json(path, results, means):
    report = {'workloads': {
        workload.name: {name: {'seconds': series.seconds, 'problem': series.problem}
                        for name, series in all_series.items()}
        for workload, all_series in results.items()}, 'geometric_means': means}
    path.write_text(json.dumps(report, indent=2) + '\n')


def parse_arguments():
    parser = argparse.ArgumentParser(description='Compares whole programs under several runtimes.')
    parser.add_argument('--virga', type=pathlib.Path, required=True)
    parser.add_argument('--guests', type=pathlib.Path, required=True)
    parser.add_argument('--peer', action='append', default=[], metavar="NAME='CMD {wasm}'")
    parser.add_argument('--runs', type=int, default=7)
    parser.add_argument('--cpu', type=int, default=0, help='the processor that everything is pinned to')
    parser.add_argument('--json', type=pathlib.Path)
    parser.add_argument('workloads', nargs='*', help='default: ' + ' '.join(w.name for w in WORKLOADS))
    options = parser.parse_args()
    for peer in options.peer:
        if '=' not in peer or '{wasm}' not in peer:
            parser.error(f"--peer {peer}: expected NAME='CMD {{wasm}}'")
    unknown = set(options.workloads) - {workload.name for workload in WORKLOADS}
    if unknown:
        parser.error(f'unknown workload: {", ".join(sorted(unknown))}')
    return options


def main():
    options = parse_arguments()
    runtimes = {'virga': f'{options.virga} run {{wasm}}'}
    runtimes.update(peer.split('=', 1) for peer in options.peer)
    os.sched_setaffinity(0, {options.cpu})  # the runtimes inherit it
    results = {}
    for workload in WORKLOADS:
        if not options.workloads or workload.name in options.workloads:
            results[workload] = measure(workload, runtimes, options.guests, options)
            print(f'{workload.name:10} {describe(results[workload])}', flush=True)
    means = print_means(results, runtimes)
    if options.json:
        write_json(options.json, results, means)
    sys.exit(1 if any(next(iter(series.values())).problem for series in results.values()) else 0)


if __name__ == '__main__':
    main()
