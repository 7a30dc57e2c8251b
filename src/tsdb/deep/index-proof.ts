import { beginCheck, tailBytes } from "../block-files.ts";
import type { OffsetList } from "../chunk-trace.ts";
import { type Fed, FrameFeed } from "./frame-feed.ts";
import type { Notes } from "./notes.ts";
import { ReferenceLists } from "./reference-lists.ts";
import { Sections } from "./sections.ts";
import type { Extreme } from "./series-check.ts";

/** The versions of the format that are read here; the third is the second without label indices. */
const newestVersion = 3;

/** What an index shows that other files are held against; there is none of a damaged index. */
export interface IndexFacts {
  readonly version: number;
  readonly series: number;
  readonly chunks: number;
  /** Whether a series has this reference. */
  hasSeries(reference: number): boolean;
  /** The references to chunks, a list for each segment; undefined where they are not in the order of the segments. */
  readonly references: readonly OffsetList[] | undefined;
  readonly earliest: Extreme;
  readonly latest: Extreme;
}

/** Checks an index in one pass: every checksum, and what its sections say of one another. */
export class IndexProof {
  readonly #notes: Notes;
  readonly #references = new ReferenceLists();
  readonly #feed: FrameFeed;
  #sections: Sections | undefined;

  /** `tail` has the last bytes of the file, with its table of contents. */
  constructor(notes: Notes, size: number, tail: Uint8Array | undefined) {
    this.#notes = notes;
    this.#feed = new FrameFeed(size, (head) => this.#begin(size, head, tail));
  }

  push(bytes: Uint8Array): void {
    this.#feed.push(bytes);
  }

  /** Ends the file. Undefined where the index is damaged, or unknown. */
  finish(): IndexFacts | undefined {
    const finding = this.#feed.end();
    const sections = this.#sections;
    if (finding !== undefined) this.#notes.failed(finding);
    else sections?.complete();
    return this.#notes.sound && sections !== undefined ? factsOf(sections, this.#references) : undefined;
  }

  #begin(size: number, head: Uint8Array, tail: Uint8Array | undefined): Fed | undefined {
    if (tail?.length !== Math.min(tailBytes, size)) return this.#leave("no end known", 0);
    const state = beginCheck("index", size, head, tail);
    const version = head[4] ?? 0;
    if (state.finding?.problem === "version" && version > newestVersion) return this.#leave("index version", version);
    this.#sections = new Sections(this.#notes, version, state, this.#references);
    return { state, listener: this.#sections };
  }

  #leave(part: "no end known" | "index version", value: number): undefined {
    this.#notes.leave(part, value);
    return undefined;
  }
}

function factsOf({ version, series: check }: Sections, references: ReferenceLists): IndexFacts {
  const { series, chunks, earliest, latest } = check;
  return {
    version,
    series: series.size,
    chunks,
    // Of all that the check knows only this is kept: many blocks may wait for their chunks.
    hasSeries: (reference) => series.has(reference),
    references: references.finish(),
    earliest,
    latest,
  };
}
