import { describe, expect, test } from "bun:test";
import { Bytes } from "../small-block.ts";
import { inShort, prove } from "./proving.ts";
import {
  type Breakage,
  fiveSeries,
  type WrittenBlock,
  type WrittenEntry,
  type WrittenSeries,
  writeBlock,
} from "./written-block.ts";

type Version = 1 | 2 | 3;
/** What a case breaks, and what is to be said of it. */
type Case = readonly [sentence: string, breakage: Breakage, said: (block: WrittenBlock) => readonly string[]];

const versions: readonly Version[] = [1, 2, 3];

/** What is said of a block; the same however its bytes arrive, and in whatever order its files do. */
function said(block: WrittenBlock): readonly string[] {
  const findings = prove(block.ulid, block.files);
  const backwards = new Map([...block.files].reverse());
  for (const sizes of [[1], [7, 3, 61], [500]]) {
    expect(inShort(prove(block.ulid, block.files, sizes)).sort()).toEqual(inShort(findings).sort());
    expect(inShort(prove(block.ulid, backwards, sizes)).sort()).toEqual(inShort(findings).sort());
  }
  return inShort(findings);
}

function holds(cases: readonly Case[], only: readonly Version[] = versions): void {
  for (const [sentence, breakage, expected] of cases) {
    test(`${sentence}`, () => {
      for (const version of only) {
        const block = writeBlock(fiveSeries, { version, indices: true }, breakage);
        expect([version, said(block)]).toEqual([version, [...expected(block)]]);
      }
    });
  }
}

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

describe("in the postings", () => {
  holds([
    [
      "a list that counts more than it holds is damage",
      { count: (count, number) => (number === 2 ? count + 1 : count) },
      ({ lists: { 2: offset } }) => [`index ${offset} postings list`],
    ],
    [
      "a list that leads to no series is damage",
      { list: (references, number) => (number === 3 ? references.with(0, 1) : references) },
      ({ lists: { 3: offset } }) => [`index ${offset} series reference`],
    ],
    [
      "a list out of order is odd",
      { list: (references, number) => (number === 0 ? references.toReversed() : references) },
      ({ lists: { 0: offset } }) => [`index ${offset} odd: order of references`],
    ],
    [
      "a list that lacks a series is damage",
      {
        lists: (lists) =>
          lists.with(2, { label: lists[2]?.label ?? ["", ""], series: lists[2]?.series.slice(1) ?? [] }),
      },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list that has another's series is damage",
      {
        lists: ([all, first, second, ...others]) =>
          [
            all,
            { label: first?.label ?? ["", ""], series: second?.series ?? [] },
            { label: second?.label ?? ["", ""], series: first?.series ?? [] },
            ...others,
          ].filter((list) => list !== undefined),
      },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list of all series that lacks one is damage",
      { lists: ([_, ...lists]) => [{ label: ["", ""], series: [0, 1, 2, 3] }, ...lists] },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "no list of all series at all is damage",
      { lists: ([_, ...lists]) => lists },
      ({ sections: { "postings offset table": offset } }) => [`index ${offset} postings by label`],
    ],
    [
      "a list that no label names is odd",
      { lists: (lists) => [...lists, { label: ["x", "y"], series: [] }], entries: (entries) => entries.slice(0, -1) },
      ({ lists }) => [`index ${lists.at(-1)} odd: unnamed list`],
    ],
    [
      "a label that leads to no list is damage",
      {
        entries: (entries) =>
          entries.map((entry, number) => (number === 4 ? { ...entry, target: entry.target + 4 } : entry)),
      },
      ({ entries: { 4: offset } }) => [`index ${offset} list reference`],
    ],
    [
      "a table with entries of another form is damage",
      { entries: (entries) => entries.map((entry, number) => (number === 1 ? { ...entry, keys: 3 } : entry)) },
      ({ sections: { "postings offset table": table } }) => [`index ${table} table entry`],
    ],
    [
      "a table that counts more than it holds is damage",
      { entryCount: (count) => count + 1 },
      ({ sections: { "postings offset table": table } }) => [`index ${table} table entry`],
    ],
  ]);
});

describe("in the tables", () => {
  const swap = (entries: WrittenEntry[]) =>
    [entries[1], entries[0], ...entries.slice(2)].filter((entry) => entry !== undefined);

  holds(
    [
      [
        "entries out of order are odd",
        { entries: swap },
        ({ entries: { 1: offset } }) => [`index ${offset} odd: order of entries`],
      ],
      [
        "entries of the label offset table out of order are odd",
        { labelEntries: swap },
        ({ labelEntries: { 1: offset } }) => [`index ${offset} odd: order of entries`],
      ],
      [
        "an entry twice is odd",
        { entries: (entries) => entries.flatMap((entry, number) => (number === 2 ? [entry, entry] : [entry])) },
        ({ entries: { 3: offset } }) => [`index ${offset} odd: order of entries`],
      ],
    ],
    [2, 3],
  );
  holds([["entries of the first version stand in any order", { entries: swap, labelEntries: swap }, () => []]], [1]);

  holds([
    [
      "an entry behind the table is odd",
      { behind: { "postings offset table": [0, 0, 0, 1, 7, ...new Bytes([]).sum([7]).bytes] } },
      ({ sections: { "table of contents": contents = 0 } }) => [`index ${contents - 9} odd: unused bytes`],
    ],
    [
      "bytes behind the last entry are odd",
      { entries: (entries) => [...entries, { keys: 0, texts: [], target: 0 }], entryCount: (count) => count - 1 },
      ({ entries }) => [`index ${entries.at(-1)} odd: unused bytes`],
    ],
    [
      "no postings offset table is damage",
      { contents: (offsets) => offsets.with(5, 0) },
      ({ sections }) => [
        `index ${sections["table of contents"]} table of contents`,
        `index ${sections["postings offset table"]} odd: unused bytes`,
      ],
    ],
    [
      "sections out of order are damage",
      { contents: ([symbols = 0, series = 0, ...others]) => [series, symbols, ...others] },
      ({ sections: { "table of contents": contents } }) => [`index ${contents} table of contents`],
    ],
    [
      "a label index with a value that is in no symbol is odd",
      { labelIndex: (numbers, number) => (number === 1 ? numbers.with(-1, 4000) : numbers) },
      ({ sections }) => [
        `index ${(sections["label indices"] ?? 0) + padding(sections["label indices"] ?? 0) + 4 + 4 * 5 + 4} odd: label index`,
      ],
    ],
    [
      "an entry that leads to no label index is odd",
      { labelEntries: (entries) => entries.map((entry) => ({ ...entry, target: entry.target + 4 })) },
      ({ labelEntries: { 0: offset } }) => [`index ${offset} odd: label index`],
    ],
  ]);
});

/** Bytes of padding before an entry that begins at a multiple of four. */
function padding(offset: number): number {
  return -offset & 3;
}
