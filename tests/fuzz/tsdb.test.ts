import { expect } from "bun:test";
import type { BlockFileKind } from "../../src/tsdb/block-files.ts";
import type { ByteSource } from "../../src/tsdb/byte-source.ts";
import { ChunkTrace } from "../../src/tsdb/chunk-trace.ts";
import { findSample, type SearchedBlock } from "../../src/tsdb/find-sample.ts";
import { checkIndex, type IndexCheck } from "../../src/tsdb/index-file.ts";
import { readLineage } from "../../src/tsdb/lineage.ts";
import { type BlockMeta, readMeta } from "../../src/tsdb/meta.ts";
import { checkReferences, type Segment } from "../../src/tsdb/references.ts";
import { type Deletions, isDeleted, readDeletions } from "../../src/tsdb/tombstones.ts";
import { block } from "../archive/forge.ts";
import { Bytes, bitsOf, smallBlock } from "../tsdb/small-block.ts";
import { fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";
import { findingIn, withSums } from "./sealed.ts";
import { realBlock, soundMeta } from "./sound.ts";

const series = (name: string, time: bigint) => ({
  labels: { __name__: name, instance: "a" },
  chunks: [
    { time, bits: bitsOf(1.5) },
    { time: time + 1000n, bits: bitsOf(2), encoding: 4 },
  ],
});
const forged = ([1, 2] as const).map((version) => smallBlock([series("up", 5000n), series("down", 9000n)], version));
const segments = [...forged.map(({ segment }) => segment), realBlock.chunks];
const indexes = [...forged.map(({ index }) => index), realBlock.index];

function fuzzFile(kind: BlockFileKind, sound: readonly Uint8Array[]): void {
  fuzz({
    name: `${kind} file`,
    inputs: hostileBytes(sound),
    sound,
    read: (file) => {
      const finding = findingIn(kind, file);
      // However it is cut into pieces, it is the same file.
      for (const piece of [1, 7, 64]) expect(findingIn(kind, file, piece)).toEqual(finding);
      if (finding === undefined) return file;
      expect(finding.offset).toBeGreaterThanOrEqual(0);
      expect(Number.isSafeInteger(finding.offset)).toBe(true);
      return undefined;
    },
  });
}

const tombstones = [
  Uint8Array.from([0x01, 0x30, 0xba, 0x30, 1, 0, 0, 0, 0]),
  new Bytes([0x01, 0x30, 0xba, 0x30, 1])
    .uvarint(3n)
    .varint(-5n)
    .varint(5n)
    .uvarint(3n)
    .varint(9n)
    .varint(2n ** 62n)
    .sum([3, 9, 10, 3, 18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01])
    .array(),
];

fuzzFile("index", indexes);
fuzzFile("chunks", segments);
fuzzFile("tombstones", tombstones);

fuzz<Deletions>({
  name: "deletions",
  inputs: hostileBytes(tombstones),
  sound: tombstones,
  read: readDeletions,
  holds: (deletions) => {
    for (const reference of deletions.keys()) isDeleted(deletions, reference, 0);
  },
});

const sourceOf = (bytes: Uint8Array): ByteSource & Disposable => ({
  size: bytes.length,
  read: (buffer, position) => {
    const part = bytes.subarray(position, position + buffer.length);
    buffer.set(part);
    return part.length;
  },
  [Symbol.dispose]: () => undefined,
});

function traced(segment: Uint8Array): Segment | undefined {
  const trace = new ChunkTrace();
  const finding = findingIn("chunks", segment, segment.length, trace);
  return finding === undefined ? { size: segment.length, starts: trace.finish().starts } : undefined;
}

/** Held against the chunks of each sound block. */
function readIndex(file: Uint8Array): IndexCheck | undefined {
  const source = sourceOf(file);
  const checked = checkIndex(source);
  const { finding, version = 0, regions } = checked;
  if (finding !== undefined) return undefined;
  const fits = (segment: Uint8Array) => {
    const known = [traced(segment)].filter((one) => one !== undefined);
    return checkReferences({ source, version, regions }, known, () => sourceOf(segment)) === undefined;
  };
  return segments.map(fits).includes(true) ? checked : undefined;
}

fuzz<IndexCheck>({
  name: "index with right checksums",
  inputs: hostileBytes(indexes).map((bytes) => withSums("index", bytes)),
  sound: indexes,
  read: readIndex,
});

fuzz<Segment>({
  name: "chunks with right checksums",
  inputs: hostileBytes(segments).map((bytes) => withSums("chunks", bytes)),
  sound: segments,
  read: (segment) => {
    const found = traced(segment);
    const [index] = indexes;
    const source = sourceOf(index as Uint8Array);
    const { version = 0, regions } = checkIndex(source);
    if (found !== undefined) checkReferences({ source, version, regions }, [found], () => sourceOf(segment));
    return found;
  },
});

const searched = (index: Uint8Array, segment: Uint8Array): SearchedBlock => ({
  index: (offset, length) => index.subarray(offset, offset + length),
  indexSize: index.length,
  segment: (number) => (number === 0 ? (offset, length) => segment.subarray(offset, offset + length) : undefined),
  deletions: new Map(),
});

fuzz({
  name: "search for a sample",
  inputs: hostileBytes(indexes).map((bytes) => withSums("index", bytes)),
  sound: indexes,
  read: (index) => findSample(searched(index, segments[0] as Uint8Array), () => true),
  holds: ({ labels, time }) => {
    expect(labels["__name__"]).toBeString();
    expect(Number.isNaN(time)).toBe(false);
  },
});

fuzz({
  name: "first samples",
  inputs: hostileBytes(segments),
  sound: segments,
  read: (segment) => findSample(searched(indexes[0] as Uint8Array, segment), () => true),
  holds: ({ time }) => expect(Number.isNaN(time)).toBe(false),
});

const metas = [soundMeta, { ...soundMeta, stats: {}, compaction: { level: 1 } }];

fuzz<BlockMeta>({
  name: "meta of a block",
  inputs: hostileJson(metas),
  sound: asJson(metas),
  read: (bytes) => {
    const text = new TextDecoder().decode(bytes);
    const reading = readMeta(text, block);
    return "meta" in reading ? reading.meta : undefined;
  },
  holds: (meta) => {
    for (const number of Object.values(meta).slice(1)) expect(Number.isInteger(number)).toBe(true);
    const { ulid, minTime, maxTime, samples, series: numSeries, chunks, level } = meta;
    const stats = { numSamples: samples, numSeries, numChunks: chunks };
    const again = readMeta(JSON.stringify({ version: 1, ulid, minTime, maxTime, stats, compaction: { level } }), ulid);
    expect(JSON.stringify(again)).toBe(JSON.stringify({ meta }));
  },
});

fuzz({
  name: "lineage of a block",
  inputs: hostileJson(metas),
  sound: asJson(metas),
  read: (bytes) => readLineage(new TextDecoder().decode(bytes)),
  holds: ({ minTime, maxTime }) => {
    for (const time of [minTime, maxTime]) expect(Number.isInteger(time)).toBe(true);
  },
});
