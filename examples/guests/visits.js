// A cloud-core component in JavaScript: what visits.c does, with WASI imported directly. It keeps to what every
// JavaScript engine for components has: no console, no TextEncoder.
import { get } from 'wasi:config/store@0.2.0-draft';
import { open } from 'wasi:keyvalue/store@0.2.0-draft2';
import { increment } from 'wasi:keyvalue/atomics@0.2.0-draft2';
import { getStdout } from 'wasi:cli/stdout@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';

// The QuickJS backend passes 64-bit integers as numbers, StarlingMonkey as BigInts. Only the latter has a TextEncoder.
const int64 = typeof TextEncoder === 'undefined' ? Number : BigInt;
const kBlockSize = int64(4096);

function utf8(text) {
  const escaped = encodeURIComponent(text);
  const bytes = [];
  for (let i = 0; i < escaped.length; ++i) {
    if (escaped[i] === '%') {
      bytes.push(parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else {
      bytes.push(escaped.charCodeAt(i));
    }
  }
  return Uint8Array.from(bytes);
}

function print(line) {
  getStdout().blockingWriteAndFlush(utf8(line + '\n'));
}

function greet() {
  print(`${get('greeting') ?? 'Hello'} from JavaScript`);
}

function listKeys(bucket) {
  let keys = [];
  let cursor;
  do {
    const page = bucket.listKeys(cursor);
    keys = keys.concat(page.keys);
    cursor = page.cursor;
  } while (cursor !== undefined && cursor !== null);
  print(['keys:', ...keys].join(' '));
}

function preopen(name) {
  const found = getDirectories().find(([, guest]) => guest === name);
  if (found === undefined) throw new Error(`${name} is not preopened`);
  return found[0];
}

function copy(file) {
  const source = preopen('/in').openAt({}, file, {}, { read: true });
  const fresh = { create: true, truncate: true };
  const target = preopen('/out').openAt({}, file, fresh, { write: true });
  let offset = int64(0);
  for (let done = false; !done;) {
    const [block, end] = source.read(kBlockSize, offset);
    if (block.length > 0) target.write(block, offset);
    offset += int64(block.length);
    done = end || block.length === 0;
  }
  print(`copied ${offset} bytes from /in/${file} to /out/${file}`);
}

export const run = {
  run() {
    greet();
    const bucket = open('default');
    print(`visit ${increment(bucket, 'visits', int64(1))}`);
    listKeys(bucket);
    copy('letter.txt');
  },
};
