/** Looks up more symbols than a call takes arguments, and prints how many were found: a script, to be run under Deno. */
import process from "node:process";
import { lookUp } from "../../src/tsdb/symbols.ts";

const count = 300_000;
const table = new Uint8Array(8 + 2 * count);
for (let at = 8; at < table.length; at += 2) table.set([1, 0x61], at);
const found = lookUp(
  (offset, length) => table.subarray(offset, offset + length),
  { start: 0, end: table.length, version: 2 },
  new Set(Array.from({ length: count }, (_, reference) => reference)),
  { span: table.length, length: 10 },
);
process.stdout.write(`${found.size}\n`);
