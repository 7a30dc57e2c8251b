import { type Fetch, Lane, type Stretch } from "./lane.ts";

/** One who reads straight on, and one who looks ahead of him, as a verification does for the ends of indexes. */
const mostLanes = 2;

/** Reads something far away from any position, and fetches ahead where the reading goes straight on. It keeps 24 MiB at most. */
export class ReadAhead {
  readonly #size: number;
  readonly #fetch: Fetch;
  /** The one last used comes last. */
  #lanes: Lane[] = [];

  constructor(size: number, fetch: Fetch) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /** Fills the buffer from a position on and answers how many bytes there were; fewer than asked only at the end. */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    const wanted = Math.max(0, Math.min(buffer.length, this.#size - position));
    if (wanted === 0) return 0;
    // All that has to be fetched is asked for before anything is awaited, so that several may read at the same time.
    const stretches = this.#lane(position, wanted).reach(position, wanted);
    for (const stretch of stretches) stretch.readers += 1;
    try {
      await copy(stretches, buffer.subarray(0, wanted), position);
    } finally {
      for (const stretch of stretches) stretch.readers -= 1;
    }
    return wanted;
  }

  /** Gives up what is under way and nobody waits for. */
  stop(): void {
    for (const lane of this.#lanes) lane.stop();
    this.#lanes = [];
  }

  #lane(position: number, length: number): Lane {
    const known = this.#lanes.find((lane) => lane.holds(position));
    const lane = known ?? new Lane(this.#size, this.#fetch, position, length);
    if (known === undefined && this.#lanes.length >= mostLanes) this.#drop();
    this.#lanes = [...this.#lanes.filter((one) => one !== lane), lane];
    return lane;
  }

  /** The one that went straight on least: whoever jumps about is not to end what somebody else reads. */
  #drop(): void {
    const least = this.#lanes.reduce((least, lane) => (lane.step < least.step ? lane : least));
    least.stop();
    this.#lanes = this.#lanes.filter((lane) => lane !== least);
  }
}

async function copy(stretches: readonly Stretch[], buffer: Uint8Array, position: number): Promise<void> {
  for (const { start, end, bytes } of stretches) {
    const from = Math.max(position, start);
    buffer.set((await bytes).subarray(from - start, Math.min(end, position + buffer.length) - start), from - position);
  }
}
