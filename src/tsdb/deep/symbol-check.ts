import { Cursor } from "../cursor.ts";
import type { EntryListener } from "../entries.ts";
import { ByteList, NumberList } from "./growing.ts";
import { Items } from "./items.ts";
import { mixText } from "./mixing.ts";
import type { Notes } from "./notes.ts";
import { compareTexts, numberAt } from "./texts.ts";

const section = "symbols";
const numberBytes = 4;

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
  #tooLong = false;

  constructor(notes: Notes, version: number) {
    this.#notes = notes;
    if (version === 1) this.#offsets = new NumberList();
  }

  /** Whether the symbols ascend, so that their places compare as they do. */
  get sorted(): boolean {
    return this.#sorted && !this.#tooLong;
  }

  /** Whether every symbol was read, so that every number of a text is known. */
  get complete(): boolean {
    return this.#whole;
  }

  /** The place in the table that a reference means; -1 where it means none. Of a table not read to its end, any will do. */
  placeOf(reference: number): number {
    const place = this.#offsets?.placeOf(reference) ?? (reference < this.#mixed.length ? reference : -1);
    return place === -1 && this.#tooLong ? 0 : place;
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
    this.#end = offset + numberBytes + length;
    this.#count = undefined;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  end(): void {
    const ended = this.#items.end();
    this.#whole = ended === undefined && this.#mixed.length === this.#count;
    this.#tooLong = ended === "too long";
    if (this.#tooLong) this.#notes.leave("long text");
    else if (!this.#whole) this.#notes.wrong("symbol table", this.#entry, section);
  }

  #read(bytes: Uint8Array, from: number, to: number, more: number): number {
    const counted = this.#count !== undefined;
    if (!counted && to - from < numberBytes) return from;
    this.#count ??= numberAt(bytes, from);
    const next = this.#readSymbols(bytes, counted ? from : from + numberBytes, to, more);
    if (next === -1 || next === to || this.#mixed.length < this.#count) return next;
    this.#notes.odd("unused bytes", this.#end - more - (to - next), section);
    return to;
  }

  #readSymbols(bytes: Uint8Array, from: number, to: number, more: number): number {
    const cursor = this.#cursor;
    const count = this.#count ?? 0;
    let { bytes: before, length: end } = this.#last;
    let [at, start] = [from, 0];
    while (this.#mixed.length < count) {
      cursor.turnTo(bytes, at, to);
      const length = cursor.uvarint();
      if ((cursor.failed && !cursor.short) || length > to - cursor.at + more) return -1;
      if (cursor.failed || length > to - cursor.at) break;
      const offset = this.#end - more - (to - at);
      at = cursor.at + length;
      this.#take(bytes, cursor.at, at, offset);
      if (this.#mixed.length > 1) this.#order(compareTexts(before, start, end, bytes, cursor.at, at), offset);
      before = bytes;
      start = cursor.at;
      end = at;
    }
    if (at > from) this.#remember(bytes, start, end);
    return at;
  }

  #order(order: number, offset: number): void {
    if (order < 0) return;
    this.#sorted = false;
    this.#notes.odd("order of symbols", offset, section);
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
