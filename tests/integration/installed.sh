#!/usr/bin/env bash
# Builds examples/embed-cpp against an installed Virga in each way that docs/embedding.md shows, and runs it.
#
#   installed.sh PREFIX     an installation, wherever it was moved to
#
# Ends with the count of ways that worked, as ./dev test reads it.
set -euo pipefail
source=$(cd "$(dirname "$0")/../../examples/embed-cpp" && pwd)
prefix=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

export PKG_CONFIG_PATH
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name virga.pc)")
library=$(dirname "$PKG_CONFIG_PATH")

expected='the guest says: odd
7 squared is 49
divide(1, 0) trapped: integer divide by zero'

# check NAME PROGRAM: whether the program prints what it should.
check() {
  local output
  output=$(LD_LIBRARY_PATH=$library "$2") || true
  if [ "$(head -n 3 <<<"$output")" = "$expected" ]; then
    echo "ok: $1"
    passed=$((passed + 1))
  else
    printf 'failed: %s printed:\n%s\n' "$1" "$output"
    failed=$((failed + 1))
  fi
}

# flags OPTION...: what pkg-config says, for an installation that was moved.
flags() {
  pkg-config --define-variable=prefix="$prefix" "$@" virga
}

with_pkg_config() {
  local compiler=$1
  # shellcheck disable=SC2046  # lists of words
  "$compiler" "$source/main.cc" -o "$work/shared-$compiler" $(flags --cflags --libs)
  check "$compiler, shared" "$work/shared-$compiler"
  # shellcheck disable=SC2046
  "$compiler" "$source/main.cc" -o "$work/static-$compiler" $(flags --cflags) "$library/libvirga.a" -pthread
  check "$compiler, static" "$work/static-$compiler"
}

with_cmake() {
  cmake -S "$source" -B "$work/cmake" -Dvirga_DIR="$library/cmake/virga"
  cmake --build "$work/cmake"
  check "CMake" "$work/cmake/embed-cpp"
}

with_pkg_config g++-12
with_pkg_config clang++-22
if command -v cmake >/dev/null; then with_cmake; else skipped=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
