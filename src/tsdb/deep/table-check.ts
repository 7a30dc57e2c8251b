import { Cursor } from "../cursor.ts";
import type { EntryListener } from "../entries.ts";
import { ByteList } from "./growing.ts";
import { Items, type ItemsEnd } from "./items.ts";
import { compareTexts, numberAt } from "./texts.ts";

const numberBytes = 4;

/** A table's entry: `texts` lie one after the other in `bytes`, each from an even to the next odd place of `bounds`. */
export interface TableEntry {
  readonly bytes: Uint8Array;
  readonly bounds: readonly number[];
  /** Where it leads, and where it stands itself. */
  readonly target: number;
  readonly offset: number;
}

/** What is heard of a table: its entries, that one does not ascend, and at its end how it went. */
export interface TableListener {
  entry(entry: TableEntry): void;
  unsorted(offset: number): void;
  unused(offset: number): void;
  ended(how: ItemsEnd | undefined, offset: number): void;
}

/** Reads an offset table: entries of so many texts (`keys`), each with an offset in the file. */
export class TableCheck implements EntryListener {
  readonly #keys: number;
  readonly #listener: TableListener;
  readonly #items = new Items((bytes, from, to, more) => this.#read(bytes, from, to, more));
  readonly #cursor = new Cursor(new Uint8Array(0));
  readonly #bounds: number[] = [];
  #entry = 0;
  #end = 0;
  /** Entries still to come; undefined before their number is read. */
  #left: number | undefined;
  #last = { texts: new ByteList(), bounds: [] as number[] };

  constructor(keys: number, listener: TableListener) {
    this.#keys = keys;
    this.#listener = listener;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    this.part(bytes, from, to);
    this.end();
  }

  begin(offset: number, length: number): void {
    this.#entry = offset;
    this.#end = offset + numberBytes + length;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  end(): void {
    const ended = this.#items.end();
    this.#listener.ended(ended ?? (this.#left === 0 ? undefined : "unreadable"), this.#entry);
  }

  #read(bytes: Uint8Array, from: number, to: number, more: number): number {
    let at = from;
    if (this.#left === undefined) {
      if (to - from < numberBytes) return from;
      this.#left = numberAt(bytes, from);
      at += numberBytes;
    }
    while (this.#left > 0) {
      const next = this.#readEntry(bytes, at, to, more);
      if (next === -1) return -1;
      if (next === at) return at;
      this.#left--;
      at = next;
    }
    if (at < to) this.#listener.unused(this.#end - more - (to - at));
    return to;
  }

  /** Answers where the next entry begins; `from` where this one is not whole, -1 where it is none. */
  #readEntry(bytes: Uint8Array, from: number, to: number, more: number): number {
    const [cursor, bounds] = [this.#cursor, this.#bounds];
    cursor.turnTo(bytes, from, to);
    const keys = cursor.uvarint();
    if (!cursor.failed && keys !== this.#keys) return -1;
    for (let key = 0; key < this.#keys && !cursor.failed; key++) {
      const length = cursor.uvarint();
      if (length > to - cursor.at + more) return -1;
      bounds[2 * key] = cursor.at;
      bounds[2 * key + 1] = cursor.at + length;
      cursor.at += length;
    }
    const target = cursor.uvarint();
    if (cursor.failed) return cursor.short ? from : -1;
    const offset = this.#end - more - (to - from);
    this.#compare(bytes, offset);
    this.#listener.entry({ bytes, bounds, target, offset });
    return cursor.at;
  }

  /** Every place of `bounds` is filled by now. */
  #compare(bytes: Uint8Array, offset: number): void {
    const { texts, bounds } = this.#last;
    const own = this.#bounds;
    const ends = 2 * this.#keys;
    let order = bounds.length === 0 ? -1 : 0;
    for (let at = 0; at < ends && order === 0; at += 2) {
      const from = bounds[at] as number;
      const to = bounds[at + 1] as number;
      order = compareTexts(texts.bytes, from, to, bytes, own[at] as number, own[at + 1] as number);
    }
    if (order >= 0) this.#listener.unsorted(offset);
    texts.length = 0;
    for (let at = 0; at < ends; at += 2) {
      bounds[at] = texts.length;
      texts.add(bytes, own[at] as number, own[at + 1] as number);
      bounds[at + 1] = texts.length;
    }
  }
}
