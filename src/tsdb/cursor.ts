/** Bytes of a file from an offset on; fewer than asked only where the file ends. The next call may overwrite them. */
export type BytesAt = (offset: number, length: number) => Uint8Array;

/** The longest varint of 64 bits, in bytes. */
export const longestVarint = 10;

/**
 * Reads Go's varints one after the other. What goes beyond the bytes, or beyond 64 bits, reads as 0 and sets `failed`,
 * so that a whole entry is read before anybody asks. Numbers beyond 2^53 lose their last digits.
 */
export class Cursor {
  readonly #bytes: Uint8Array;
  /** Where the next number begins. */
  at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.failed || this.at >= this.#bytes.length;
  }

  uvarint(): number {
    let value = 0;
    for (let factor = 1, count = 0; count < longestVarint; factor *= 128, count++) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) break;
      this.at++;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    this.failed = true;
    return 0;
  }

  /** A signed number: in zigzag, so that small negative ones are short. */
  varint(): number {
    const value = this.uvarint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
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
