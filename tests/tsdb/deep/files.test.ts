import { describe, expect, test } from "bun:test";
import { Bytes } from "../small-block.ts";
import { inShort, prove, proveReferences } from "./proving.ts";
import { fiveSeries, type WrittenBlock, type WrittenChunk, type WrittenSeries, writeBlock } from "./written-block.ts";

const said = ({ ulid, files }: Pick<WrittenBlock, "ulid" | "files">) => inShort(prove(ulid, files));
const without = (block: WrittenBlock, ...names: string[]) => ({
  ...block,
  files: new Map([...block.files].filter(([name]) => !names.includes(name))),
});
const instead = (block: WrittenBlock, name: string, change: (bytes: Uint8Array) => Uint8Array) => ({
  ...block,
  files: new Map([...block.files].map(([key, bytes]) => [key, key === name ? change(bytes.slice()) : bytes])),
});
/** Blocks whose last series has another chunk. */
const chunk = (change: Partial<WrittenChunk>): readonly WrittenSeries[] => [
  ...fiveSeries.slice(0, 3),
  { labels: [["__name__", "memory"]], chunks: [{ min: 1000, max: 1990, count: 3, ...change }] },
];

describe("in the chunks", () => {
  const lastOf = (block: WrittenBlock) => block.chunks.at(-1);

  test("a chunk too short for the count of its samples is damage", () => {
    for (const data of [[], [0], [0, 3]].slice(0, 2)) {
      const block = writeBlock(chunk({ data }));
      expect(said(block)).toEqual([`chunks/000001 ${lastOf(block)} chunk data`]);
    }
    const many = writeBlock(chunk({ data: [255, 255, 0, 0] }));
    expect(said(many)).toEqual([`chunks/000001 ${lastOf(many)} chunk data`]);
  });

  test("a chunk without samples is odd", () => {
    const block = writeBlock(chunk({ count: 0 }));
    expect(said(block)).toEqual([`chunks/000001 ${lastOf(block)} odd: empty chunk`]);
  });

  test("an encoding that is not known is told, and its samples are not counted", () => {
    const block = writeBlock(chunk({ encoding: 7 }));
    const findings = prove(block.ulid, block.files);
    expect(inShort(findings)).toEqual(["chunks/000001 unchecked: chunk encoding 7"]);
    expect(findings.counts).toMatchObject({ series: 4, chunks: 7, samples: undefined });
  });

  test("samples are counted in every known encoding", () => {
    for (const encoding of [1, 2, 3, 4]) {
      const block = writeBlock(chunk({ encoding, count: 70 }));
      expect([encoding, said(block)]).toEqual([encoding, []]);
    }
    // With start times the two highest bits tell of counter resets.
    for (const encoding of [5, 6]) {
      const [high, low] = [0x80 | (300 >> 8), 300 & 255];
      const block = writeBlock(chunk({ encoding, count: 300, data: [high, low, ...Array(60).fill(0)] }));
      expect([encoding, said(block)]).toEqual([encoding, []]);
    }
  });

  test("padding of the header that is not zero is odd", () => {
    for (const offset of [5, 6, 7]) {
      const block = instead(writeBlock(), "chunks/000002", (bytes) => bytes.with(offset, 1));
      expect(said(block)).toEqual([`chunks/000002 ${offset} odd: padding`]);
    }
  });

  test("a file that ends between two chunks is damage, and so is one that is not there", () => {
    const block = writeBlock();
    expect(said(instead(block, "chunks/000001", (bytes) => bytes.slice(0, block.chunks[3])))).toEqual([
      "chunks 0 missing chunks",
      "meta.json 0 odd: counts",
      "meta.json 0 odd: counts",
      "meta.json 0 odd: counts",
    ]);
    expect(said(without(block, "chunks/000001"))).toContain("chunks/000001 0 missing");
    expect(said(without(block, "chunks/000002"))).toContain("chunks 0 missing chunks");
  });
});

