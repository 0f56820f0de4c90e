#!/usr/bin/env bash
# Runs the demo: one component in C and two in JavaScript, against an in-memory key-value store.
#
#   demo.sh VIRGA GUESTS
set -euo pipefail
virga=$(realpath "$1") guests=$(realpath "$2")

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cd "$room"
mkdir in out
echo "Dear reader, it rained, but nothing reached the ground." >in/letter.txt

for guest in visits-c visits-qjs visits-starling; do
  options=(--dir in::/in:ro --dir out::/out --config-var greeting=Hello)
  echo "\$ virga run ${options[*]} $guest.component.wasm"
  "$virga" run "${options[@]}" "$guests/$guest.component.wasm"
  cmp in/letter.txt out/letter.txt
  rm out/letter.txt
done
