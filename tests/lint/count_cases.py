"""Counts the test cases of a meson test run: count_cases.py build/KIND/meson-logs/testlog.json

A GoogleTest program counts as its cases, a program whose last line is "N passed, N failed, N skipped" as that many,
any other as one. Names what failed; the last line is the sum, in the same words.
"""

import json
import re
import sys

GTEST_CASE = re.compile(r'^\[ *(OK|FAILED|SKIPPED) *\] (\S+) \(\d+ ms\)$', re.MULTILINE)
SUMMARY = re.compile(r'^(\d+) passed, (\d+) failed, (\d+) skipped$')
OUTCOMES = {'OK': 'passed', 'FAILED': 'failed', 'SKIPPED': 'skipped'}
GOOD_RESULTS = {'OK', 'EXPECTEDFAIL'}


def count(test):
    """The (passed, failed, skipped) of one test program, and the names of failed cases."""
    if test['result'] == 'SKIP':
        return {'passed': 0, 'failed': 0, 'skipped': 1}, []
    output = test.get('stdout', '')
    counts = {'passed': 0, 'failed': 0, 'skipped': 0}
    failed = []
    for outcome, name in GTEST_CASE.findall(output):
        counts[OUTCOMES[outcome]] += 1
        if outcome == 'FAILED':
            failed.append(f'{test["name"]}: {name}')
    lines = output.strip().splitlines()
    summary = SUMMARY.match(lines[-1]) if lines else None
    if summary and not any(counts.values()):
        counts = dict(zip(counts, map(int, summary.groups())))
    if test['result'] not in GOOD_RESULTS and not counts['failed']:
        # The program died after its cases, or had none.
        counts['failed'] = 1
        failed.append(f'{test["name"]}: {test["result"].lower()}')
    if not any(counts.values()):
        counts['passed'] = 1
    return counts, failed


def main():
    try:
        with open(sys.argv[1], encoding='utf-8') as log:
            tests = [json.loads(line) for line in log]
    except FileNotFoundError:
        tests = []
    total = {'passed': 0, 'failed': 0, 'skipped': 0}
    for test in tests:
        counts, failed = count(test)
        for outcome, number in counts.items():
            total[outcome] += number
        for name in failed:
            print('failed:', name)
    print(', '.join(f'{number} {outcome}' for outcome, number in total.items()))
    sys.exit(1 if total['failed'] else 0)


if __name__ == '__main__':
    main()
