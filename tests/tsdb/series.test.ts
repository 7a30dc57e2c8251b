import { expect, test } from "bun:test";
import fc from "fast-check";
import { indexRegions } from "../../src/tsdb/block-files.ts";
import { decodeSeries, seriesIn } from "../../src/tsdb/series.ts";
import { bitsOf, type SmallSeries, smallBlock } from "./small-block.ts";

const label = fc.stringMatching(/^[a-z]{1,8}$/);
const ascending = fc
  .uniqueArray(fc.bigInt({ min: -(2n ** 41n), max: 2n ** 41n }), { minLength: 1, maxLength: 5 })
  .map((times) => times.sort((one, other) => (one < other ? -1 : 1)));
const anySeries: fc.Arbitrary<SmallSeries> = fc.record({
  labels: fc.dictionary(label, label, { minKeys: 1, maxKeys: 4 }),
  chunks: ascending.map((times) => times.map((time) => ({ time, bits: bitsOf(1) }))),
});

function read(block: ReturnType<typeof smallBlock>, version: 1 | 2) {
  const { index } = block;
  const toc = index.length - 52;
  const region = indexRegions(index.slice(toc), toc, version === 1 ? 1 : 16)?.find(
    ({ section }) => section === "series",
  );
  if (region === undefined) throw new Error("no series");
  return [...seriesIn((offset, length) => index.subarray(offset, offset + length), region)];
}

test("every series is found with its reference, its labels and the place and times of its chunks", () => {
  fc.assert(
    fc.property(
      fc.array(anySeries, { minLength: 1, maxLength: 8 }),
      fc.constantFrom<(1 | 2)[]>(1, 2),
      (series, version) => {
        const block = smallBlock(series, version);
        const found = read(block, version);
        expect(found.map(({ reference }) => reference)).toEqual(block.references);
        expect(found.map(({ labels }) => labels.length)).toEqual(series.map((one) => Object.keys(one.labels).length));
        for (const [place, { chunks }] of found.entries()) {
          const times = (series[place]?.chunks ?? []).map(({ time }) => Number(time));
          expect(chunks.map(({ minTime }) => minTime)).toEqual(times);
          expect(chunks.map(({ maxTime }) => maxTime)).toEqual(times);
          for (const { segment, offset } of chunks) expect([segment, block.segment[offset + 1]]).toEqual([0, 1]);
        }
      },
    ),
  );
});

test("a chunk in a later segment is placed there", () => {
  const place = (5n << 32n) | 1234n;
  const varints = [0, 1, 0, 0]; // no label, one chunk at time 0 of length 0
  const reference: number[] = [];
  for (let rest = place; ; rest >>= 7n) {
    reference.push(Number(rest & 0x7fn) | (rest >= 0x80n ? 0x80 : 0));
    if (rest < 0x80n) break;
  }
  const series = decodeSeries(Uint8Array.from([...varints, ...reference]));
  expect(series?.chunks).toEqual([{ minTime: 0, maxTime: 0, segment: 5, offset: 1234 }]);
});

test("bytes that are no index end the reading and are never read beyond", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom<(1 | 16)[]>(1, 16), (bytes, alignment) => {
      const bytesAt = (offset: number, length: number) => {
        expect(offset).toBeLessThan(bytes.length);
        return bytes.subarray(offset, offset + length);
      };
      expect([...seriesIn(bytesAt, { start: 0, end: bytes.length, alignment })].length).toBeLessThanOrEqual(
        bytes.length,
      );
    }),
  );
});

test("a series that says it has a billion chunks costs no more than its bytes", () => {
  const began = performance.now();
  expect(decodeSeries(Uint8Array.from([0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 1]))).toBeUndefined();
  expect(decodeSeries(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 1, 1, 1]))).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(1000);
});
