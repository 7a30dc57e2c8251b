import { type ByteSource, bytesOf } from "./byte-source.ts";
import { crc32c } from "./crc32c.ts";
import { type BytesAt, Cursor, inPieces, longestVarint } from "./cursor.ts";
import type { Region } from "./entries.ts";

/** One list of postings: the label and value that its series have, and where in the file it begins. */
export interface PostingsEntry {
  /** The texts' bytes, of long ones only the first. */
  readonly name: Uint8Array;
  readonly value: Uint8Array;
  readonly offset: number;
}

const pieceBytes = 1 << 20;
const lengthBytes = 4;
const sumBytes = 4;
/** What every entry begins with: the number of its texts. */
const textsOfEntry = 2;

/**
 * The table of an index that says where each list of postings begins (docs/format/index.md of Prometheus's tsdb), read
 * once, in order, in pieces. Nothing beyond its region is read, whatever it says of its length.
 */
export class PostingsTable {
  readonly #source: ByteSource;
  readonly #textBytes: number;
  /** Where its body begins and ends; there the checksum follows. */
  readonly #start: number;
  readonly #end: number;
  readonly #complete: boolean;
  #crc = 0;
  #summed: number;
  #ended = false;

  /** Of each text no more than `textBytes` are kept. */
  constructor(source: ByteSource, { start, end }: Pick<Region, "start" | "end">, textBytes: number) {
    this.#source = source;
    this.#textBytes = textBytes;
    this.#start = start + lengthBytes;
    this.#end = this.#start + (numberAt(source, start) ?? 0);
    this.#complete = this.#end + sumBytes <= end;
    this.#summed = this.#start;
  }

  /** The entries in their order, up to the first that cannot be read. */
  *entries(): Generator<PostingsEntry> {
    const count = this.#complete ? numberAt(this.#source, this.#start) : undefined;
    if (count === undefined) return;
    const read = inPieces((offset, length) => this.#read(offset, length), pieceBytes);
    let at = this.#start + lengthBytes;
    for (let left = count; left > 0; left--) {
      const entry = this.#entryAt(read, at);
      if (entry === undefined) return;
      at = entry.next;
      yield entry;
    }
    this.#ended = at === this.#end;
  }

  /** Whether every entry was read, nothing stands behind them, and the checksum is right. */
  isSound(): boolean {
    this.#sumUpTo(this.#end);
    return this.#ended && numberAt(this.#source, this.#end) === this.#crc >>> 0;
  }

  #entryAt(read: BytesAt, at: number): (PostingsEntry & { next: number }) | undefined {
    const number = (from: number) => {
      const cursor = new Cursor(read(from, longestVarint));
      const value = cursor.uvarint();
      return cursor.failed ? undefined : { value, next: from + cursor.at };
    };
    const text = (from: number | undefined) => {
      const length = from === undefined ? undefined : number(from);
      if (length === undefined || length.next + length.value > this.#end) return undefined;
      const bytes = read(length.next, Math.min(length.value, this.#textBytes));
      // A copy: what is kept of a table must not keep its pieces.
      return { bytes: bytes.slice(), next: length.next + length.value };
    };
    const texts = number(at);
    const name = texts?.value === textsOfEntry ? text(texts.next) : undefined;
    const value = text(name?.next);
    const offset = value && number(value.next);
    if (name === undefined || value === undefined || offset === undefined) return undefined;
    return { name: name.bytes, value: value.bytes, offset: offset.value, next: offset.next };
  }

  /** Bytes of the body from an offset on, all of those before it summed. */
  #read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.#sumUpTo(offset);
    const bytes = bytesOf(this.#source, offset, Math.min(length, this.#end - offset));
    this.#sum(offset, bytes);
    return bytes;
  }

  #sumUpTo(end: number): void {
    while (this.#summed < end) {
      const bytes = bytesOf(this.#source, this.#summed, Math.min(pieceBytes, end - this.#summed));
      if (bytes.length === 0) return;
      this.#sum(this.#summed, bytes);
    }
  }

  #sum(offset: number, bytes: Uint8Array): void {
    const from = Math.max(0, this.#summed - offset);
    if (from >= bytes.length) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#crc = crc32c(bytes, view, from, bytes.length, this.#crc);
    this.#summed = offset + bytes.length;
  }
}

function numberAt(source: ByteSource, offset: number): number | undefined {
  const bytes = bytesOf(source, offset, 4);
  return bytes.length < 4 ? undefined : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
