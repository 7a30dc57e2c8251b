import { Cursor } from "../cursor.ts";
import type { EntryListener } from "../entries.ts";
import { ByteList, NumberList } from "./growing.ts";
import { Items } from "./items.ts";
import { mixText } from "./mixing.ts";
import type { Notes } from "./notes.ts";
import { compareTexts, numberAt } from "./texts.ts";

const section = "symbols";

/**
 * Checks the symbol table of an index and remembers a number for each symbol. A reference is a symbol's number, in the
 * first version of the format its offset in the file; what is answered for it is its place in the table.
 */
export class SymbolCheck implements EntryListener {
  readonly #notes: Notes;
  readonly #items = new Items((bytes, from, to, more) => this.#read(bytes, from, to, more));
  readonly #cursor = new Cursor(new Uint8Array(0));
  readonly #utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #mixed = new NumberList();
  /** Where the symbols stand, in the first version. */
  readonly #offsets: NumberList | undefined;
  #entry = 0;
  #end = 0;
  #count: number | undefined;
  #last = new ByteList();
  #sorted = true;
  #whole = false;

  constructor(notes: Notes, version: number) {
    this.#notes = notes;
    if (version === 1) this.#offsets = new NumberList();
  }

  /** Whether the symbols ascend, so that their places compare as they do. */
  get sorted(): boolean {
    return this.#sorted;
  }

  /** Whether every symbol was read, so that every number of a text is known. */
  get complete(): boolean {
    return this.#whole;
  }

  /** The place in the table that a reference means; -1 where it means none. */
  placeOf(reference: number): number {
    if (this.#offsets !== undefined) return this.#offsets.placeOf(reference);
    return reference < this.#mixed.length ? reference : -1;
  }

  /** The number of the text at a place. */
  mixedAt(place: number): number {
    return this.#mixed.at(place) | 0;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    this.part(bytes, from, to);
    this.end();
  }

  begin(offset: number, length: number): void {
    this.#entry = offset;
    this.#end = offset + 4 + length;
    this.#count = undefined;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  end(): void {
    const ended = this.#items.end();
    this.#whole = ended === undefined && this.#mixed.length === this.#count;
    if (ended === "too long") this.#notes.leave("long text");
    else if (!this.#whole) this.#notes.wrong("symbol table", this.#entry, section);
  }

  #read(bytes: Uint8Array, from: number, to: number, more: number): number {
    const cursor = this.#cursor;
    let at = from;
    if (this.#count === undefined) {
      if (to - from < 4) return from;
      this.#count = numberAt(bytes, from);
      at += 4;
    }
    let previous = this.#last.bytes;
    let [start, end] = [0, this.#last.length];
    const read = this.#mixed.length;
    while (this.#mixed.length < this.#count) {
      cursor.turnTo(bytes, at, to);
      const length = cursor.uvarint();
      if (cursor.failed && !cursor.short) return -1;
      if (length > to - cursor.at + more) return -1;
      if (cursor.failed || length > to - cursor.at) break;
      const offset = this.#end - more - (to - at);
      this.#take(bytes, cursor.at, cursor.at + length, offset);
      if (this.#mixed.length > 1 && compareTexts(previous, start, end, bytes, cursor.at, cursor.at + length) >= 0) {
        this.#sorted = false;
        this.#notes.odd("order of symbols", offset, section);
      }
      [previous, start, end] = [bytes, cursor.at, cursor.at + length];
      at = end;
    }
    if (this.#mixed.length > read) this.#remember(bytes, start, end);
    if (this.#mixed.length < this.#count || at === to) return at;
    this.#notes.odd("unused bytes", this.#end - more - (to - at), section);
    return to;
  }

  #take(bytes: Uint8Array, from: number, to: number, offset: number): void {
    this.#mixed.add(mixText(bytes, from, to));
    this.#offsets?.add(offset);
    for (let at = from; at < to; at++) {
      if ((bytes[at] as number) < 0x80) continue;
      if (!this.#isUtf8(bytes.subarray(from, to))) this.#notes.odd("not UTF-8", offset, section);
      return;
    }
  }

  #isUtf8(bytes: Uint8Array): boolean {
    try {
      this.#utf8.decode(bytes);
      return true;
    } catch {
      return false;
    }
  }

  #remember(bytes: Uint8Array, from: number, to: number): void {
    const last = new ByteList();
    last.add(bytes, from, to);
    this.#last = last;
  }
}
