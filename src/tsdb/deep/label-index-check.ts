import type { EntryListener, Region } from "../entries.ts";
import { Items } from "./items.ts";
import type { Notes } from "./notes.ts";
import { PlaceSet } from "./place-set.ts";
import type { SymbolCheck } from "./symbol-check.ts";
import { numberAt } from "./texts.ts";

const section = "label indices";
const numberBytes = 4;
/** How many names, and how many entries. */
const headNumbers = 2;

/**
 * Checks the label indices of an index, the lists of the values of each name. Prometheus does not read them any more, and
 * 3.x writes none: whatever is wrong in one with a right checksum is odd, and no more.
 */
export class LabelIndexCheck implements EntryListener {
  readonly #notes: Notes;
  readonly #symbols: SymbolCheck;
  readonly #items = new Items((bytes, from, to) => this.#read(bytes, from, to));
  readonly #starts: PlaceSet;
  #offset = 0;
  #length = 0;
  #numbers = 0;
  #last = -1;
  #names = 0;

  constructor(notes: Notes, { start }: Region, symbols: SymbolCheck) {
    this.#notes = notes;
    this.#symbols = symbols;
    this.#starts = new PlaceSet(Math.ceil(start / numberBytes));
  }

  /** How many lists there are. */
  get lists(): number {
    return this.#starts.size;
  }

  /** Whether a list begins at this offset. */
  beginsAt(offset: number): boolean {
    return offset % numberBytes === 0 && this.#starts.has(offset / numberBytes);
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    this.part(bytes, from, to);
    this.end();
  }

  begin(offset: number, length: number): void {
    this.#offset = offset;
    this.#length = length;
    this.#numbers = 0;
    this.#last = -1;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  /** A list of no bytes at all is padding. */
  end(): void {
    if (this.#length === 0) return;
    if (this.#items.end() !== undefined || this.#numbers < headNumbers) this.#odd();
    this.#starts.add(this.#offset / numberBytes);
  }

  #read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (; at + numberBytes <= to; at += numberBytes) this.#take(numberAt(bytes, at));
    return at;
  }

  #take(number: number): void {
    this.#numbers++;
    if (this.#numbers === 1) this.#names = number;
    else if (this.#numbers === headNumbers) {
      const entries = this.#length / numberBytes - headNumbers;
      if (number !== entries || this.#names === 0 || entries % this.#names !== 0) this.#odd();
    } else {
      const place = this.#symbols.placeOf(number);
      const ascends = place > this.#last || this.#names !== 1 || !this.#symbols.sorted;
      if (place < 0 || !ascends) this.#odd();
      this.#last = place;
    }
  }

  #odd(): void {
    this.#notes.odd("label index", this.#offset, section);
  }
}
