import { beginCheck, kindOfBlockFile, tailBytes } from "../block-files.ts";
import { Cursor } from "../cursor.ts";
import type { Damage } from "../damage.ts";
import type { EntryListener } from "../entries.ts";
import { offsetOf, readSeries, segmentOf } from "../series.ts";
import type { FileProof } from "./block-proof.ts";
import type { Unchecked } from "./findings.ts";
import { FrameFeed, feedOf } from "./frame-feed.ts";
import { NumberList } from "./growing.ts";
import { WholeEntries } from "./whole-entries.ts";

/** Chunks, and references to them, that are remembered at most: a hundred megabytes. */
const most = 8 << 20;

/** The room for all blocks that are proved at the same time. */
export class ReferenceRoom {
  #left = most;

  /** Takes room for one chunk or reference; false where there is none. */
  take(): boolean {
    return this.#left > 0 && this.#left-- > 0;
  }
}

/** What the references of a block show. */
export interface ReferenceFindings {
  readonly damage: readonly Damage[];
  readonly unchecked: readonly Unchecked[];
}

/**
 * Follows each reference of a block to a chunk, where {@link BlockProof} left that unresolved: it is fed the same files
 * once more, in any order. The files have to be sound.
 */
export class ReferenceProof {
  readonly #ulid: string;
  readonly #starts = new Map<string, NumberList>();
  /** Of each reference the segment, the offset in it, and the series that has it (its offset in units of alignment). */
  readonly #references = { segments: new NumberList(), offsets: new NumberList(), series: new NumberList() };
  readonly #room: ReferenceRoom;
  #alignment = 16;
  #tooMany = false;

  constructor(ulid: string, room = new ReferenceRoom()) {
    this.#ulid = ulid;
    this.#room = room;
  }

  /** Begins a file of the block, as {@link BlockProof.begin} does; others than index and chunks are passed over. */
  begin(name: string, size: number, tail?: Uint8Array): FileProof {
    const kind = kindOfBlockFile(name);
    const feed =
      kind === "index" ? this.#indexFeed(size, tail) : kind === "chunks" ? this.#chunkFeed(name, size) : undefined;
    return { push: (bytes) => feed?.push(bytes), end: () => void feed?.end() };
  }

  /** The first series with a reference that leads to no chunk, if there is one; or that there are too many to tell. */
  complete(): ReferenceFindings {
    const place = { block: this.#ulid, file: "index" };
    if (this.#tooMany) return { damage: [], unchecked: [{ ...place, part: "references", value: 0 }] };
    const lists = [...this.#starts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, starts]) => starts);
    const { segments, offsets, series } = this.#references;
    for (let number = 0; number < series.length; number++) {
      const list = lists[segments.at(number)];
      if (list !== undefined && list.placeOf(offsets.at(number)) >= 0) continue;
      const offset = series.at(number) * this.#alignment;
      return { damage: [{ ...place, offset, problem: "chunk reference", section: "series" }], unchecked: [] };
    }
    return { damage: [], unchecked: [] };
  }

  #indexFeed(size: number, tail: Uint8Array | undefined): FrameFeed {
    return new FrameFeed(size, (head) => {
      if (tail?.length !== Math.min(tailBytes, size)) return undefined;
      this.#alignment = head[4] === 1 ? 1 : 16;
      const state = beginCheck("index", size, head, tail);
      const series = new WholeEntries((offset, bytes, from, to) => this.#series(offset, bytes, from, to));
      const ofRegion = () => (state.regions[state.region]?.section === "series" ? series : deaf);
      const listener: EntryListener = {
        whole: (offset, bytes, from, to) => ofRegion().whole(offset, bytes, from, to),
        begin: (offset, length) => ofRegion().begin(offset, length),
        part: (bytes, from, to) => ofRegion().part(bytes, from, to),
        end: () => ofRegion().end(),
      };
      return { state, listener };
    });
  }

  #series(offset: number, bytes: Uint8Array, from: number, to: number): void {
    const { segments, offsets, series } = this.#references;
    const cursor = new Cursor(bytes);
    cursor.turnTo(bytes, from, to);
    readSeries(cursor, {
      label: () => undefined,
      chunk: (_minTime, _maxTime, place) => {
        this.#tooMany ||= !this.#room.take();
        if (this.#tooMany) return;
        // Where a reference cannot lead is no segment of any block.
        const segment = segmentOf(place);
        segments.add(segment >= 0 && segment < 2 ** 32 ? segment : 2 ** 32 - 1);
        offsets.add(Math.max(0, offsetOf(place)));
        series.add(offset / this.#alignment);
      },
    });
  }

  #chunkFeed(name: string, size: number): FrameFeed {
    const starts = new NumberList();
    this.#starts.set(name, starts);
    const add = (offset: number) => {
      this.#tooMany ||= !this.#room.take();
      if (!this.#tooMany) starts.add(offset);
    };
    let begun = 0;
    const begin = (offset: number) => {
      begun = offset;
    };
    return feedOf("chunks", size, { ...deaf, whole: add, begin, end: () => add(begun) });
  }
}

/** Hears nothing. */
const deaf: EntryListener = {
  whole: () => undefined,
  begin: () => undefined,
  part: () => undefined,
  end: () => undefined,
};
