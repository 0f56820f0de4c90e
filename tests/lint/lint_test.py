"""The linters find what they are for, and let pass what they must."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import count_cases  # noqa: E402
import docs  # noqa: E402
import layers  # noqa: E402
import sizes  # noqa: E402
import words  # noqa: E402
import wraps  # noqa: E402

LAYERS = layers.Layers((pathlib.Path(__file__).parent / 'layers.txt').read_text())


def problems_of(path, include):
    return layers.check(LAYERS, path, f'#include {include}\n')


class LayersTest(unittest.TestCase):

    def test_lower_room_may_be_included(self):
        self.assertEqual([], problems_of('engine/interp/run.cc', '"engine/support/vec.h"'))
        self.assertEqual([], problems_of('cli/commands/run.cc', '"engine/types/types.h"'))
        self.assertEqual([], problems_of('canonical-abi/abi/lift.cc', '"canonical-abi/types/types.h"'))

    def test_upper_room_may_not(self):
        self.assertTrue(problems_of('engine/support/vec.h', '"engine/interp/run.h"'))
        self.assertTrue(problems_of('canonical-abi/types/types.cc', '"canonical-abi/abi/lift.h"'))
        self.assertTrue(problems_of('engine/support/vec.h', '"virga/engine.h"'))

    def test_small_installed_headers_are_for_every_room(self):
        self.assertEqual([], problems_of('engine/support/vec.h', '"virga/error.h"'))

    def test_wit_knows_only_support_and_diag(self):
        self.assertEqual([], problems_of('wit/lexer.cc', '"engine/diag/caret.h"'))
        self.assertTrue(problems_of('wit/lexer.cc', '"engine/types/types.h"'))

    def test_examples_see_only_installed_headers(self):
        self.assertEqual([], problems_of('examples/embed-cpp/main.cc', '<virga/engine.h>'))
        self.assertTrue(problems_of('examples/embed-cpp/main.cc', '"engine/support/vec.h"'))

    def test_backend_never_includes_a_binding(self):
        self.assertEqual([], problems_of('hostfuncs/keyvalue/store_host.cc', '"hostfuncs/keyvalue/store.h"'))
        self.assertTrue(problems_of('hostfuncs/keyvalue/memory_store.cc', '"hostfuncs/keyvalue/store_host.h"'))
        self.assertTrue(problems_of('hostfuncs/config/config_host.cc', '"hostfuncs/keyvalue/store_host.h"'))
        self.assertEqual([], problems_of('hostfuncs/worlds/command.cc', '"hostfuncs/keyvalue/store_host.h"'))

    def test_operating_system_only_behind_its_doors(self):
        self.assertEqual([], problems_of('hostfuncs/filesystem/posix_files.cc', '<sys/stat.h>'))
        self.assertEqual([], problems_of('engine/port/posix/pages.cc', '<sys/mman.h>'))
        self.assertTrue(problems_of('hostfuncs/filesystem/memory_files.cc', '<sys/stat.h>'))
        self.assertTrue(problems_of('engine/support/vec.h', '<unistd.h>'))

    def test_third_party_headers_are_limited(self):
        self.assertEqual([], problems_of('engine/support/vec.h', '<absl/numeric/bits.h>'))
        self.assertTrue(problems_of('engine/support/vec.h', '<absl/strings/str_format.h>'))
        self.assertEqual([], problems_of('hostfuncs/io/streams.cc', '<absl/strings/str_format.h>'))
        self.assertTrue(problems_of('hostfuncs/io/streams.h', '<absl/strings/str_format.h>'))
        self.assertTrue(problems_of('cli/main.cc', '<fmt/format.h>'))
        self.assertTrue(problems_of('engine/api/module.cc', '<iostream>'))

    def test_undeclared_room_is_a_problem(self):
        self.assertTrue(problems_of('misc/tool.cc', '<vector>'))


class SizesTest(unittest.TestCase):

    @staticmethod
    def function_of(lines, head='int F(int a)'):
        return f'{head} {{\n' + '  a = 1;\n' * (lines - 2) + '}\n'

    def lengths(self, code):
        return [length for _, length in sizes.functions(code)]

    def test_counts_lines_of_functions(self):
        self.assertEqual([70], self.lengths(self.function_of(70)))
        path = pathlib.PurePath('a.cc')
        self.assertEqual([], sizes.check(path, self.function_of(70)))
        self.assertEqual(1, len(sizes.check(path, self.function_of(71))))

    def test_sees_functions_in_scopes(self):
        inner = self.function_of(10)
        self.assertEqual([10], self.lengths('namespace a {\n' + inner + '}\n'))
        self.assertEqual([10], self.lengths('class A : public B<int> {\n public:\n' + inner + '};\n'))

    def test_initializers_do_not_hide_a_constructor(self):
        self.assertEqual([5], self.lengths(self.function_of(5, 'A::A(int a) : b_(1), c_{2}')))

    def test_tables_and_types_are_not_functions(self):
        table = 'const Row kRows[] = {\n' + '    {Op(1), 2},\n' * 90 + '};\n'
        self.assertEqual([], self.lengths(table))
        self.assertEqual([], self.lengths('enum class A : uint8_t {\n' + '  kA,\n' * 90 + '};\n'))

    def test_braces_in_literals_do_not_count(self):
        self.assertEqual([3], self.lengths('void F() {\n  Print("{ \\" {", \'{\');  // {\n}\n'))

    def test_long_file(self):
        self.assertEqual([], sizes.check(pathlib.PurePath('a.py'), '\n' * 600))
        self.assertEqual(1, len(sizes.check(pathlib.PurePath('a.py'), '\n' * 601)))


class WordsTest(unittest.TestCase):

    def test_open_ends_need_an_issue(self):
        word = 'TO' + 'DO'
        self.assertEqual(1, len(words.check('a', f'// {word}: later')))
        self.assertEqual([], words.check('a', f'// {word}(#12): later'))

    def test_paths_of_one_machine(self):
        self.assertEqual(1, len(words.check('a', 'include /' + 'root/x')))
        self.assertEqual([], words.check('a', 'the /worker/pool and "/root" alone'))


class WrapsTest(unittest.TestCase):

    GOOD = ('[wrap-git]\ndirectory = a\nurl = https://example.org/a.git\n'
            'revision = ' + '0' * 40 + '\ndepth = 1\n')

    def test_pinned_git_wrap_passes(self):
        self.assertEqual([], wraps.check('a.wrap', self.GOOD))

    def test_branch_is_not_a_pin(self):
        self.assertTrue(wraps.check('a.wrap', self.GOOD.replace('0' * 40, 'main')))

    def test_file_wrap_without_hash(self):
        text = '[wrap-file]\ndirectory = a\nsource_url = https://e.org/a\nsource_filename = a\n[provide]\na = a_dep\n'
        self.assertEqual(['a.wrap: lacks source_hash'], wraps.check('a.wrap', text))


class CountCasesTest(unittest.TestCase):

    @staticmethod
    def count(result, stdout=''):
        counts, failed = count_cases.count({'name': 'a', 'result': result, 'stdout': stdout})
        return tuple(counts.values()), failed

    def test_cases_of_a_gtest_program(self):
        output = '[       OK ] A.One (0 ms)\n[  FAILED  ] A.Two (3 ms)\n[  SKIPPED ] A.Three (0 ms)\n'
        self.assertEqual(((1, 1, 1), ['a: A.Two']), self.count('FAIL', output))

    def test_summary_line(self):
        self.assertEqual(((12, 0, 3), []), self.count('OK', 'suite\n12 passed, 0 failed, 3 skipped\n'))

    def test_plain_programs_count_once(self):
        self.assertEqual(((1, 0, 0), []), self.count('OK'))
        self.assertEqual(((0, 1, 0), ['a: fail']), self.count('FAIL'))
        self.assertEqual(((0, 0, 1), []), self.count('SKIP'))

    def test_a_crash_after_good_cases_is_a_failure(self):
        self.assertEqual(((1, 1, 0), ['a: error']), self.count('ERROR', '[       OK ] A.One (0 ms)\n'))


class DocsTest(unittest.TestCase):

    COMMANDS = '// a table\nX(Run, "run", "FILE", "runs (it)")\n'
    OPTIONS = 'X(dir, Many, "r", 0, "dir", "HOST", "dir", Grants, "gives 1 directory")\n'
    EXIT_CODES = 'X(Trap, 134, "trapped")\n'

    def problems(self, manual):
        return docs.missing_from_manual(manual, self.COMMANDS, self.OPTIONS, self.EXIT_CODES)

    def test_complete_page_passes(self):
        self.assertEqual([], self.problems('`run`\n`--dir HOST`\n| 134 | trapped |\n'))

    def test_each_gap_is_found(self):
        self.assertEqual(3, len(self.problems('nothing')))


if __name__ == '__main__':
    unittest.main()
