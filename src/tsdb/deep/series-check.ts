import { Cursor } from "../cursor.ts";
import type { Region } from "../entries.ts";
import { readSeries, type SeriesListener } from "../series.ts";
import { NumberList } from "./growing.ts";
import { mixLabel, mixSeries } from "./mixing.ts";
import type { Notes } from "./notes.ts";
import { PlaceSet } from "./place-set.ts";
import type { ReferenceLists } from "./reference-lists.ts";
import type { SymbolCheck } from "./symbol-check.ts";

const section = "series";

/** The earliest or latest time of a chunk, and where the series begins that has it. */
export interface Extreme {
  readonly time: number;
  readonly offset: number;
}

/** Checks the series of an index, and adds up what its postings have to say of them. */
export class SeriesCheck implements SeriesListener {
  readonly #notes: Notes;
  readonly #symbols: SymbolCheck;
  readonly #references: ReferenceLists;
  readonly #alignment: number;
  readonly #cursor = new Cursor(new Uint8Array(0));
  /** Places of the names and values of the series' labels, one after the other, and those of the series before it. */
  #labels = new NumberList();
  #before = new NumberList();
  #offset = 0;
  #mixed = 0;
  #chunkEnd = Number.NEGATIVE_INFINITY;
  #known = true;

  /** The references of the series. */
  readonly series: PlaceSet;
  /** The sums over all series, and over each label of each. */
  seriesSum = 0;
  labelSum = 0;
  chunks = 0;
  earliest: Extreme = { time: Number.POSITIVE_INFINITY, offset: 0 };
  latest: Extreme = { time: Number.NEGATIVE_INFINITY, offset: 0 };

  constructor(notes: Notes, { start, alignment }: Region, symbols: SymbolCheck, references: ReferenceLists) {
    this.#notes = notes;
    this.#symbols = symbols;
    this.#references = references;
    this.#alignment = alignment;
    this.series = new PlaceSet(Math.ceil(start / alignment));
  }

  /** Takes a whole entry. */
  take(offset: number, bytes: Uint8Array, from: number, to: number): void {
    const reference = offset / this.#alignment;
    this.#offset = offset;
    this.#mixed = mixSeries(reference);
    this.#labels.clear();
    this.#chunkEnd = Number.NEGATIVE_INFINITY;
    this.#known = true;
    this.#cursor.turnTo(bytes, from, to);
    this.series.add(reference);
    this.seriesSum = (this.seriesSum + this.#mixed) | 0;
    if (!readSeries(this.#cursor, this) || !this.#known) {
      this.wrong(offset);
      return;
    }
    if (!this.#cursor.done) this.#odd("unused bytes");
    this.#compare();
  }

  /** Tells of an entry that is no series. */
  wrong(offset: number): void {
    this.#notes.wrong("series entry", offset, section);
  }

  label(name: number, value: number): void {
    const nameAt = this.#symbols.placeOf(name);
    const valueAt = this.#symbols.placeOf(value);
    if (nameAt < 0 || valueAt < 0) {
      this.#known = false;
      return;
    }
    const labels = this.#labels;
    if (labels.length > 0 && labels.at(labels.length - 2) >= nameAt && this.#symbols.sorted)
      this.#odd("order of labels");
    labels.add(nameAt);
    labels.add(valueAt);
    const mixed = mixLabel(this.#symbols.mixedAt(nameAt), this.#symbols.mixedAt(valueAt));
    this.labelSum = (this.labelSum + Math.imul(mixed, this.#mixed)) | 0;
  }

  chunk(minTime: number, maxTime: number, place: number): void {
    this.chunks++;
    if (maxTime < minTime) this.#odd("times of a chunk");
    if (minTime <= this.#chunkEnd) this.#odd("order of chunks");
    this.#chunkEnd = maxTime;
    if (minTime < this.earliest.time) this.earliest = { time: minTime, offset: this.#offset };
    if (maxTime > this.latest.time) this.latest = { time: maxTime, offset: this.#offset };
    if (place < 0) this.#notes.wrong("chunk reference", this.#offset, section);
    else this.#references.add(place);
  }

  /** Whether the series stands behind the one before it, as far as the places of its symbols tell. */
  #compare(): void {
    const labels = this.#labels;
    const before = this.#before;
    if (this.#symbols.sorted && this.series.size > 1 && compareLists(before, labels) >= 0) this.#odd("order of series");
    this.#labels = before;
    this.#before = labels;
  }

  #odd(oddity: "unused bytes" | "order of labels" | "times of a chunk" | "order of chunks" | "order of series"): void {
    this.#notes.odd(oddity, this.#offset, section);
  }
}

/** Less than 0 where the first list comes before the other. */
function compareLists(a: NumberList, b: NumberList): number {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at++) if (a.at(at) !== b.at(at)) return a.at(at) - b.at(at);
  return a.length - b.length;
}
