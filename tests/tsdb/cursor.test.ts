import { expect, test } from "bun:test";
import fc from "fast-check";
import { Cursor, inPieces } from "../../src/tsdb/cursor.ts";
import { Bytes } from "./small-block.ts";

const safe = { min: -(2n ** 51n), max: 2n ** 51n };

test("numbers are read as Go writes them, one after the other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 53n }), fc.bigInt(safe))), (pairs) => {
      const bytes = new Bytes([]);
      for (const [unsigned, signed] of pairs) bytes.uvarint(unsigned).varint(signed);
      const cursor = new Cursor(bytes.array());
      const read = pairs.map(() => [BigInt(cursor.uvarint()), BigInt(cursor.varint())]);
      expect(read).toEqual(pairs.map((pair) => [...pair]));
      expect([cursor.done, cursor.failed]).toEqual([true, false]);
    }),
  );
});

test("a number that the bytes end in, or that does not end, fails and costs nothing", () => {
  for (const bytes of [[], [0x80], Array(1000).fill(0xff)]) {
    const cursor = new Cursor(Uint8Array.from(bytes));
    expect([cursor.uvarint(), cursor.failed]).toEqual([0, true]);
    expect(cursor.at).toBeLessThanOrEqual(10);
  }
});

test("reading in pieces gives the same bytes, in fewer reads", () => {
  const file = Uint8Array.from({ length: 1000 }, (_, place) => place % 251);
  let reads = 0;
  const plain = (offset: number, length: number) => file.subarray(offset, offset + length);
  const pieces = inPieces((offset, length) => {
    reads++;
    return plain(offset, length);
  }, 100);
  for (let at = 0; at < 900; at += 7) expect(pieces(at, 10)).toEqual(plain(at, 10));
  expect(reads).toBeLessThan(12);
  expect(pieces(995, 10)).toEqual(plain(995, 10));
  expect(pieces(3, 300)).toEqual(plain(3, 300));
});

test("a difference below zero is read as Go adds it", () => {
  fc.assert(
    fc.property(fc.bigInt(safe), fc.nat(3), (number, before) => {
      const bytes = new Bytes(Array(before).fill(0)).uvarint(number);
      const cursor = new Cursor(new Uint8Array(0));
      cursor.turnTo(bytes.array(), before, bytes.length);
      expect([BigInt(cursor.difference()), cursor.done, cursor.failed]).toEqual([number, true, false]);
    }),
  );
});

test("a number that more bytes might complete is told from one that none can", () => {
  for (const [bytes, short] of [
    [[0x80, 0x80], true],
    [[0x80, 0x80, 0x80, 0x80, 0x80], true],
    [Array(10).fill(0xff), false],
  ] as const) {
    const cursor = new Cursor(Uint8Array.from(bytes));
    cursor.uvarint();
    expect([cursor.failed, cursor.short]).toEqual([true, short]);
  }
});
