import { describe, expect, test } from "bun:test";
import { Bytes } from "../small-block.ts";
import { type Breakage, fiveSeries, type WrittenBlock, type WrittenSeries } from "./block-spec.ts";
import { inShort, prove } from "./proving.ts";
import { holds, said, type Version, versions } from "./rule-cases.ts";
import { writeBlock } from "./written-block.ts";

/** The numbers of the body of a series, written anew. */
const body = (...numbers: readonly (number | bigint)[]) => {
  const bytes = new Bytes([]);
  for (const number of numbers) bytes.uvarint(BigInt(number));
  return bytes;
};
const at = (number: number, change: (body: Bytes) => Bytes): NonNullable<Breakage["series"]> => {
  return (plain, place) => (place === number ? change(plain) : plain);
};
/** A series of one label, with one chunk of these times; the signed numbers are below 64 and so one byte each. */
const series = (min: bigint, span: bigint, place: bigint, labels: readonly bigint[]) =>
  new Bytes([])
    .uvarint(BigInt(labels.length / 2))
    .add(labels.flatMap((label) => body(label).bytes))
    .uvarint(1n)
    .varint(min)
    .uvarint(span)
    .uvarint(place);

describe("a block as Prometheus writes it", () => {
  test("is sound in every version of the format, with and without label indices", () => {
    for (const version of versions) {
      for (const indices of [true, false]) {
        const stones = [
          [1, 1000, 1100],
          [1, 1200, 1300],
          [3, 1000, 1000],
        ] as const;
        const block = writeBlock(fiveSeries, { version, indices }, { stones });
        expect([version, indices, said(block)]).toEqual([version, indices, []]);
        const { counts, unresolved, meta } = prove(block.ulid, block.files);
        expect([unresolved, meta?.samples]).toEqual([false, 41]);
        expect(counts).toEqual({
          series: 5,
          chunks: 8,
          samples: 41,
          floatSamples: 39,
          histogramSamples: 2,
          tombstones: 3,
        });
      }
    }
  });

  test("may have no label indices, no tombstones and no samples by kind", () => {
    const block = writeBlock(
      fiveSeries,
      {},
      { meta: (meta) => ({ ...meta, stats: { numSamples: 41, numSeries: 5, numChunks: 8 } }) },
    );
    const files = new Map([...block.files].filter(([name]) => name !== "tombstones"));
    expect(inShort(prove(block.ulid, files))).toEqual([]);
  });
});

describe("in the symbols", () => {
  holds([
    [
      "one twice is odd",
      { symbols: (symbols) => symbols.toSpliced(3, 0, symbols[3] ?? "") },
      ({ symbols: { 4: offset } }) => [`index ${offset} odd: order of symbols`],
    ],
    [
      "what is not UTF-8 is odd",
      { symbols: (symbols) => [...symbols, "raw:\xff\xfe"] },
      ({ symbols }) => [`index ${symbols.at(-1)} odd: not UTF-8`],
    ],
    [
      "an entry behind the table is odd",
      { behind: { symbols: [0, 0, 0, 1, 7, ...new Bytes([]).sum([7]).bytes] } },
      ({ sections: { series = 0 } }) => [`index ${series - 9} odd: unused bytes`],
    ],
  ]);
});

describe("in the series", () => {
  holds([
    [
      "one that ends too early is damage",
      { series: at(2, (plain) => new Bytes(plain.bytes.slice(0, -1))) },
      ({ series: { 2: offset } }) => [`index ${offset} series entry`],
    ],
    [
      "a label that is in no symbol is damage",
      { series: at(3, () => series(1000n, 990n, 2n ** 32n + 8n, [2000n, 2001n])) },
      ({ series: { 3: offset } }) => [`index ${offset} series entry`],
    ],
    [
      "bytes behind the last chunk are odd",
      { series: at(0, (plain) => plain.add([0])) },
      ({ series: { 0: offset } }) => [`index ${offset} odd: unused bytes`],
    ],
    [
      "a chunk that ends before it begins is odd",
      {
        series: (plain, number, { symbol, chunk }) =>
          number === 3 ? series(1000n, -10n, chunk(0), [symbol("__name__"), symbol("memory")]) : plain,
      },
      ({ series: { 3: offset } }) => [`index ${offset} odd: times of a chunk`],
    ],
    [
      "a reference below zero is damage",
      {
        series: (plain, number, { symbol, chunk }) =>
          number === 0
            ? body(3, symbol("__name__"), symbol("cpu"), symbol("core"), symbol("0"), symbol("mode"), symbol("idle"), 2)
                .varint(1000n)
                .uvarint(400n)
                .uvarint(chunk(0))
                .uvarint(100n)
                .uvarint(400n)
                .varint(-1000n)
            : plain,
      },
      ({ series: { 0: offset } }) => [`index ${offset} chunk reference`],
    ],
    [
      "samples before the block are odd",
      { meta: (meta) => ({ ...meta, minTime: 1001 }) },
      ({ series: { 0: offset } }) => [`index ${offset} odd: outside the block`],
    ],
    [
      "samples at the end of the block, which is exclusive, are odd",
      { meta: (meta) => ({ ...meta, maxTime: 1999 }) },
      ({ series: { 4: offset } }) => [`index ${offset} odd: outside the block`],
    ],
  ]);

  const having = (
    change: (all: WrittenSeries[]) => readonly WrittenSeries[],
    version: Version,
    breakage: Breakage = {},
  ) => writeBlock(change([...fiveSeries]), { version, indices: true }, breakage);
  const rest = (block: WrittenBlock) => said(block).filter((line) => !line.includes("counts"));

  test("out of order, or twice, they are odd", () => {
    for (const version of versions) {
      const [first, second, ...others] = fiveSeries;
      const swapped = having(() => [second, first, ...others].filter((one) => one !== undefined), version);
      expect(rest(swapped)).toEqual([`index ${swapped.series[1]} odd: order of series`]);
      const twice = having(() => [first, first, ...others].filter((one) => one !== undefined), version);
      expect(rest(twice)).toEqual([`index ${twice.series[1]} odd: order of series`]);
    }
  });

  test("labels out of order are odd", () => {
    const block = having(
      (all) =>
        all.toSpliced(2, 1, {
          labels: [
            ["core", "1"],
            ["__name__", "cpu"],
          ],
          chunks: fiveSeries[2]?.chunks ?? [],
        }),
      2,
    );
    expect(rest(block)).toContain(`index ${block.series[2]} odd: order of labels`);
  });

  test("chunks that overlap are odd, even where Prometheus wrote a difference below zero", () => {
    for (const version of versions) {
      const chunks = [
        { min: 1000, max: 1500 },
        { min: 1490, max: 1600 },
      ];
      const block = having((all) => [...all.slice(0, 3), { labels: [["__name__", "memory"]], chunks }], version);
      expect(rest(block)).toEqual([`index ${block.series[3]} odd: order of chunks`]);
    }
  });

  test("a reference that leads to the wrong chunk is left for another look", () => {
    const block = writeBlock(
      fiveSeries,
      {},
      {
        series: (plain, number, { symbol, chunk }) =>
          number === 3 ? series(1000n, 990n, chunk(0) + 1n, [symbol("__name__"), symbol("memory")]) : plain,
      },
    );
    const findings = prove(block.ulid, block.files);
    expect([inShort(findings), findings.unresolved]).toEqual([[], true]);
  });
});
