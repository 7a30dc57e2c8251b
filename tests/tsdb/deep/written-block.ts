import { Bytes } from "../small-block.ts";
import { type Breakage, fiveSeries, ulid, type WrittenBlock, type WrittenSeries } from "./block-spec.ts";
import { IndexWriter } from "./index-writer.ts";

/** Writes a block as Prometheus does, but for what a test breaks. `indices`: whether there are label indices. */
export function writeBlock(
  all: readonly WrittenSeries[] = fiveSeries,
  { version = 2, indices = version < 3 }: { version?: 1 | 2 | 3; indices?: boolean } = {},
  breakage: Breakage = {},
): WrittenBlock {
  const { segments, places } = writeChunks(all);
  const writer = new IndexWriter(all, version, breakage);
  const files = new Map([["index", writer.write(places, indices)]]);
  for (const [number, bytes] of segments.entries()) files.set(`chunks/${`${number + 1}`.padStart(6, "0")}`, bytes);
  files.set(
    "tombstones",
    tombstonesOf(breakage, (number) => writer.reference(number)),
  );
  const meta = metaOf(all, breakage.stones?.length ?? 0);
  files.set("meta.json", Uint8Array.from(Buffer.from(JSON.stringify(breakage.meta?.(meta) ?? meta))));
  return {
    ulid,
    files,
    ...writer.places,
    entries: writer.entries.postings,
    labelEntries: writer.entries.labels,
    sections: writer.sections,
    chunks: places.map((place) => Number(place % 2n ** 32n)),
  };
}

function writeChunks(all: readonly WrittenSeries[]): { segments: Uint8Array[]; places: bigint[] } {
  const segments: Bytes[] = [];
  const places = all
    .flatMap(({ chunks }) => chunks)
    .map(({ segment: number = 0, min, count = 1, encoding = 1, data }) => {
      while (segments.length <= number) segments.push(new Bytes([0x85, 0xbd, 0x40, 0xdd, 1, 0, 0, 0]));
      const segment = segments[number] as Bytes;
      const place = BigInt(number) * 2n ** 32n + BigInt(segment.length);
      const head = encoding === 1 ? [count >> 8, count & 255] : [count >> 8, count & 255, 0];
      const body = data ?? new Bytes(head).varint(BigInt(min)).u64(0).u32(min).bytes;
      segment
        .uvarint(BigInt(body.length))
        .add([encoding, ...body])
        .sum([encoding, ...body]);
      return place;
    });
  return { segments: segments.map((segment) => segment.array()), places };
}

function tombstonesOf({ stones = [], tombstones, raw }: Breakage, reference: (number: number) => number): Uint8Array {
  const plain = new Bytes([]);
  for (const [series, min, max] of stones)
    plain
      .uvarint(BigInt(reference(series)))
      .varint(BigInt(min))
      .varint(BigInt(max));
  const { bytes } = raw?.section === "tombstones" ? new Bytes(raw.bytes) : (tombstones ?? plain);
  return new Bytes([0x01, 0x30, 0xba, 0x30, 1]).add(bytes).sum(bytes).array();
}

function metaOf(all: readonly WrittenSeries[], stones: number): Record<string, unknown> {
  const chunks = all.flatMap((series) => series.chunks);
  const samples = (histograms: boolean) =>
    chunks
      .filter(({ encoding = 1 }) => (encoding !== 1 && encoding !== 4) === histograms)
      .reduce((total, { count = 1 }) => total + count, 0);
  const [floats, histograms] = [samples(false), samples(true)];
  const byKind = { numFloatSamples: floats, numHistogramSamples: histograms };
  const counts = { numSeries: all.length, numChunks: chunks.length, numTombstones: stones };
  return {
    ulid,
    version: 1,
    minTime: 1000,
    maxTime: 2000,
    stats: { numSamples: floats + histograms, ...byKind, ...counts },
    compaction: { level: 1, sources: [ulid] },
  };
}
