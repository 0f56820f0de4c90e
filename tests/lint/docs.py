"""Checks that docs/cli.md speaks of every command, option and exit code of the tables, and that no link is dead."""

import re

import tree

ROW = re.compile(r'^X\((.*)\)\s*$', re.MULTILINE)
LINK = re.compile(r'\]\(([^)#:\s]+)(?:#[^)]*)?\)')


def rows(text):
    """The rows of an X-macro table, each as its strings and numbers."""
    return [re.findall(r'"([^"]*)"|\b(\d+)\b', row) for row in ROW.findall(text)]


def strings(row):
    return [string for string, number in row if not number]


def missing_from_manual(manual, commands, options, exit_codes):
    """What the tables have and the page does not name."""
    problems = []
    for row in rows(commands):
        if f'`{strings(row)[0]}`' not in manual:
            problems.append(f'docs/cli.md: the command {strings(row)[0]} is missing')
    for row in rows(options):
        name = strings(row)[1]
        if name and f'--{name}' not in manual:
            problems.append(f'docs/cli.md: the option --{name} is missing')
    for row in rows(exit_codes):
        code = next(number for _, number in row if number)
        if not re.search(rf'^\| {code} \|', manual, re.MULTILINE):
            problems.append(f'docs/cli.md: the exit code {code} is missing')
    return problems


def dead_links(top, path):
    text = tree.read(top / path)
    return [f'{path}: dead link {target}' for target in LINK.findall(text)
            if not (top / path.parent / target).exists()]


def main():
    top = tree.root()
    pages = [path for path in tree.files(top) if path.suffix == '.md']
    problems = [problem for path in pages for problem in dead_links(top, path)]
    tables = [top / 'cli' / name for name in ('commands.def', 'options.def', 'exit_codes.def')]
    problems += missing_from_manual(tree.read(top / 'docs/cli.md'), *map(tree.read, tables))
    tree.finish('docs', problems, f'{len(pages)} pages')


if __name__ == '__main__':
    main()
