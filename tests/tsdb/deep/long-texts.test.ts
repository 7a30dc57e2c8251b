import { expect, test } from "bun:test";
import { Notes } from "../../../src/tsdb/deep/notes.ts";
import { SymbolCheck } from "../../../src/tsdb/deep/symbol-check.ts";
import { Bytes } from "../small-block.ts";

const mebibyte = new Uint8Array(1 << 20).fill(97);

/** Checks a table of two symbols, of which the first has so many mebibytes. */
function check(mebibytes: number) {
  const notes = new Notes("B", "index");
  const symbols = new SymbolCheck(notes, 2);
  const head = new Bytes([])
    .u32(2)
    .uvarint(BigInt(mebibytes << 20))
    .array();
  const last = Uint8Array.from([1, 98]);
  symbols.begin(5, head.length + (mebibytes << 20) + last.length);
  symbols.part(head, 0, head.length);
  for (let part = 0; part < mebibytes; part++) symbols.part(mebibyte, 0, mebibyte.length);
  symbols.part(last, 0, last.length);
  symbols.end();
  const { damage, oddities, unchecked } = notes;
  return { said: [...damage, ...oddities, ...unchecked.map(({ part }) => part)], symbols };
}

test("a symbol of megabytes is read", () => {
  const { said, symbols } = check(9);
  expect([said, symbols.complete, symbols.placeOf(1), symbols.placeOf(2)]).toEqual([[], true, 1, -1]);
});

test("of a table with a symbol that is too long to be held no reference is called wrong", () => {
  const { said, symbols } = check(20);
  expect([said, symbols.complete, symbols.sorted]).toEqual([["long text"], false, false]);
  expect(symbols.placeOf(1)).toBe(0);
});
