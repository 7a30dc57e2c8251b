import { Cursor } from "../cursor.ts";
import type { EntryListener } from "../entries.ts";
import { type FrameFeed, feedOf } from "./frame-feed.ts";
import { Items } from "./items.ts";
import type { Notes } from "./notes.ts";

/** What a sound tombstones file shows. */
export interface TombstoneFacts {
  readonly stones: number;
  /** The series that stones stand for, and where the first stone of each stands; not all of them where there are many. */
  readonly series: ReadonlyMap<number, number>;
}

const section = "tombstones";
/** Of how many series the stones are remembered. */
const mostSeries = 1 << 20;

/** Checks a tombstones file: its checksum, and that its stones can be read. */
export class TombstoneProof implements EntryListener {
  readonly #notes: Notes;
  readonly #feed: FrameFeed;
  readonly #items = new Items((bytes, from, to, more) => this.#read(bytes, from, to, more));
  readonly #cursor = new Cursor(new Uint8Array(0));
  readonly #series = new Map<number, number>();
  /** Where the next stone begins. */
  #next = 0;
  #end = 0;
  #stones = 0;

  constructor(notes: Notes, size: number) {
    this.#notes = notes;
    this.#feed = feedOf("tombstones", size, this);
  }

  push(bytes: Uint8Array): void {
    this.#feed.push(bytes);
  }

  /** Ends the file. Undefined where it is damaged. */
  finish(): TombstoneFacts | undefined {
    const finding = this.#feed.end();
    if (finding !== undefined) this.#notes.failed(finding);
    return this.#notes.sound ? { stones: this.#stones, series: this.#series } : undefined;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    this.part(bytes, from, to);
    this.end();
  }

  begin(offset: number, length: number): void {
    this.#notes.hold();
    this.#next = offset;
    this.#end = offset + length;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  end(): void {
    if (this.#items.end() !== undefined) this.#notes.wrong("tombstone", this.#next, section);
    this.#notes.keep();
  }

  #read(bytes: Uint8Array, from: number, to: number, more: number): number {
    const cursor = this.#cursor;
    for (let at = from; at < to; at = cursor.at) {
      cursor.turnTo(bytes, at, to);
      const [series, minTime, maxTime] = [cursor.uvarint(), cursor.varint(), cursor.varint()];
      if (cursor.failed) return cursor.short ? at : -1;
      const offset = this.#next;
      this.#next = this.#end - more - (to - cursor.at);
      this.#stones++;
      if (minTime > maxTime) this.#notes.odd("times of a stone", offset, section);
      if (!this.#series.has(series)) this.#remember(series, offset);
    }
    return to;
  }

  #remember(series: number, offset: number): void {
    if (this.#series.size < mostSeries) this.#series.set(series, offset);
    else this.#notes.leave("series of stones");
  }
}
