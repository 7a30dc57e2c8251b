import type { ReadableFile } from "../system/readable.ts";
import { tailBytes } from "../tsdb/block-files.ts";
import { corrupt } from "./corrupt.ts";
import { pieceAt } from "./head.ts";
import { memberSizesAt } from "./own-pieces.ts";
import type { ArchiveEvent } from "./reader.ts";

/**
 * The end of an index, which its check wants to see before its first byte: the table of contents stands there. `start` is
 * where the index begins in the tar stream, `size` what it has, both in bytes; a shorter file is answered whole.
 */
export type TailOf = (ulid: string, start: number, size: number) => Promise<Uint8Array | undefined>;

/**
 * Looks ahead for the ends of indexes in one of promsnap's archives, whose members announce their sizes: a few bytes of
 * each are read, and only those inflated that hold an end. Ask in the order of the archive. Throws `archive.corrupt`.
 */
export function tailsAhead(file: ReadableFile): TailOf {
  const members = new Members(file);
  return async (_, start, size) => {
    const tail = new Uint8Array(Math.min(tailBytes, size));
    const from = start + size - tail.length;
    for (let filled = 0; filled < tail.length; ) {
      const part = (await members.from(from + filled)).subarray(0, tail.length - filled);
      tail.set(part, filled);
      filled += part.length;
    }
    return tail;
  };
}

/** The members of an archive as a stream to go forward in. */
class Members {
  readonly #file: ReadableFile;
  /** Where the present member begins, in the file and in the tar stream. */
  #offset = 0;
  #start = 0;
  /** The present member's bytes, once they were asked for. */
  #bytes: Uint8Array | undefined;

  constructor(file: ReadableFile) {
    this.#file = file;
  }

  /** The bytes of the stream from a position on, to the end of the member that holds it; at least one. */
  async from(position: number): Promise<Uint8Array> {
    for (;;) {
      const sizes = await memberSizesAt(this.#file, this.#offset);
      if (sizes === undefined) throw corrupt(this.#file, this.#offset, "trailing bytes");
      if (position < this.#start + sizes.unpacked) {
        this.#bytes ??= (await pieceAt(this.#file, this.#offset, sizes)).bytes;
        return this.#bytes.subarray(position - this.#start);
      }
      this.#offset += sizes.packed;
      this.#start += sizes.unpacked;
      this.#bytes = undefined;
    }
  }
}

/** Gathers the ends of all indexes while an archive is read whole, for reading it once more. */
export class TailCollector {
  readonly #tails = new Map<string, Uint8Array>();
  #ulid: string | undefined;
  #tail = new Uint8Array(0);

  hear(event: ArchiveEvent): void {
    if (event.kind === "entry") {
      const { path, type } = event.entry;
      const [ulid, name] = path;
      this.#ulid = type === "file" && path.length === 2 && name === "index" ? ulid : undefined;
    } else if (this.#ulid === undefined) return;
    else if (event.kind === "content") this.#tail = lastOf(this.#tail, event.bytes);
    else if (event.kind === "end") {
      this.#tails.set(this.#ulid, this.#tail);
      this.#tail = new Uint8Array(0);
    }
  }

  readonly tailOf: TailOf = async (ulid) => this.#tails.get(ulid);
}

/** The last bytes of both together; a copy. */
function lastOf(before: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length >= tailBytes) return bytes.slice(-tailBytes);
  const kept = before.subarray(Math.max(0, before.length + bytes.length - tailBytes));
  const joined = new Uint8Array(kept.length + bytes.length);
  joined.set(kept);
  joined.set(bytes, kept.length);
  return joined;
}
