import { ByteList } from "./growing.ts";

/** No text in a real index is near this size in bytes; what is longer is passed over. */
const longestItem = 16 << 20;
/** How much is joined at least to an item that began in an earlier part. */
const leastJoined = 256;

/**
 * Reads items from `bytes[from, to)`, and answers where the first begins that does not lie whole in them: `more` bytes
 * of the body follow. Answers -1 where no item can begin, whatever follows.
 */
export type ReadItems = (bytes: Uint8Array, from: number, to: number, more: number) => number;

/** Why the items of a body end before it does. */
export type ItemsEnd = "unreadable" | "too long";

/** Cuts a body that comes in parts of any size into its items. Holds no more than one item, and a bounded one. */
export class Items {
  readonly #read: ReadItems;
  #held = new ByteList();
  /** Bytes of the body that have not come yet. */
  #more = 0;
  #ended: ItemsEnd | undefined;

  constructor(read: ReadItems) {
    this.#read = read;
  }

  begin(length: number): void {
    if (this.#held.length > 0) this.#held = new ByteList();
    this.#more = length;
    this.#ended = undefined;
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (this.#held.length > 0 && at < to && this.#ended === undefined) at = this.#join(bytes, at, to);
    if (this.#ended !== undefined || at === to) return;
    this.#more -= to - at;
    const rest = this.#read(bytes, at, to, this.#more);
    if (rest === -1) this.#ended = "unreadable";
    else this.#held.add(bytes, rest, to);
  }

  /** Why not all of the body was read, if it was not. */
  end(): ItemsEnd | undefined {
    return this.#ended ?? (this.#held.length > 0 ? "unreadable" : undefined);
  }

  /** Adds bytes to the item that is held, until it is read; answers which bytes come next. */
  #join(bytes: Uint8Array, from: number, to: number): number {
    const held = this.#held;
    const before = held.length;
    const until = Math.min(to, from + Math.max(leastJoined, before));
    held.add(bytes, from, until);
    this.#more -= until - from;
    const read = this.#read(held.bytes, 0, held.length, this.#more);
    if (read === -1) this.#ended = "unreadable";
    else if (read >= before) return this.#letGo(from + read - before, until);
    else if (held.length > longestItem) this.#ended = "too long";
    return until;
  }

  /** Forgets what is held: from here on the items lie in the part. */
  #letGo(next: number, until: number): number {
    this.#held = new ByteList();
    this.#more += until - next;
    return next;
  }
}
