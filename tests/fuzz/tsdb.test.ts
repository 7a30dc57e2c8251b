import { expect } from "bun:test";
import { type BlockFileKind, beginCheck, headBytes, tailBytes } from "../../src/tsdb/block-files.ts";
import type { ByteSource } from "../../src/tsdb/byte-source.ts";
import { ChunkTrace } from "../../src/tsdb/chunk-trace.ts";
import { crc32c } from "../../src/tsdb/crc32c.ts";
import { findSample, type SearchedBlock } from "../../src/tsdb/find-sample.ts";
import { endFrames, pushFrames } from "../../src/tsdb/frames.ts";
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
import { soundMeta } from "./sound.ts";

const series = (name: string, time: bigint) => ({
  labels: { __name__: name, instance: "a" },
  chunks: [
    { time, bits: bitsOf(1.5) },
    { time: time + 1000n, bits: bitsOf(2), encoding: 4 },
  ],
});
const blocks = ([1, 2] as const).map((version) => smallBlock([series("up", 5000n), series("down", 9000n)], version));
const segments = blocks.map(({ segment }) => segment);
const indexes = blocks.map(({ index }) => index);

/** The checksums of all entries put right, as far as the file can be walked through: what lies behind them is looked at. */
function withSums(kind: "index" | "chunks", bytes: Uint8Array): Uint8Array {
  const file = Uint8Array.from(bytes);
  const view = new DataView(file.buffer);
  const seal = (from: number, to: number) => {
    if (from >= 0 && from <= to && to + 4 <= file.length) view.setInt32(to, crc32c(file, view, from, to, 0));
  };
  if (kind === "index") seal(file.length - 52, file.length - 4);
  for (let round = 0; round < 200; round++) {
    const finding = check(kind, file);
    if (finding?.problem !== "checksum") return file;
    const [from, to] = entryAt(file, finding.offset, finding.section);
    seal(from, to);
  }
  return file;
}

/** From where to where the checksum of an entry goes. */
function entryAt(file: Uint8Array, offset: number, section: string): [from: number, to: number] {
  if (section !== "series" && section !== "chunk") {
    const length = new DataView(file.buffer, file.byteOffset).getUint32(offset);
    return [offset + 4, offset + 4 + length];
  }
  let [length, at] = [0, offset];
  for (let shift = 1; ; shift *= 128) {
    const byte = file[at++] ?? 0;
    length += (byte & 0x7f) * shift;
    if (byte < 0x80) return [at, at + length + (section === "chunk" ? 1 : 0)];
  }
}

/** Checks a file that comes in pieces of these lengths. */
function check(kind: BlockFileKind, file: Uint8Array, piece = file.length, trace?: ChunkTrace) {
  const state = beginCheck(kind, file.length, file.subarray(0, headBytes), file.subarray(-tailBytes));
  for (let at = 0; at < file.length; at += piece) {
    pushFrames(state, file.subarray(at, at + piece), trace && ((offset, encoding) => trace.add(offset, encoding)));
  }
  return endFrames(state);
}

function fuzzFile(kind: BlockFileKind, sound: readonly Uint8Array[]): void {
  fuzz({
    name: `${kind} file`,
    inputs: hostileBytes(sound),
    sound,
    read: (file) => {
      const finding = check(kind, file);
      // However it is cut into pieces, it is the same file.
      for (const piece of [1, 7, 64]) expect(check(kind, file, piece)).toEqual(finding);
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
  const finding = check("chunks", segment, segment.length, trace);
  return finding === undefined ? { size: segment.length, starts: trace.finish().starts } : undefined;
}

/** Held against the segment of the sound block. */
function readIndex(file: Uint8Array): IndexCheck | undefined {
  const source = sourceOf(file);
  const checked = checkIndex(source);
  const { finding, version = 0, regions } = checked;
  if (finding !== undefined) return undefined;
  const [segment] = segments;
  const known = [traced(segment as Uint8Array)].filter((one) => one !== undefined);
  const wrong = checkReferences({ source, version, regions }, known, () => sourceOf(segment as Uint8Array));
  return wrong === undefined ? checked : undefined;
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
