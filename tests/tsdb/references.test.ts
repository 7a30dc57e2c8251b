import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { beginCheck, headBytes } from "../../src/tsdb/block-files.ts";
import type { ByteSource } from "../../src/tsdb/byte-source.ts";
import { ChunkTrace } from "../../src/tsdb/chunk-trace.ts";
import { crc32c } from "../../src/tsdb/crc32c.ts";
import type { Finding } from "../../src/tsdb/damage.ts";
import { endFrames, pushFrames } from "../../src/tsdb/frames.ts";
import { checkIndex } from "../../src/tsdb/index-file.ts";
import { checkReferences, type Segment } from "../../src/tsdb/references.ts";
import { cachedBlocks, oneDay } from "../bed/blocks.ts";

/** Bytes in memory that nobody may ask for what is not there. */
function sourceOf(bytes: Uint8Array): ByteSource & Disposable {
  return {
    size: bytes.length,
    read: (buffer, position) => {
      expect(Number.isSafeInteger(position) && position >= 0 && position <= bytes.length).toBe(true);
      const part = bytes.subarray(position, position + buffer.length);
      buffer.set(part);
      return part.length;
    },
    [Symbol.dispose]: () => undefined,
  };
}

function traceOf(bytes: Uint8Array): Segment {
  const trace = new ChunkTrace();
  const state = beginCheck("chunks", bytes.length, bytes.subarray(0, headBytes), new Uint8Array(0));
  pushFrames(state, bytes, trace);
  expect(endFrames(state)).toBeUndefined();
  return { size: bytes.length, starts: trace.finish().starts };
}

/** Checks an index against its segments; `follow` makes the list of where chunks begin useless. */
function check(index: Uint8Array, segments: readonly Uint8Array[], follow = false): Finding | undefined {
  const { version = 0, regions, finding } = checkIndex(sourceOf(index));
  expect(finding).toBeUndefined();
  const known = segments
    .map(traceOf)
    .map((segment) => (follow ? { ...segment, starts: { count: -1, digest: "" } } : segment));
  const open = (number: number) => sourceOf(segments[number] ?? new Uint8Array(0));
  return checkReferences({ source: sourceOf(index), version, regions }, known, open);
}

const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const sumOf = (body: readonly number[]) => {
  const bytes = Uint8Array.from(body);
  return u32(crc32c(bytes, new DataView(bytes.buffer), 0, bytes.length, 0));
};

function uvarint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...uvarint(Math.floor(value / 0x80))];
}
const varint = (value: number) => uvarint(value < 0 ? -2 * value - 1 : 2 * value);

/** A segment of chunks with these data lengths, and where each begins. */
function segmentOf(lengths: readonly number[]) {
  const bytes = [0x85, 0xbd, 0x40, 0xdd, 1, 0, 0, 0];
  const starts = lengths.map((length, number) => {
    const start = bytes.length;
    const body = [1, ...Array.from({ length }, (_, index) => (number * 31 + index * 7) & 255)];
    for (const part of [uvarint(length), body, sumOf(body)]) bytes.push(...part);
    return start;
  });
  return { bytes: Uint8Array.from(bytes), starts };
}

const reference = (segment: number, offset: number) => segment * 2 ** 32 + offset;
const symbolCount = 5;

/** The body of a series with these symbols for its labels, and references to chunks. */
function seriesBody(labels: readonly number[], references: readonly number[]): number[] {
  const body = [uvarint(labels.length / 2), ...labels.map(uvarint), uvarint(references.length)];
  for (const [number, reference] of references.entries()) {
    body.push(number === 0 ? varint(1_767_225_600_000) : uvarint(15_000), uvarint(1_800_000));
    body.push(number === 0 ? uvarint(reference) : varint(reference - (references[number - 1] ?? 0)));
  }
  return body.flat();
}

/** An index of these bodies of series; every checksum is right. */
function indexOf(bodies: readonly (readonly number[])[], version = 2): Uint8Array {
  const bytes = [0xba, 0xaa, 0xd7, 0x00, version];
  const symbols = [...u32(symbolCount), ...Array.from({ length: symbolCount }, (_, index) => [1, 97 + index]).flat()];
  bytes.push(...u32(symbols.length), ...symbols, ...sumOf(symbols));
  const alignment = version === 1 ? 1 : 16;
  // Prometheus notes where the series begin before it aligns the first.
  const series = bytes.length;
  for (const body of bodies) {
    while (bytes.length % alignment !== 0) bytes.push(0);
    bytes.push(...uvarint(body.length), ...body, ...sumOf(body));
  }
  const contents = [5, series, 0, 0, 0, 0].flatMap((offset) => [...u32(0), ...u32(offset)]);
  return Uint8Array.from([...bytes, ...contents, ...sumOf(contents)]);
}

