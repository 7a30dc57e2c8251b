/**
 * Index and chunk files are sequences of entries `length | body | CRC-32C of the body`, big-endian. A region is a part
 * of a file that holds such entries and nothing else but padding.
 */
export interface Region {
  readonly section: string;
  readonly start: number;
  readonly end: number;
  /** Each entry begins at a multiple of this many bytes of the file. */
  readonly alignment: 1 | 4 | 16;
  /** How the length is written; `none`: the one entry fills the region. */
  readonly length: "u32" | "uvarint" | "none";
  /** Bytes of the body that the length does not count (a chunk's encoding byte). */
  readonly uncounted: 0 | 1;
}

/** Hears of the entries of a file, one after the other. `offset` is where an entry begins in the file. */
export interface EntryListener {
  /** A sound entry, the body of which is `bytes[from, to)`. */
  whole(offset: number, bytes: Uint8Array, from: number, to: number): void;
  /** An entry begins whose body of this length comes in parts; it counts only once its `end` is heard. */
  begin(offset: number, length: number): void;
  part(bytes: Uint8Array, from: number, to: number): void;
  end(): void;
  /** Hears of every byte between the entries that is not zero. */
  stray?(offset: number): void;
}
