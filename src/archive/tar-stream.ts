import type { InputFile } from "../system/file.ts";
import type { ReadableFile } from "../system/readable.ts";
import type { ByteSource } from "../tsdb/byte-source.ts";
import { corrupt } from "./corrupt.ts";
import { FileEnd, headBytes } from "./file-end.ts";
import { inflateMember } from "./inflate.ts";
import { bytesFrom } from "./own-pieces.ts";
import type { MemberPlaces } from "./skim.ts";

/** A member of an archive: where it lies in the file, and what it holds of the tar stream. */
interface Member {
  readonly offset: number;
  readonly packed: number;
  readonly position: number;
  readonly unpacked: number;
}

/**
 * The tar stream of one of promsnap's archives on this machine, to be read anywhere once the archive was skimmed: the
 * member that holds what is asked for is inflated, and kept until another one is asked for. Throws `archive.corrupt`.
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
    if (!inHeld) this.#held = this.#inflate(memberAt(this.#places, position));
    return this.#held;
  }

  #inflate(member: Member): { position: number; bytes: Uint8Array<ArrayBuffer> } {
    const packed = new Uint8Array(member.packed);
    if (this.#file.read(packed, member.offset) < packed.length) throw corrupt(this.#file, this.#file.size, "cut off");
    return { position: member.position, bytes: inflated(this.#file, member, packed) };
  }
}

/**
 * The last `most` bytes, and the first few, of a file that begins at this position of the stream: for an archive that is
 * far away, where nothing can be read while somebody waits for it.
 */
export async function readFileEnd(
  file: ReadableFile,
  places: MemberPlaces,
  start: number,
  size: number,
  most: number,
): Promise<ByteSource> {
  const end = new FileEnd(size, most);
  for (const [from, to] of [
    [0, Math.min(size, headBytes)],
    [Math.max(0, size - most), size],
  ] as const) {
    for (let at = from; at < to; ) {
      const member = memberAt(places, start + at);
      const bytes = inflated(file, member, await bytesFrom(file, member.offset, member.packed));
      const part = bytes.subarray(start + at - member.position).subarray(0, to - at);
      if (part.length === 0) throw corrupt(file, member.offset, "cut off");
      end.put(at, part);
      at += part.length;
    }
  }
  return end.source();
}

function inflated(file: ReadableFile, { offset, unpacked }: Member, packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const member = inflateMember(packed, unpacked);
  if ("reason" in member) throw corrupt(file, offset, member.reason);
  return member.bytes;
}

function memberAt({ offsets, positions }: MemberPlaces, position: number): Member {
  const number = Math.min(lastAtMost(positions, position), positions.length - 2);
  const [offset = 0, next = 0] = offsets.slice(number, number + 2);
  const [begin = 0, end = 0] = positions.slice(number, number + 2);
  return { offset, packed: next - offset, position: begin, unpacked: end - begin };
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