describe("the references of an index", () => {
  test("of every real block lead to chunks, looked at in either way", async () => {
    const blocks = await cachedBlocks(oneDay);
    const names = readdirSync(blocks);
    expect(names.length).toBe(12);
    for (const name of names) {
      const [index, chunks] = ["index", "chunks/000001"].map(
        (file) => new Uint8Array(readFileSync(join(blocks, name, file))),
      );
      for (const follow of [false, true]) {
        expect([name, check(index as Uint8Array, [chunks as Uint8Array], follow)]).toEqual([name, undefined]);
      }
    }
  });

  test("are sound in whatever order they stand, and with chunks that none leads to", () => {
    const lengths = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 16_383, 70_000)), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(lengths, { minLength: 1, maxLength: 3 }), fc.infiniteStream(fc.nat()), (drawn, random) => {
        const segments = drawn.map(segmentOf);
        const all = segments.flatMap(({ starts }, segment) => starts.map((start) => reference(segment, start)));
        const [first = 0] = random;
        const shuffled = all
          .toSorted((a, b) => ((a * 7919 + first) % 101) - ((b * 7919 + first) % 101))
          .slice(first % 2);
        for (const order of [all, shuffled]) {
          const bodies = order.map((_, at) => seriesBody([0, 1], order.slice(at, at + 1 + (at % 2))));
          for (const version of [1, 2]) {
            expect(
              check(
                indexOf(bodies, version),
                segments.map(({ bytes }) => bytes),
              ),
            ).toBeUndefined();
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("that lead anywhere but to the beginning of a chunk are found, and the series is named", () => {
    const { bytes, starts } = segmentOf([20, 0, 300, 5]);
    const [, second = 0, third = 0] = starts;
    const ends = new Set(starts);
    const wrong = Array.from({ length: bytes.length + 10 }, (_, offset) => offset).filter(
      (offset) => !ends.has(offset),
    );
    const elsewhere = [reference(1, 8), reference(2 ** 20, 8), reference(2 ** 30, 8), 2 ** 52];
    for (const bad of [...wrong, ...elsewhere]) {
      const bodies = [seriesBody([0, 1], [starts[0] ?? 0, second]), seriesBody([0, 2], [third, bad])];
      const found = check(indexOf(bodies), [bytes]);
      expect([bad, found]).toEqual([bad, { offset: 64, problem: "chunk reference", section: "series" }]);
    }
  });

  test("below zero, and segments that are not there, are found", () => {
    const { bytes, starts } = segmentOf([20]);
    const body = seriesBody([0, 1], [starts[0] ?? 0, -1000]);
    expect(check(indexOf([body]), [bytes])?.problem).toBe("chunk reference");
    expect(check(indexOf([seriesBody([0, 1], starts)]), [])?.problem).toBe("chunk reference");
    expect(check(indexOf([seriesBody([0, 1], [])]), [])).toBeUndefined();
  });
});

describe("a series", () => {
  const { bytes, starts } = segmentOf([20]);
  const sound = seriesBody([0, 1, 3, 4], starts);

  test.each<[string, number[]]>([
    ["with a symbol that is not there", seriesBody([0, symbolCount], starts)],
    ["with more labels than it holds", [...uvarint(1000), ...sound.slice(1)]],
    ["with a number of labels that nothing holds", [...uvarint(2 ** 50), ...sound.slice(1)]],
    ["that ends in its labels", sound.slice(0, 4)],
    ["that ends before its chunks", sound.slice(0, 5)],
    ["that ends in its chunks", sound.slice(0, -1)],
    ["with more chunks than it holds", sound.with(5, 100)],
    ["with a number of more than 64 bits", [...sound.slice(0, 6), ...new Array(12).fill(0xff), 0]],
    ["of nothing", []],
  ])("%s is found", (_, body) => {
    const found = check(indexOf([sound, body]), [bytes]);
    expect(found).toEqual({ offset: 64, problem: "series entry", section: "series" });
  });

  test("of the first version names its symbols by where they stand", () => {
    expect(check(indexOf([seriesBody([13, 15], starts)], 1), [bytes])).toBeUndefined();
    expect(check(indexOf([seriesBody([13, 99], starts)], 1), [bytes])?.problem).toBe("series entry");
  });

  test("of any bytes makes nobody crash, or read what is not there", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }),
        fc.constantFrom(1, 2),
        (bodies, version) => {
          const found = check(
            indexOf(
              bodies.map((body) => [...body]),
              version,
            ),
            [bytes],
            true,
          );
          expect(["series entry", "chunk reference", undefined]).toContain(found?.problem);
        },
      ),
      { numRuns: 300 },
    );
  });
});
