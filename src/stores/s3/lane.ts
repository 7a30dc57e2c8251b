import { release } from "../../system/memory.ts";

/** Gives `length` bytes from a position on, no fewer. */
export type Fetch = (position: number, length: number, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;

/** A stretch that is being fetched or was. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
  readonly stop: AbortController;
  /** How many wait for it. */
  readers: number;
}

/** The first request: head or trailer of an archive are smaller. */
const firstBytes = 64 << 10;
/** Larger ones are no faster, and what the runtimes have not cleared up yet is then several times as much. */
const mostBytes = 2 << 20;
/** How many of the largest stretches are fetched or kept at once. */
const mostAhead = 6;

/**
 * Somebody's way through something far away: a small stretch first, larger ones as long as the reading goes straight on,
 * and then several at once.
 */
export class Lane {
  readonly #size: number;
  readonly #fetch: Fetch;
  /** Side by side, ascending. */
  #stretches: Stretch[] = [];
  /** Where the last stretch ends. */
  #edge: number;
  #step: number;

  /** Begins at a position; `length` bytes are wanted there. */
  constructor(size: number, fetch: Fetch, position: number, length: number) {
    this.#size = size;
    this.#fetch = fetch;
    this.#step = Math.min(mostBytes, Math.max(firstBytes, length));
    // What ends the object is asked for at once: a trailer is found by its last bytes, and then read from its first.
    this.#edge = Math.max(0, Math.min(position, size - this.#step));
    this.#add(Math.min(size, this.#edge + this.#step));
  }

  /** How far it reaches at a time: the more, the longer it went straight on. */
  get step(): number {
    return this.#step;
  }

  /** Whether a position is on the way, or right behind its end. */
  holds(position: number): boolean {
    const [first] = this.#stretches;
    return position === this.#edge || (first !== undefined && position >= first.start && position < this.#edge);
  }

  /** The stretches that hold these bytes, which `holds` the first of; what lies before them is forgotten. */
  reach(position: number, length: number): readonly Stretch[] {
    for (const stretch of this.#stretches) if (stretch.end <= position) forget(stretch);
    this.#stretches = this.#stretches.filter(({ end }) => end > position);
    while (this.#edge < position + length) this.#extend();
    const reached = this.#stretches.filter(({ start }) => start < position + length);
    if (this.#step >= mostBytes) while (this.#stretches.length < mostAhead && this.#edge < this.#size) this.#extend();
    return reached;
  }

  /** Gives up what is under way and nobody waits for. */
  stop(): void {
    for (const stretch of this.#stretches) {
      if (stretch.readers === 0) stretch.stop.abort();
      forget(stretch);
    }
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

/** Gives back what nobody is about to copy from. A failure is its readers' to hear of. */
function forget(stretch: Stretch): void {
  const give = (bytes: Uint8Array<ArrayBuffer>) => {
    if (stretch.readers === 0) release(bytes);
  };
  stretch.bytes.then(give, () => undefined);
}
