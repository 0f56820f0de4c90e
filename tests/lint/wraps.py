"""Checks the form of subprojects/*.wrap: everything pinned, everything hashed, nothing fetched without TLS.

The wraps serve users who lack the system's packages. The project's own machines build with --wrap-mode=nodownload, so
this form is what can be checked of them there.
"""

import configparser
import re

import tree

SHA256 = re.compile(r'[0-9a-f]{64}')
REVISION = re.compile(r'[0-9a-f]{40}')
FILE_KEYS = ('directory', 'source_url', 'source_filename', 'source_hash')
GIT_KEYS = ('directory', 'url', 'revision', 'depth')


def check_file_wrap(wrap):
    problems = [f'lacks {key}' for key in FILE_KEYS if key not in wrap]
    if 'patch_url' in wrap or 'patch_filename' in wrap:
        problems += [f'lacks {key}' for key in ('patch_url', 'patch_filename', 'patch_hash', 'wrapdb_version')
                     if key not in wrap]
        version = wrap.get('wrapdb_version', '')
        if not wrap.get('patch_filename', '').endswith(f'_{version}_patch.zip'):
            problems.append(f'patch_filename is not of wrapdb_version {version}')
    problems += [f'{key} is not a SHA-256' for key in ('source_hash', 'patch_hash')
                 if key in wrap and not SHA256.fullmatch(wrap[key])]
    return problems


def check_git_wrap(wrap):
    problems = [f'lacks {key}' for key in GIT_KEYS if key not in wrap]
    if not REVISION.fullmatch(wrap.get('revision', '')):
        problems.append('revision is not a commit')
    return problems


def check(name, text):
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        return [f'{name}: {error}']
    problems = []
    if parser.has_section('wrap-file'):
        wrap = parser['wrap-file']
        problems += check_file_wrap(wrap)
        if not parser.has_section('provide'):
            problems.append('lacks [provide]')
    elif parser.has_section('wrap-git'):
        wrap = parser['wrap-git']
        problems += check_git_wrap(wrap)
    else:
        return [f'{name}: neither [wrap-file] nor [wrap-git]']
    problems += [f'{key} is not https' for key in wrap
                 if key.endswith('url') and not wrap[key].startswith('https://')]
    return [f'{name}: {problem}' for problem in problems]


def main():
    top = tree.root()
    problems = []
    wraps = [path for path in tree.files(top) if path.suffix == '.wrap']
    for path in wraps:
        problems += check(path, tree.read(top / path))
    tree.finish('wraps', problems, f'{len(wraps)} wraps')


if __name__ == '__main__':
    main()
