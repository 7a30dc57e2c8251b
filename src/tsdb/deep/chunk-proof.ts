import { OffsetHash, type OffsetList } from "../chunk-trace.ts";
import type { EntryListener } from "../entries.ts";
import { type FrameFeed, feedOf } from "./frame-feed.ts";
import { ByteList } from "./growing.ts";
import type { Notes } from "./notes.ts";

/** What a sound chunk file shows. */
export interface SegmentFacts {
  /** Where its chunks begin. */
  readonly starts: OffsetList;
  readonly samples: Samples;
}

/** How many samples there are; of chunks of an unknown encoding they cannot be counted. */
export interface Samples {
  readonly floats: number;
  readonly histograms: number;
  readonly countless: boolean;
}

/**
 * By encoding (tsdb/chunkenc of Prometheus 3.16): whether its samples are floats, how many bytes come before the first
 * one, and which bits of the first two bytes count them.
 */
const encodings: readonly ({ floats: boolean; head: number; bits: number } | undefined)[] = [
  undefined,
  { floats: true, head: 2, bits: 0xffff }, // XOR
  { floats: false, head: 3, bits: 0xffff }, // histogram
  { floats: false, head: 3, bits: 0xffff }, // histogram of floats
  { floats: true, head: 3, bits: 0xffff }, // XOR2
  { floats: false, head: 3, bits: 0x3fff }, // histogram with start times
  { floats: false, head: 3, bits: 0x3fff }, // histogram of floats with start times
];

const section = "chunk";
/** Bytes of a chunk that are looked at: its encoding and the count of its samples. */
const looked = 3;

/** Checks a chunk file: every checksum, and how many samples each chunk says that it has. */
export class ChunkProof implements EntryListener {
  readonly #notes: Notes;
  readonly #feed: FrameFeed;
  readonly #starts = new OffsetHash();
  #floats = 0;
  #histograms = 0;
  #countless = false;
  /** The chunk that comes in parts. */
  #begun = { offset: 0, length: 0, head: new ByteList() };

  constructor(notes: Notes, size: number) {
    this.#notes = notes;
    this.#feed = feedOf("chunks", size, this);
  }

  push(bytes: Uint8Array): void {
    this.#feed.push(bytes);
  }

  /** Ends the file. Undefined where it is damaged. */
  finish(): SegmentFacts | undefined {
    const finding = this.#feed.end();
    if (finding !== undefined) this.#notes.failed(finding);
    const samples = { floats: this.#floats, histograms: this.#histograms, countless: this.#countless };
    return this.#notes.sound ? { starts: this.#starts.finish(), samples } : undefined;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    const count = ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    this.#chunk(offset, bytes[from] as number, count, to - from - 1);
  }

  begin(offset: number, length: number): void {
    this.#begun = { offset, length, head: new ByteList() };
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    const { head } = this.#begun;
    if (head.length < looked) head.add(bytes, from, Math.min(to, from + looked - head.length));
  }

  end(): void {
    const { offset, length, head } = this.#begun;
    this.whole(offset, head.bytes, 0, length);
  }

  stray(offset: number): void {
    this.#notes.odd("padding", offset, "header");
  }

  #chunk(offset: number, encoding: number, counted: number, dataBytes: number): void {
    this.#starts.add(offset);
    const known = encodings[encoding];
    if (known === undefined) {
      this.#countless = true;
      this.#notes.leave("chunk encoding", encoding);
      return;
    }
    const count = counted & known.bits;
    // A sample takes a bit at least.
    if (dataBytes < known.head || count > dataBytes * 8) this.#notes.wrong("chunk data", offset, section);
    else if (count === 0) this.#notes.odd("empty chunk", offset, section);
    else if (known.floats) this.#floats += count;
    else this.#histograms += count;
  }
}
