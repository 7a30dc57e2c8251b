/** Gives `length` bytes from a position on, no fewer. */
export type Fetch = (position: number, length: number, signal: AbortSignal) => Promise<Uint8Array>;

/** A stretch that is being fetched or was. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array>;
  readonly stop: AbortController;
  /** How many wait for it. */
  readers: number;
}

/** The first request of a jump: head or trailer of an archive are smaller. */
const firstBytes = 64 << 10;
/** Larger ones are no faster, and what the runtimes have not cleared up yet is then several times as much. */
const mostBytes = 2 << 20;
/** How many of the largest stretches are fetched or kept at once. */
const mostAhead = 6;

/**
 * Reads something far away in stretches: a small one after each jump, larger ones as long as the reading goes straight
 * on, and then several at once. It keeps 12 MiB at most.
 */
export class ReadAhead {
  readonly #size: number;
  readonly #fetch: Fetch;
  /** Side by side, ascending. */
  #stretches: Stretch[] = [];
  /** Where the last stretch ends, and how long it was. */
  #edge = -1;
  #step = firstBytes;

  constructor(size: number, fetch: Fetch) {
    this.#size = size;
    this.#fetch = fetch;
  }

  /** Fills the buffer from a position on and answers how many bytes there were; fewer than asked only at the end. */
  async read(buffer: Uint8Array, position: number): Promise<number> {
    const wanted = Math.max(0, Math.min(buffer.length, this.#size - position));
    // All that has to be fetched is asked for before anything is awaited, so that several may read at the same time.
    const stretches = this.#reach(position, wanted);
    for (const stretch of stretches) stretch.readers += 1;
    try {
      for (const { start, end, bytes } of stretches) {
        const from = Math.max(position, start);
        const part = (await bytes).subarray(from - start, Math.min(end, position + wanted) - start);
        buffer.set(part, from - position);
      }
    } finally {
      for (const stretch of stretches) stretch.readers -= 1;
    }
    return wanted;
  }

  /** Gives up what is under way and nobody waits for. */
  stop(): void {
    for (const { stop, readers } of this.#stretches) if (readers === 0) stop.abort();
    this.#stretches = [];
    this.#edge = -1;
  }

  /** The stretches that hold these bytes. */
  #reach(position: number, length: number): readonly Stretch[] {
    if (length === 0) return [];
    const [first] = this.#stretches;
    const known = first !== undefined && position >= first.start && position < this.#edge;
    if (!known && position !== this.#edge) this.#jump(position, length);
    this.#stretches = this.#stretches.filter(({ end }) => end > position);
    while (this.#edge < position + length) this.#extend();
    const reached = this.#stretches.filter(({ start }) => start < position + length);
    if (this.#step >= mostBytes) while (this.#stretches.length < mostAhead && this.#edge < this.#size) this.#extend();
    return reached;
  }

  /** What ends the object is asked for at once: a trailer is found by its last bytes, and then read from its first. */
  #jump(position: number, length: number): void {
    this.stop();
    this.#step = Math.min(mostBytes, Math.max(firstBytes, length));
    this.#edge = Math.max(0, Math.min(position, this.#size - this.#step));
    this.#add(Math.min(this.#size, this.#edge + this.#step));
  }

  #extend(): void {
    this.#step = Math.min(mostBytes, this.#step * 2);
    this.#add(Math.min(this.#size, this.#edge + this.#step));
  }

  #add(end: number): void {
    const start = this.#edge;
    const stop = new AbortController();
    const bytes = this.#fetch(start, end - start, stop.signal);
    // Whoever reads it hears of a failure; until then it is not an unhandled one.
    bytes.catch(() => undefined);
    this.#stretches.push({ start, end, bytes, stop, readers: 0 });
    this.#edge = end;
  }
}
