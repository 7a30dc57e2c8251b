import { expect, test } from "bun:test";
import fc from "fast-check";
import { isDeleted, readDeletions } from "../../src/tsdb/tombstones.ts";
import { Bytes } from "./small-block.ts";

const head = [0x01, 0x30, 0xba, 0x30, 1];
const fileOf = (stones: readonly (readonly [bigint, bigint, bigint])[]) => {
  const body = new Bytes([]);
  for (const [reference, from, to] of stones) body.uvarint(reference).varint(from).varint(to);
  return new Bytes(head).add(body.bytes).sum(body.bytes).array();
};

test("the intervals of each series are found, several of one as well", () => {
  const deletions = readDeletions(
    fileOf([
      [7n, -5n, 5n],
      [7n, 10n, 10n],
      [9n, 0n, 2n ** 42n],
    ]),
  );
  expect([...(deletions ?? [])]).toEqual([
    [
      7,
      [
        [-5, 5],
        [10, 10],
      ],
    ],
    [9, [[0, 2 ** 42]]],
  ]);
  const deleted = (reference: number, time: number) => isDeleted(deletions ?? new Map(), reference, time);
  expect([deleted(7, -5), deleted(7, 5), deleted(7, 6), deleted(7, 10), deleted(8, 0), deleted(9, 1)]).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});

test("the empty file that Prometheus writes deletes nothing", () => {
  expect(readDeletions(fileOf([]))?.size).toBe(0);
});

test("a file that is cut off tells nothing", () => {
  expect(readDeletions(new Uint8Array(8))).toBeUndefined();
  const whole = fileOf([[300n, 1n, 2n]]);
  expect(readDeletions(whole.slice(0, -1))).toBeUndefined();
});

test("no bytes make it fail", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readDeletions(bytes)));
});
