import type { EntryListener, Region } from "../entries.ts";
import { NumberList } from "./growing.ts";
import { Items } from "./items.ts";
import { mixSeries } from "./mixing.ts";
import type { Notes } from "./notes.ts";
import { PlaceSet } from "./place-set.ts";
import { numberAt } from "./texts.ts";

const section = "postings";
const numberBytes = 4;

/** Checks the postings of an index: lists of references to series. Of each list it keeps a sum. */
export class PostingCheck implements EntryListener {
  readonly #notes: Notes;
  readonly #series: Pick<PlaceSet, "has">;
  readonly #sums = new NumberList();
  readonly #items = new Items((bytes, from, to) => this.#read(bytes, from, to));
  /** Where the lists begin, in units of four bytes. */
  readonly #starts: PlaceSet;
  #offset = 0;
  #length = 0;
  #last = -1;
  #sum = 0;

  constructor(notes: Notes, { start }: Region, series: Pick<PlaceSet, "has">) {
    this.#notes = notes;
    this.#series = series;
    this.#starts = new PlaceSet(Math.ceil(start / numberBytes));
  }

  /** How many lists there are. */
  get lists(): number {
    return this.#starts.size;
  }

  /** The number of the list that begins at this offset; -1 where none does. */
  listAt(offset: number): number {
    const place = offset / numberBytes;
    return Number.isInteger(place) && this.#starts.has(place) ? this.#starts.order(place) : -1;
  }

  /** The sum over the series of a list. */
  sumOf(list: number): number {
    return this.#sums.at(list) | 0;
  }

  /** Where each list begins, in order. */
  *offsets(): Generator<number> {
    for (const place of this.#starts.places()) yield place * numberBytes;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    if (to > from) this.#read(bytes, from, to);
    this.#finish((to - from) % numberBytes === 0);
  }

  begin(offset: number, length: number): void {
    this.#offset = offset;
    this.#length = length;
    this.#last = -1;
    this.#sum = 0;
    this.#items.begin(length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#items.part(bytes, from, to);
  }

  end(): void {
    this.#finish(this.#items.end() === undefined);
  }

  #read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let last = this.#last;
    let sum = this.#sum;
    if (last === -1) {
      if (to - at < numberBytes) return at;
      if (numberAt(bytes, at) !== this.#length / numberBytes - 1) {
        this.#notes.wrong("postings list", this.#offset, section);
      }
      at += numberBytes;
      last = 0;
    }
    for (; at + numberBytes <= to; at += numberBytes) {
      const reference = numberAt(bytes, at);
      if (reference <= last) this.#notes.odd("order of references", this.#offset, section);
      if (!this.#series.has(reference)) this.#notes.wrong("series reference", this.#offset, section);
      sum = (sum + mixSeries(reference)) | 0;
      last = reference;
    }
    this.#last = last;
    this.#sum = sum;
    return at;
  }

  /** A list of no bytes at all is padding. */
  #finish(whole: boolean): void {
    if (this.#length === 0) return;
    if (!whole) this.#notes.wrong("postings list", this.#offset, section);
    this.#starts.add(this.#offset / numberBytes);
    this.#sums.add(this.#sum);
  }
}
