import { createHash } from "node:crypto";
import type { EntryListener } from "./entries.ts";

/** A list of offsets, kept as its length and its SHA-256: as good as the list, and of constant size. */
export interface OffsetList {
  readonly count: number;
  readonly digest: string;
}

/** How many offsets are hashed at once. */
const batch = 4096;

/** Takes offsets one by one and forgets them. */
export class OffsetHash {
  readonly #hash = createHash("sha256");
  readonly #offsets = new Float64Array(batch);
  #filled = 0;
  #count = 0;

  add(offset: number): void {
    this.#offsets[this.#filled++] = offset;
    this.#count++;
    if (this.#filled === batch) this.#flush();
  }

  /** Ends the list; it takes no more. */
  finish(): OffsetList {
    this.#flush();
    return { count: this.#count, digest: this.#hash.digest("hex") };
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#offsets.buffer, 0, this.#filled * Float64Array.BYTES_PER_ELEMENT));
    this.#filled = 0;
  }
}

/** What is remembered of a segment whose every chunk is sound: where the chunks begin, and their encodings. */
export interface SegmentTrace {
  readonly starts: OffsetList;
  readonly encodings: readonly number[];
}

/** Hears of the chunks of a segment and forgets them. */
export class ChunkTrace implements EntryListener {
  readonly #starts = new OffsetHash();
  readonly #seen = new Uint8Array(256);
  /** The chunk that comes in parts: where it begins, and its encoding, which its first byte tells. */
  #begun = { offset: 0, encoding: 0, known: false };

  whole(offset: number, bytes: Uint8Array, from: number): void {
    this.#add(offset, bytes[from] as number);
  }

  begin(offset: number): void {
    this.#begun = { offset, encoding: 0, known: false };
  }

  part(bytes: Uint8Array, from: number): void {
    if (!this.#begun.known) this.#begun = { ...this.#begun, encoding: bytes[from] as number, known: true };
  }

  end(): void {
    this.#add(this.#begun.offset, this.#begun.encoding);
  }

  /** Ends the trace; it takes no more. */
  finish(): SegmentTrace {
    const encodings = [...this.#seen.keys()].filter((encoding) => this.#seen[encoding] === 1);
    return { starts: this.#starts.finish(), encodings };
  }

  #add(offset: number, encoding: number): void {
    this.#starts.add(offset);
    this.#seen[encoding] = 1;
  }
}
