/** Bytes of a file from an offset on; fewer than asked only where the file ends. The next call may overwrite them. */
export type BytesAt = (offset: number, length: number) => Uint8Array;

/** The longest varint of 64 bits, in bytes. */
export const longestVarint = 10;

/** What fits into 31 bits is added up in whole numbers, which is quicker. */
const quickBytes = 4;

/**
 * Reads Go's varints one after the other. What goes beyond the bytes, or beyond 64 bits, reads as 0 and sets `failed`,
 * so that a whole entry is read before anybody asks. Numbers beyond 2^53 lose their last digits.
 */
export class Cursor {
  #bytes: Uint8Array;
  #to: number;
  /** Where the next number begins. */
  at = 0;
  failed = false;
  /** Whether it failed because the bytes came to an end, and more of them might help. */
  short = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#to = bytes.length;
  }

  get done(): boolean {
    return this.failed || this.at >= this.#to;
  }

  /** Begins anew, over `bytes[from, to)`. */
  turnTo(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes = bytes;
    this.#to = to;
    this.at = from;
    this.failed = false;
    this.short = false;
  }

  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 7 * quickBytes && this.at < this.#to; shift += 7) {
      const byte = this.#bytes[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return this.#longUvarint(value);
  }

  /** A signed number: in zigzag, so that small negative ones are short. */
  varint(): number {
    const value = this.uvarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** An unsigned number that Go adds to a signed one of 64 bits: what is too large for that one counts as negative. */
  difference(): number {
    const from = this.at;
    const value = this.uvarint();
    return value < 2 ** 63 ? value : this.#exactly(from);
  }

  #longUvarint(begun: number): number {
    let value = begun;
    for (let factor = 2 ** (7 * quickBytes), count = quickBytes; count < longestVarint; factor *= 128, count++) {
      if (this.at >= this.#to) {
        this.short = true;
        break;
      }
      const byte = this.#bytes[this.at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    this.failed = true;
    return 0;
  }

  /** The signed number that was read from there; near 2^64 only whole numbers of any size tell small ones apart. */
  #exactly(from: number): number {
    let value = 0n;
    for (let at = this.at - 1; at >= from; at--) value = (value << 7n) | BigInt((this.#bytes[at] as number) & 0x7f);
    return Number(BigInt.asIntN(64, value));
  }
}

/** Reads in pieces of at least so many bytes, for whoever asks for few at a time and goes on from there. */
export function inPieces(bytesAt: BytesAt, piece: number): BytesAt {
  let [start, held] = [0, new Uint8Array(0)];
  return (offset, length) => {
    if (offset < start || offset + length > start + held.length) {
      start = offset;
      held = bytesAt(offset, Math.max(length, piece)).slice();
    }
    return held.subarray(offset - start, offset - start + length);
  };
}
