import { expect, test } from "bun:test";
import fc from "fast-check";
import { deletedAtLoad, type WeighedBlock } from "../../src/prometheus/deletions.ts";
import { ulidOf } from "../bed/blocks.ts";

/** A block that ends at this time and has this size. */
const block = (number: number, maxTime: number, bytes = 1, changes: Partial<WeighedBlock> = {}): WeighedBlock => ({
  ulid: ulidOf(0, number),
  minTime: maxTime - 10,
  maxTime,
  sources: [ulidOf(0, number)],
  parents: [],
  deletable: false,
  bytes,
  ...changes,
});
const deleted = (...args: Parameters<typeof deletedAtLoad>) =>
  [...deletedAtLoad(...args)].map(([ulid, reason]) => `${Number.parseInt(ulid.slice(-2), 32)} ${reason}`);
const four = [block(1, 10, 5), block(2, 20, 5), block(3, 30, 5), block(4, 40, 5)];

test.each([
  [{}, []],
  [{ time: 30 }, ["1 time"]],
  [{ time: 31 }, []],
  [{ time: 1 }, ["3 time", "2 time", "1 time"]],
  [{ bytes: 20 }, []],
  [{ bytes: 19 }, ["1 size"]],
  [{ bytes: 20, headBytes: 1 }, ["1 size"]],
  [{ bytes: 4 }, ["4 size", "3 size", "2 size", "1 size"]],
  [{ time: 30, bytes: 12 }, ["1 time", "2 size"]],
] as const)("with the limits %o it is %o", (limits, expected) => {
  expect(deleted(four, limits).sort()).toEqual([...expected].sort());
});

test("a small block after one that is too large goes as well", () => {
  expect(deleted([block(1, 10, 1), block(2, 20, 100), block(3, 30, 1)], { bytes: 50 }).sort()).toEqual([
    "1 size",
    "2 size",
  ]);
});

test("a block that another one replaced goes, whatever the limits, and one that is not there does not matter", () => {
  const child = block(5, 40, 5, { parents: [ulidOf(0, 2), ulidOf(0, 9)] });
  expect(deleted([...four, child], {})).toEqual(["2 replaced"]);
});

test("more room never deletes more", () => {
  const anyBlock = fc
    .tuple(fc.nat(30), fc.nat(1000), fc.nat(100), fc.boolean())
    .map(([number, maxTime, bytes, deletable]) => block(number, maxTime, bytes, { deletable }));
  const limits = fc.record({ time: fc.nat(1000), bytes: fc.nat(2000) });
  fc.assert(
    fc.property(fc.uniqueArray(anyBlock, { selector: ({ ulid }) => ulid }), limits, limits, (blocks, one, other) => {
      const wider = { time: Math.max(one.time, other.time), bytes: Math.max(one.bytes, other.bytes) };
      const gone = deletedAtLoad(blocks, one);
      for (const ulid of deletedAtLoad(blocks, wider).keys()) expect(gone.has(ulid)).toBe(true);
    }),
  );
});
