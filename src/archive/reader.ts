import type { ReadableFile } from "../system/readable.ts";
import { corrupt } from "./corrupt.ts";
import { Entries, type PlacedEntry } from "./entries.ts";
import { foreignPieces } from "./foreign-pieces.ts";
import { type Inflate, isPromsnapArchive, ownPieces, readTrailerOf } from "./own-pieces.ts";
import type { ArchivePiece } from "./pieces.ts";
import { tarBlock } from "./tar.ts";
import { type TarEvent, type TarLimits, TarReader } from "./tar-reader.ts";
import type { Trailer } from "./trailer.ts";

/** What an archive holds, in its order; `end` follows the last content of every file, and directories have none. */
export type ArchiveEvent =
  | { readonly kind: "entry"; readonly entry: PlacedEntry; readonly start: number }
  | Exclude<TarEvent, { readonly kind: "entry" }>
  /** The last event: the name of the top directory, and how many bytes all files have. */
  | { readonly kind: "whole"; readonly top: string; readonly content: number };

/** How an archive is read. Only promsnap's own are inflated member by member, `ahead` of them at a time. */
export interface ReadingTerms {
  readonly inflate: Inflate;
  readonly ahead: number;
  readonly signal: AbortSignal;
  /** Takes the bytes of a piece over when all of its events were taken, for a listener that keeps none. */
  readonly release?: (piece: Uint8Array<ArrayBuffer>) => void;
  /** Hears how many bytes of the file are read. */
  readonly progress: (doneBytes: number) => void;
  /** Hears all bytes of the file in order. */
  readonly hear?: (packed: Uint8Array<ArrayBuffer>) => void;
}

/** Two blocks of zeros end promsnap's stream; GNU tar fills up to a multiple of 20 blocks. */
const endBlocks = { own: 2, foreign: 21 } as const;
/** No deflate data grows by more. */
const largestRatio = 1032;

/**
 * Reads an archive of promsnap or of the script from its first byte to its last. Nothing of it is believed: what is told
 * has passed every check that can be made by then, and `whole` comes only when all have. Throws `archive.corrupt` at the
 * first thing that is wrong, and the signal's reason. Memory is bounded by `ahead`, and a million names.
 */
export async function* readArchive(file: ReadableFile, terms: ReadingTerms): AsyncGenerator<ArchiveEvent> {
  const trailer = (await isPromsnapArchive(file)) ? await readTrailerOf(file) : undefined;
  const { inflate, ahead, signal, hear = () => undefined } = terms;
  const pieces =
    trailer === undefined ? foreignPieces(file, signal, hear) : ownPieces(file, inflate, ahead, signal, hear);
  const walk = new Walk(file, trailer);
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield* walk.piece(piece);
    terms.release?.(piece.bytes);
    terms.progress(piece.done);
  }
  yield walk.finish();
}

/** The walk over the first or all pieces of an archive, with what is known of it as a whole. */
export class Walk {
  readonly #file: ReadableFile;
  readonly #trailer: Trailer | undefined;
  readonly #entries = new Entries();
  readonly #tar: TarReader;
  /** Bytes of the tar stream that came, and that can come at most. */
  #came = 0;
  readonly #most: number;
  #offset = 0;
  #inHead = true;

  constructor(file: ReadableFile, trailer: Trailer | undefined) {
    this.#file = file;
    this.#trailer = trailer;
    this.#most = trailer?.unpacked ?? file.size * largestRatio;
    const limits: TarLimits = {
      endBlocks: trailer === undefined ? endBlocks.foreign : endBlocks.own,
      left: () => this.#most - this.#came,
    };
    this.#tar = new TarReader(limits, (reason) => corrupt(file, this.#offset, reason));
  }

  *piece({ bytes, offset, head }: ArchivePiece): Generator<ArchiveEvent> {
    this.#begin(offset, bytes.length, head === true);
    for (const event of this.#tar.push(bytes)) {
      if (event.kind !== "entry") yield event;
      else yield { kind: "entry", entry: this.#place(event, head), start: event.start };
    }
  }

  /** Whether a piece of so many bytes holds contents of one file and nothing else: it may be passed over then. */
  isContent(length: number): boolean {
    return length > 0 && length % tarBlock === 0 && length <= this.#tar.contentLeft;
  }

  /** Passes over a piece that begins at this offset of the file, as `piece` without its contents. */
  *pass(offset: number, length: number, head: boolean): Generator<ArchiveEvent> {
    this.#begin(offset, length, head);
    for (const event of this.#tar.pass(length)) if (event.kind === "end") yield event;
  }

  finish(): ArchiveEvent {
    this.#offset = this.#file.size;
    this.#tar.finish();
    const { content } = this.#tar;
    const { top } = this.#entries;
    if (top === undefined) throw corrupt(this.#file, this.#offset, "cut off");
    const trailer = this.#trailer;
    if (trailer !== undefined && (trailer.unpacked !== this.#came || trailer.content !== content)) {
      throw corrupt(this.#file, this.#offset, "totals");
    }
    return { kind: "whole", top, content };
  }

  #begin(offset: number, length: number, head: boolean): void {
    this.#offset = offset;
    this.#came += length;
    if (this.#came > this.#most) throw corrupt(this.#file, offset, "totals");
    if (head && !this.#inHead) throw corrupt(this.#file, offset, "entry place");
    this.#inHead = head;
  }

  #place({ header }: Extract<TarEvent, { kind: "entry" }>, head: boolean | undefined): PlacedEntry {
    const placed = this.#entries.place(header);
    if (typeof placed === "string") throw corrupt(this.#file, this.#offset, placed);
    // What `list` reads is exactly what a restore sees.
    if (head !== undefined && head !== belongsToHead(placed)) throw corrupt(this.#file, this.#offset, "entry place");
    return placed;
  }
}

/** True for what the head section of promsnap's archives holds: the top, the blocks, and their meta.json files. */
function belongsToHead({ path, type }: PlacedEntry): boolean {
  return type === "directory" ? path.length < 2 : path.length === 2 && path[1] === "meta.json";
}
