import { tailBytes } from "../block-files.ts";
import type { EntryListener, Region } from "../entries.ts";
import type { FrameState } from "../frames.ts";
import { labelTable, postingsTable } from "./index-tables.ts";
import { LabelIndexCheck } from "./label-index-check.ts";
import type { Notes } from "./notes.ts";
import { PostingCheck } from "./posting-check.ts";
import type { ReferenceLists } from "./reference-lists.ts";
import { SeriesCheck } from "./series-check.ts";
import { SymbolCheck } from "./symbol-check.ts";
import { WholeEntries } from "./whole-entries.ts";

const nowhere: Region = { section: "", start: 0, end: 0, alignment: 1, length: "u32", uncounted: 0 };

/** Hands each entry of an index to the check of the section that it lies in. */
export class Sections implements EntryListener {
  readonly version: number;
  readonly series: SeriesCheck;
  readonly #notes: Notes;
  readonly #state: FrameState;
  readonly #listeners: readonly EntryListener[];

  constructor(notes: Notes, version: number, state: FrameState, references: ReferenceLists) {
    this.version = version;
    this.#notes = notes;
    this.#state = state;
    const region = (name: string) => state.regions.find(({ section }) => section === name) ?? nowhere;
    const symbols = new SymbolCheck(notes, version);
    const series = new SeriesCheck(notes, region("series"), symbols, references);
    const postings = new PostingCheck(notes, region("postings"), series.series);
    const indices = new LabelIndexCheck(notes, region("label indices"), symbols);
    const once = (listener: EntryListener, name: string) => new OnlyEntry(notes, name, listener);
    const listeners: Readonly<Record<string, EntryListener>> = {
      symbols: once(symbols, "symbols"),
      series: new WholeEntries(
        (offset, bytes, from, to) => series.take(offset, bytes, from, to),
        (offset) => series.wrong(offset),
      ),
      "label indices": indices,
      postings,
      "label offset table": once(labelTable(notes, version, indices), "label offset table"),
      "postings offset table": once(
        postingsTable(notes, version, { symbols, series, postings }),
        "postings offset table",
      ),
    };
    this.series = series;
    this.#listeners = state.regions.map(({ section }) => listeners[section] as EntryListener);
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.#current().whole(offset, bytes, from, to);
  }

  begin(offset: number, length: number): void {
    this.#notes.hold();
    this.#current().begin(offset, length);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    this.#current().part(bytes, from, to);
  }

  end(): void {
    this.#current().end();
    this.#notes.keep();
  }

  stray(offset: number): void {
    this.#notes.odd("padding", offset, this.#state.regions[this.#state.region]?.section ?? "");
  }

  /** Tells of what an index cannot be without. */
  complete(): void {
    const without = ["symbols", "postings offset table"].find((name) => !this.#present(name));
    if (without !== undefined) {
      this.#notes.wrong("table of contents", this.#state.size - tailBytes, "table of contents");
    }
  }

  #present(name: string): boolean {
    return this.#state.regions.some(({ section, start, end }) => section === name && start < end);
  }

  #current(): EntryListener {
    return this.#listeners[this.#state.region] as EntryListener;
  }
}

/** Passes on the first entry of a section that has no other. */
class OnlyEntry implements EntryListener {
  readonly #notes: Notes;
  readonly #section: string;
  readonly #listener: EntryListener;
  #entries = 0;

  constructor(notes: Notes, section: string, listener: EntryListener) {
    this.#notes = notes;
    this.#section = section;
    this.#listener = listener;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.begin(offset, to - from);
    this.part(bytes, from, to);
    this.end();
  }

  /** Another entry of no bytes is padding. */
  begin(offset: number, length: number): void {
    this.#entries++;
    if (this.#entries === 1) this.#listener.begin(offset, length);
    else if (length > 0) this.#notes.odd("unused bytes", offset, this.#section);
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    if (this.#entries === 1) this.#listener.part(bytes, from, to);
  }

  end(): void {
    if (this.#entries === 1) this.#listener.end();
  }
}
