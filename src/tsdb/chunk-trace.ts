import { createHash } from "node:crypto";

/** What is remembered of the chunks of a segment: how many there are, of what encodings, and where they begin. */
export interface SegmentTrace {
  readonly chunks: number;
  readonly encodings: readonly number[];
  /** SHA-256 of the offsets in their order: as good as the list, and of constant size. */
  readonly starts: string;
}

/** How many offsets are hashed at once. */
const batch = 4096;

/** Takes the chunks of a segment, or the references to them, one by one. */
export class ChunkTrace {
  readonly #hash = createHash("sha256");
  readonly #offsets = new Float64Array(batch);
  readonly #seen = new Uint8Array(256);
  #filled = 0;
  #chunks = 0;

  add(offset: number, encoding: number): void {
    this.#offsets[this.#filled++] = offset;
    this.#seen[encoding] = 1;
    this.#chunks++;
    if (this.#filled === batch) this.#flush();
  }

  /** Ends the trace; it takes no more. */
  finish(): SegmentTrace {
    this.#flush();
    const encodings = [...this.#seen.keys()].filter((encoding) => this.#seen[encoding] === 1);
    return { chunks: this.#chunks, encodings, starts: this.#hash.digest("hex") };
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#offsets.buffer, 0, this.#filled * Float64Array.BYTES_PER_ELEMENT));
    this.#filled = 0;
  }
}
