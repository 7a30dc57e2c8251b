import type { InputFile } from "../system/file.ts";
import type { ByteSource } from "../tsdb/byte-source.ts";
import { corrupt } from "./corrupt.ts";
import { inflateMember } from "./inflate.ts";
import { memberSizesAt } from "./own-pieces.ts";
import type { MemberPlaces } from "./skim.ts";

/**
 * The tar stream of one of promsnap's archives, to be read anywhere once the archive was skimmed: the member that holds
 * what is asked for is inflated, and kept until another one is asked for. Throws `archive.corrupt`.
 */
export class TarStream {
  readonly #file: InputFile;
  readonly #places: MemberPlaces;
  #held = { position: 0, bytes: new Uint8Array(0) };

  constructor(file: InputFile, places: MemberPlaces) {
    this.#file = file;
    this.#places = places;
  }

  /** The contents of a file that begin at this position of the stream. */
  fileAt(start: number, size: number): ByteSource {
    return {
      size,
      read: (buffer, position) => {
        const length = Math.max(0, Math.min(buffer.length, size - position));
        return this.#read(buffer.subarray(0, length), start + position);
      },
    };
  }

  #read(buffer: Uint8Array, position: number): number {
    let filled = 0;
    while (filled < buffer.length) {
      const { position: begin, bytes } = this.#member(position + filled);
      const part = bytes.subarray(position + filled - begin).subarray(0, buffer.length - filled);
      if (part.length === 0) break;
      buffer.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  /** The member that holds a position. */
  #member(position: number): { position: number; bytes: Uint8Array } {
    const { bytes } = this.#held;
    const inHeld = position >= this.#held.position && position < this.#held.position + bytes.length;
    if (!inHeld) this.#held = this.#inflate(lastAtMost(this.#places.positions, position));
    return this.#held;
  }

  #inflate(number: number): { position: number; bytes: Uint8Array<ArrayBuffer> } {
    const [offset = 0, position = 0] = [this.#places.offsets[number], this.#places.positions[number]];
    const sizes = memberSizesAt(this.#file, offset);
    const packed = new Uint8Array(sizes?.packed ?? 0);
    const inflated = this.#file.read(packed, offset) < packed.length || inflateMember(packed, sizes?.unpacked ?? 0);
    if (inflated === true) throw corrupt(this.#file, this.#file.size, "cut off");
    if ("reason" in inflated) throw corrupt(this.#file, offset, inflated.reason);
    return { position, bytes: inflated.bytes };
  }
}

/** The index of the last of the ascending numbers that is not greater; 0 where all are. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
