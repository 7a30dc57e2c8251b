import type { ArchiveProblem } from "../faults/archive.ts";
import { tarBlock, tarPadding } from "./tar.ts";
import { isZeros, readTarHeader, type TarHeader } from "./tar-header.ts";

/** What a tar stream holds, in its order. Contents come in pieces; `end` follows the last of a file. */
export type TarEvent =
  /** `start` is where its content begins: bytes of the tar stream before it. */
  | { readonly kind: "entry"; readonly header: TarHeader; readonly start: number }
  | { readonly kind: "content"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

/** How a tar stream may end and what it may hold. */
export interface TarLimits {
  /** Blocks of zeros behind the last entry: two end a stream, GNU tar fills its last record with more. */
  readonly endBlocks: number;
  /** Bytes that can still come at this moment, however well they are compressed. */
  readonly left: () => number;
}

/**
 * Walks a tar stream that arrives in pieces of whole tar blocks. Whatever is wrong is thrown as `refuse` makes it of the
 * reason, before anything of the entry is told.
 */
export class TarReader {
  readonly #limits: TarLimits;
  readonly #refuse: (reason: ArchiveProblem) => Error;
  #contentLeft = 0;
  #paddingLeft = 0;
  #endBlocks = 0;
  #content = 0;
  /** Bytes of the pieces before this one. */
  #before = 0;

  constructor(limits: TarLimits, refuse: (reason: ArchiveProblem) => Error) {
    this.#limits = limits;
    this.#refuse = refuse;
  }

  /** Bytes of all files told so far. */
  get content(): number {
    return this.#content;
  }

  *push(bytes: Uint8Array): Generator<TarEvent> {
    if (bytes.length % tarBlock !== 0) throw this.#refuse("cut off");
    for (let at = 0; at < bytes.length; ) {
      if (this.#contentLeft > 0) {
        const content = bytes.subarray(at, at + this.#contentLeft);
        at += content.length;
        this.#contentLeft -= content.length;
        yield { kind: "content", bytes: content };
        if (this.#contentLeft === 0) yield { kind: "end" };
      } else if (this.#paddingLeft > 0) {
        if (!isZeros(bytes.subarray(at, at + this.#paddingLeft))) throw this.#refuse("padding");
        at += this.#paddingLeft;
        this.#paddingLeft = 0;
      } else {
        const block = bytes.subarray(at, at + tarBlock);
        at += tarBlock;
        yield* this.#header(block, bytes.length - at, this.#before + at);
      }
    }
    this.#before += bytes.length;
  }

  /** Bytes of the present file that are still to come. */
  get contentLeft(): number {
    return this.#contentLeft;
  }

  /** Passes over so many bytes, which have to be contents of the present file, without seeing them. */
  *pass(length: number): Generator<TarEvent> {
    if (length > this.#contentLeft) throw new RangeError("more than the contents to come");
    this.#contentLeft -= length;
    this.#before += length;
    if (this.#contentLeft === 0) yield { kind: "end" };
  }

  /** Ends the walk. Throws when the stream was not ended by two blocks of zeros. */
  finish(): void {
    if (this.#endBlocks < 2) throw this.#refuse("cut off");
  }

  *#header(block: Uint8Array, inPiece: number, start: number): Generator<TarEvent> {
    const read = readTarHeader(block);
    if (read.kind === "zeros") {
      this.#endBlocks++;
      if (this.#endBlocks > this.#limits.endBlocks) throw this.#refuse("trailing bytes");
      return;
    }
    if (this.#endBlocks > 0) throw this.#refuse("trailing bytes");
    if (read.kind === "refused") throw this.#refuse(read.reason);
    const { header } = read;
    const { size } = header;
    if (size > inPiece + this.#limits.left()) throw this.#refuse("entry size");
    this.#contentLeft = size;
    this.#paddingLeft = tarPadding(size);
    this.#content += size;
    yield { kind: "entry", header, start };
    if (header.type === "file" && size === 0) yield { kind: "end" };
  }
}
