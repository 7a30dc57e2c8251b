import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findSample } from "../../src/tsdb/find-sample.ts";
import { bitsOf, type SmallSeries, searched, smallBlock, stale } from "./small-block.ts";

const always = () => true;
const find = (series: readonly SmallSeries[], ...rest: [version?: 1 | 2]) =>
  findSample(searched(smallBlock(series, ...rest)), always);
const one = (labels: Record<string, string>, ...values: number[]): SmallSeries => ({
  labels,
  chunks: values.map((value, place) => ({ time: BigInt(1000 * (place + 1)), bits: bitsOf(value) })),
});
const up = { __name__: "up", job: "node" };

describe.each([1, 2] as const)("in an index of version %d", (version) => {
  test("the last chunk's first sample is found with its labels", () => {
    expect(find([one(up, 1, 2.5)], version)).toEqual({ labels: up, time: 2000, value: 2.5 });
  });

  test("labels are right among many, of which there may be thousands that do not do", () => {
    const many = Array.from({ length: 4400 }, (_, i) => one({ __name__: "x.y", "no.classic": `${i}` }, i));
    const last = one({ __name__: "zz", z: 'e \\ " \n' }, 7);
    expect(find([...many.slice(0, 300), last], version)).toEqual({ labels: last.labels, time: 1000, value: 7 });
    expect(find([...many, last], version)).toBeUndefined();
  });
});

test("a sample that marks a series as ended is passed over for an earlier one, and then for another series", () => {
  const ended = {
    labels: up,
    chunks: [
      { time: 1n, bits: bitsOf(3) },
      { time: 2n, bits: stale },
    ],
  };
  expect(find([ended])).toMatchObject({ time: 1, value: 3 });
  expect(find([{ ...ended, chunks: ended.chunks.slice(1) }, one({ ...up, job: "x" }, 4)])).toMatchObject({ value: 4 });
});

test("an ordinary NaN is a sample", () => {
  expect(find([one(up, Number.NaN)])).toMatchObject({ value: Number.NaN });
});

test("chunks of histograms and of unknown encodings are passed over", () => {
  const encodings = [0, 2, 3, 5, 6, 7, 255];
  const foreign = encodings.map((encoding) => ({ labels: up, chunks: [{ time: 1n, bits: bitsOf(1), encoding }] }));
  expect(find(foreign)).toBeUndefined();
  expect(find([...foreign, one({ ...up, job: "x" }, 9)])).toMatchObject({ value: 9 });
});

test("a chunk in the XOR2 encoding has a sample as well", () => {
  expect(find([{ labels: up, chunks: [{ time: 5n, bits: bitsOf(1.5), encoding: 4 }] }])).toMatchObject({
    time: 5,
    value: 1.5,
  });
});

test("deleted samples are passed over, by the reference of their series and both ends of the interval", () => {
  const series = [one(up, 1, 2), one({ ...up, job: "x" }, 3)];
  const [first = 0, second = 0] = smallBlock(series).references;
  const found = (deletions: Map<number, [number, number][]>) =>
    findSample(searched(smallBlock(series, 2, deletions)), always)?.value;
  expect(found(new Map())).toBe(2);
  expect(found(new Map([[first, [[2000, 2000]]]]))).toBe(1);
  expect(found(new Map([[first, [[1001, 1999]]]]))).toBe(2);
  expect(found(new Map([[first, [[0, 5000]]]]))).toBe(3);
  expect(
    found(
      new Map([
        [first, [[0, 5000]]],
        [second, [[1000, 1000]]],
      ]),
    ),
  ).toBeUndefined();
});

test("times that are not accepted are passed over", () => {
  const block = searched(smallBlock([one(up, 1, 2, 3)]));
  expect(findSample(block, (time) => time < 2000)).toMatchObject({ time: 1000 });
  expect(findSample(block, (time) => time > 3000)).toBeUndefined();
});

test.each([
  ["a name that needs quotes", { __name__: "up", "a.b": "x" }],
  ["a text that is not UTF-8", { __name__: "up", job: "\xff" }],
  ["no metric's name", { job: "node" }],
  ["a text of a kilobyte", { __name__: "up", job: "x".repeat(1024) }],
])("a series with %s is passed over", (_, labels) => {
  expect(find([one(labels, 1)])).toBeUndefined();
  expect(find([one(labels, 1), one(up, 5)])).toMatchObject({ value: 5 });
});

test("whatever is flipped in a block, the search ends without an error and reads nothing beyond its files", () => {
  const { index, segment, ...rest } = smallBlock([one(up, 1, 2), one({ ...up, job: "b" }, 3)]);
  const flip = (bytes: Uint8Array<ArrayBuffer>, flips: readonly number[]) => {
    const copy = bytes.slice();
    for (const bit of flips) {
      const place = Math.floor(bit / 8) % copy.length;
      copy[place] = (copy[place] ?? 0) ^ (1 << (bit % 8));
    }
    return copy;
  };
  // The table of contents has a checksum of its own, without which nothing else is read: it stays.
  const bits = fc.array(fc.nat({ max: (index.length - 52) * 8 - 1 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(bits, bits, (inIndex, inSegment) => {
      const damaged = { index: flip(index, inIndex), segment: flip(segment, inSegment), ...rest };
      const found = findSample(searched(damaged), always);
      expect(found === undefined || typeof found.value === "number").toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("a block without an index, or with another file in its place, has no sample", () => {
  for (const bytes of [new Uint8Array(0), new Uint8Array(20), new Uint8Array(4000)]) {
    const block = { ...searched(smallBlock([one(up, 1)])), index: () => bytes, indexSize: bytes.length };
    expect(findSample(block, always)).toBeUndefined();
  }
});
