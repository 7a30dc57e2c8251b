import type { ByteSource } from "../tsdb/byte-source.ts";

/** Bytes of a file's beginning that are kept beside its end. */
export const headBytes = 64;

/** Keeps the end of a file that goes by once, as many bytes as `most`, and its first few. */
export class FileEnd {
  readonly #size: number;
  /** Where in the file the kept end begins. */
  readonly #start: number;
  readonly #head: Uint8Array;
  readonly #end: Uint8Array;
  #came = 0;

  /** `size` is believed: room is made for at most `most` bytes. */
  constructor(size: number, most: number) {
    this.#size = size;
    this.#start = Math.max(0, size - most);
    this.#head = new Uint8Array(Math.min(size, headBytes));
    this.#end = new Uint8Array(size - this.#start);
  }

  push(bytes: Uint8Array): void {
    this.put(this.#came, bytes);
    this.#came += bytes.length;
  }

  /** Keeps of the bytes at a position of the file what belongs to its end or its head, in whatever order they come. */
  put(position: number, bytes: Uint8Array): void {
    put(this.#head, position, bytes);
    put(this.#end, position - this.#start, bytes);
  }

  /** The file as far as it was kept; between its head and its end there is nothing. */
  source(): ByteSource {
    const kept = [
      { start: 0, bytes: this.#head },
      { start: this.#start, bytes: this.#end },
    ];
    return {
      size: this.#size,
      read: (buffer, position) => {
        const holder = kept.findLast(({ start, bytes }) => position >= start && position < start + bytes.length);
        if (holder === undefined) return 0;
        const bytes = holder.bytes.subarray(position - holder.start).subarray(0, buffer.length);
        buffer.set(bytes);
        return bytes.length;
      },
    };
  }
}

/** Puts bytes into a buffer at an offset that may lie before it; what does not fit is left out. */
function put(buffer: Uint8Array, at: number, bytes: Uint8Array): void {
  const skipped = Math.max(0, -at);
  const room = buffer.length - Math.max(0, at);
  if (skipped < bytes.length && room > 0) buffer.set(bytes.subarray(skipped).subarray(0, room), Math.max(0, at));
}
