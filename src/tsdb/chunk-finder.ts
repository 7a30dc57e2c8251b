import { type ByteSource, bytesOf } from "./byte-source.ts";
import { crc32c } from "./crc32c.ts";
import { type BytesAt, Cursor, inPieces } from "./cursor.ts";

const headerBytes = 8;
/** Prometheus takes no longer length before a chunk; the encoding follows it. */
const longestLength = 5;
const encodingBytes = 1;
const sumBytes = 4;
const pieceBytes = 64 << 10;

/** A segment that is looked into, and its bytes. */
interface OpenSegment {
  readonly number: number;
  readonly source: ByteSource & Disposable;
  readonly read: BytesAt;
}

/** Looks at single places of a block's segments, the last of which stays open. */
export class ChunkFinder {
  readonly #open: (segment: number) => ByteSource & Disposable;
  #segment: OpenSegment | undefined;

  constructor(open: (segment: number) => ByteSource & Disposable) {
    this.#open = open;
  }

  /** True when a chunk with a right checksum begins at this offset of a segment, which has to be there. */
  isChunk(segment: number, offset: number): boolean {
    const { source, read } = this.#turnTo(segment);
    if (offset < headerBytes || offset >= source.size) return false;
    const cursor = new Cursor(read(offset, longestLength));
    const length = cursor.uvarint();
    const body = offset + cursor.at;
    const sum = body + encodingBytes + length;
    if (cursor.failed || sum + sumBytes > source.size) return false;
    const crc = sumOf(read, body, sum);
    const stored = read(sum, sumBytes);
    return stored.length === sumBytes && viewOf(stored).getInt32(0) === crc;
  }

  [Symbol.dispose](): void {
    this.#segment?.source[Symbol.dispose]();
  }

  #turnTo(number: number): OpenSegment {
    if (this.#segment?.number === number) return this.#segment;
    this.#segment?.source[Symbol.dispose]();
    this.#segment = undefined;
    const source = this.#open(number);
    const read = inPieces((offset, length) => bytesOf(source, offset, length), pieceBytes);
    this.#segment = { number, source, read };
    return this.#segment;
  }
}

/** The CRC of a stretch that may be longer than what is to be held; of what is there, should the file have shrunk. */
function sumOf(read: BytesAt, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; ) {
    const part = read(at, Math.min(to - at, pieceBytes));
    if (part.length === 0) return crc;
    crc = crc32c(part, viewOf(part), 0, part.length, crc);
    at += part.length;
  }
  return crc;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
