import type { EntryListener } from "../entries.ts";
import { ByteList } from "./growing.ts";

/** No series is near this size in bytes; what is longer is not held. */
const longest = 16 << 20;

/** Hears of entries whole, also of those that come in parts. */
export class WholeEntries implements EntryListener {
  readonly #hear: EntryListener["whole"];
  readonly #tooLong: (offset: number) => void;
  #held = new ByteList();
  #offset = 0;
  #length = 0;

  /** `tooLong` hears of an entry too long to be held. */
  constructor(hear: EntryListener["whole"], tooLong: (offset: number) => void = () => undefined) {
    this.#hear = hear;
    this.#tooLong = tooLong;
  }

  whole(offset: number, bytes: Uint8Array, from: number, to: number): void {
    this.#hear(offset, bytes, from, to);
  }

  begin(offset: number, length: number): void {
    this.#offset = offset;
    this.#length = length;
    this.#held = new ByteList();
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    if (this.#length <= longest) this.#held.add(bytes, from, to);
  }

  end(): void {
    if (this.#length > longest) this.#tooLong(this.#offset);
    else this.#hear(this.#offset, this.#held.bytes, 0, this.#held.length);
  }
}
