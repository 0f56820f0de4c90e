"""Checks every #include line against layers.txt.

Statements of layers.txt:
  order A < B < ...        B may include A and all that A may include. A name covers the folders below it.
  header PATTERNS = ROOM   an installed header counts as part of ROOM
  only ROOM : ROOMS        ROOM includes nothing but these; `header` stands for every installed header
  binding ROOM PATTERN : ROOMS
                           below ROOM, files of this name are included by files of this name in the same folder,
                           by the .cc file of the same stem, and by ROOMS
  foreign PATTERNS : FILES headers of others (angle brackets) are included by these files only; the first
                           statement that knows a header decides. Headers that no statement knows are free when
                           they belong to the language, and a problem otherwise
"""

import fnmatch
import pathlib
import re

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
# The language's own headers need no statement: C++ ones have neither dot nor slash, C ones are these.
C_HEADERS = {name + '.h' for name in (
    'assert', 'complex', 'ctype', 'errno', 'fenv', 'float', 'inttypes', 'limits', 'locale', 'math', 'setjmp',
    'stdalign', 'stdarg', 'stdbool', 'stddef', 'stdint', 'stdio', 'stdlib', 'stdnoreturn', 'string', 'tgmath',
    'threads', 'time', 'uchar', 'wchar', 'wctype')}


def covers(room, path):
    return path == room or path.startswith(room + '/')


class Layers:
    """The statements of layers.txt, and the questions layers.py asks them."""

    def __init__(self, text):
        self.below = {}  # room -> rooms directly to its left
        self.headers = []  # (patterns, room)
        self.only = {}  # room -> rooms
        self.bindings = []  # (room, pattern, rooms)
        self.foreign = []  # (patterns, file patterns)
        for line in text.splitlines():
            words = line.split('#', 1)[0].split()
            if words:
                getattr(self, 'parse_' + words[0])(words[1:])

    def parse_order(self, words):
        rooms = [word for word in words if word != '<']
        for lower, upper in zip(rooms, rooms[1:]):
            self.below.setdefault(lower, set())
            self.below.setdefault(upper, set()).add(lower)

    def parse_header(self, words):
        self.headers.append((words[:-2], words[-1]))

    def parse_only(self, words):
        self.below.setdefault(words[0], set())
        self.only[words[0]] = words[2:]

    def parse_binding(self, words):
        self.bindings.append((words[0], words[1], words[3:]))

    def parse_foreign(self, words):
        colon = words.index(':')
        self.foreign.append((words[:colon], words[colon + 1:]))

    def room(self, path):
        """The most particular declared room that covers a path."""
        return max((room for room in self.below if covers(room, path)), key=len, default=None)

    def reachable(self, room):
        """Every room that `room` may include, itself first."""
        seen = []
        waiting = [room]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.append(current)
                waiting += self.below.get(current, ())
                # A folder's place in a chain of its parents holds for the folder too.
                waiting += [lower for parent in self.below if parent != current and covers(parent, current)
                            for lower in self.below[parent]]
        return seen

    def target_room(self, included):
        for patterns, room in self.headers:
            if any(fnmatch.fnmatch(included, pattern) for pattern in patterns):
                return room
        return included

    def stands_for(self, path):
        """An installed header is judged as part of the room that its name stands for."""
        folder, include, name = path.partition('/include/')
        if not include or '/' in folder:
            return path
        return f'{self.target_room(name)}/{name.rpartition("/")[2]}'

    def check_own(self, path, included):
        """An include in quotes: the project's own header."""
        room = self.room(path)
        is_header = included.startswith('virga/')
        if room in self.only:
            if is_header and 'header' in self.only[room]:
                return None
            target = self.target_room(included)
            if any(covers(allowed, target) for allowed in self.only[room]):
                return None
            return f'{room} includes only {", ".join(self.only[room])}'
        target = self.target_room(included)
        if any(covers(allowed, target) for allowed in self.reachable(room)):
            return self.check_binding(path, included)
        return f'{room} is below {self.room(target) or target}'

    def check_binding(self, path, included):
        here, there = pathlib.PurePath(path), pathlib.PurePath(included)
        for room, pattern, others in self.bindings:
            if not covers(room, included) or not fnmatch.fnmatch(there.name, pattern):
                continue
            if any(covers(other, path) for other in others):
                return None
            if here.parent == there.parent and (
                    here.stem == there.stem or fnmatch.fnmatch(here.stem + '.h', pattern)):
                return None
            return 'a binding is included only by its own files and by ' + ', '.join(others)
        return None

    def check_foreign(self, path, included):
        """An include in angle brackets."""
        for patterns, users in self.foreign:
            if not any(fnmatch.fnmatch(included, pattern) for pattern in patterns):
                continue
            if any(matches_user(path, user) for user in users):
                return None
            return 'allowed only in ' + ', '.join(users)
        if included in C_HEADERS or ('.' not in included and '/' not in included):
            return None
        return 'not a known dependency (tests/lint/layers.txt)'


def matches_user(path, user):
    """`room/*` covers the folder; `room/pattern` matches file names anywhere below the folder."""
    if user == '*':
        return True
    folder, _, name = user.rpartition('/')
    return covers(folder, path) and fnmatch.fnmatch(pathlib.PurePath(path).name, name)


def check(layers, name, text):
    """The problems of one file."""
    problems = []
    path = layers.stands_for(name)
    if layers.room(path) is None:
        return [f'{name}: its room is not in layers.txt']
    for match in INCLUDE.finditer(text):
        bracket, included = match.groups()
        if bracket == '<' and included.startswith('virga/'):
            bracket = '"'  # how an embedder writes it
        if bracket == '"':
            problem = layers.check_own(path, included)
        else:
            problem = layers.check_foreign(path, included)
        if problem:
            line = text.count('\n', 0, match.start(2)) + 1
            problems.append(f'{name}:{line}: {included}: {problem}')
    return problems


def is_guest(path):
    """Guests are programs of another world: they include their own libc and each other."""
    return path.parts[:2] in (('examples', 'guests'), ('bench', 'guests'))


def main():
    top = tree.root()
    layers = Layers(tree.read(top / 'tests/lint/layers.txt'))
    problems = []
    checked = 0
    for path in tree.files(top):
        if path.suffix not in tree.CPP_SUFFIXES or is_guest(path):
            continue
        checked += 1
        problems += check(layers, path.as_posix(), tree.read(top / path))
    tree.finish('layers', problems, f'{checked} files')


if __name__ == '__main__':
    main()