describe("a reference to a chunk", () => {
  test("is followed where the chunks are in another order", () => {
    const [first, second, ...others] = fiveSeries;
    const block = writeBlock(
      [first, second, ...others].filter((one) => one !== undefined),
      {},
      {
        series: (plain, number, { symbol, chunk: place }) =>
          number === 3
            ? new Bytes([])
                .uvarint(1n)
                .uvarint(symbol("__name__"))
                .uvarint(symbol("memory"))
                .uvarint(1n)
                .varint(1000n)
                .uvarint(990n)
                .uvarint(place(0) + 2n ** 32n * 0n)
            : plain,
      },
    );
    expect(prove(block.ulid, block.files)).toMatchObject({ damage: [], unresolved: false });
    expect(proveReferences(block.ulid, block.files)).toEqual({ damage: [], unchecked: [] });
  });

  test("that leads to none is damage, whatever the version, and however the bytes arrive", () => {
    const places = [8n - 1n, 9n, 1000n, 2n ** 32n + 9n, 5n * 2n ** 32n, 2n ** 60n, 2n ** 64n - 1n];
    for (const version of [1, 2] as const) {
      for (const place of places) {
        const block = writeBlock(
          fiveSeries,
          { version },
          {
            series: (plain, number, { symbol }) =>
              number === 3
                ? new Bytes([])
                    .uvarint(1n)
                    .uvarint(symbol("__name__"))
                    .uvarint(symbol("memory"))
                    .uvarint(1n)
                    .varint(1000n)
                    .uvarint(990n)
                    .uvarint(place)
                : plain,
          },
        );
        expect(prove(block.ulid, block.files)).toMatchObject({ damage: [], unresolved: true });
        for (const sizes of [[1], [500]]) {
          for (const files of [block.files, new Map([...block.files].reverse())]) {
            const { damage } = proveReferences(block.ulid, files, sizes);
            expect(damage.map(({ offset, problem }) => [offset, problem])).toEqual([
              [block.series[3] ?? 0, "chunk reference"],
            ]);
          }
        }
      }
    }
  });

  test("to the chunks of the series before is sound, but not in the order of Prometheus", () => {
    const block = writeBlock(
      fiveSeries,
      {},
      {
        series: (plain, number, { symbol }) =>
          number === 3
            ? new Bytes([])
                .uvarint(1n)
                .uvarint(symbol("__name__"))
                .uvarint(symbol("memory"))
                .uvarint(1n)
                .varint(1000n)
                .uvarint(990n)
                .uvarint(8n)
            : plain,
      },
    );
    expect(prove(block.ulid, block.files)).toMatchObject({ damage: [], unresolved: true });
    expect(proveReferences(block.ulid, block.files)).toEqual({ damage: [], unchecked: [] });
  });
});

describe("in the tombstones", () => {
  const tombstones = (stones: readonly (readonly [number, number, number])[]) =>
    said(writeBlock(fiveSeries, {}, { stones }));

  test("a deletion in a series that is not there is odd: Prometheus passes over it", () => {
    expect(
      tombstones([
        [0, 1000, 1001],
        [17, 1000, 1001],
      ]),
    ).toEqual(["tombstones 10 odd: stone for no series"]);
  });

  test("a deletion that ends before it begins is odd", () => {
    expect(
      tombstones([
        [0, 1000, 1001],
        [0, 1500, 1400],
      ]),
    ).toEqual(["tombstones 10 odd: times of a stone"]);
  });

  test("what is no deletion is damage", () => {
    const block = writeBlock(fiveSeries, {}, { tombstones: new Bytes([2, 20, 30, 2, 0x80]) });
    expect(said(block)).toEqual(["tombstones 8 tombstone"]);
  });
});

describe("the block as a whole", () => {
  test("has its counts compared with those of meta.json, each by its name", () => {
    const names = ["numSeries", "numChunks", "numSamples", "numFloatSamples", "numHistogramSamples", "numTombstones"];
    for (const name of names) {
      const block = writeBlock(
        fiveSeries,
        {},
        {
          meta: (meta) => ({ ...meta, stats: { ...(meta["stats"] as object), [name]: 1 } }),
        },
      );
      const { damage, oddities } = prove(block.ulid, block.files);
      expect([damage, oddities.map(({ file, oddity, section }) => [file, oddity, section])]).toEqual([
        [],
        [["meta.json", "counts", name]],
      ]);
    }
  });

  test("that counts more chunks than there are has lost some", () => {
    const block = writeBlock(
      fiveSeries,
      {},
      {
        meta: (meta) => ({ ...meta, stats: { ...(meta["stats"] as object), numChunks: 9 } }),
      },
    );
    expect(prove(block.ulid, block.files).damage.map(({ problem }) => problem)).toEqual(["missing chunks"]);
  });

  test("needs an index, chunks and a meta.json", () => {
    const block = writeBlock();
    expect(said(without(block, "index"))).toEqual(["index 0 missing"]);
    expect(said(without(block, "meta.json"))).toEqual(["meta.json 0 missing"]);
    expect(said(without(block, "chunks/000001", "chunks/000002"))).toContain("chunks/000001 0 missing");
    expect(said(instead(block, "meta.json", () => Uint8Array.from([1])))).toEqual(["meta.json 0 not JSON"]);
  });

  test("of a version that is not known goes unchecked in its index, and nowhere else", () => {
    const newer = instead(writeBlock(), "index", (bytes) => bytes.with(4, 4));
    const findings = prove(newer.ulid, newer.files);
    expect(inShort(findings)).toEqual(["index unchecked: index version 4"]);
    expect(findings.counts).toMatchObject({ series: undefined, chunks: 8, samples: 41 });
    expect(said(instead(writeBlock(), "index", (bytes) => bytes.with(4, 0)))).toEqual(["index 4 version"]);
  });

  test("may hold files that no Prometheus wrote", () => {
    const block = writeBlock();
    const files = new Map([...block.files, ["deletion-mark.json", Uint8Array.from([1, 2, 3])]] as const);
    expect(said({ ...block, files })).toEqual([]);
  });
});
