import type { Bytes } from "../small-block.ts";

/** A chunk as a test writes it: its segment, its times, how many samples it says that it has, its encoding. */
export interface WrittenChunk {
  readonly segment?: number;
  readonly min: number;
  readonly max: number;
  readonly count?: number;
  readonly encoding?: number;
  readonly data?: readonly number[];
}

/** A series as it is written; its labels in the order in which they stand. */
export interface WrittenSeries {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly chunks: readonly WrittenChunk[];
}

/** A list of postings: its label and the numbers of its series. */
export interface WrittenList {
  readonly label: readonly [name: string, value: string];
  readonly series: readonly number[];
}

/** What a test breaks before it is written; each gets what Prometheus would write. */
export interface Breakage {
  symbols?(symbols: string[]): readonly string[];
  /** The body of a series, number by number. */
  series?(
    body: Bytes,
    number: number,
    place: { symbol: (text: string) => bigint; chunk: (number: number) => bigint },
  ): Bytes;
  lists?(lists: WrittenList[]): readonly WrittenList[];
  /** The references in a list, behind their count. */
  list?(references: number[], number: number): readonly number[];
  count?(count: number, number: number): number;
  entries?(entries: WrittenEntry[]): readonly WrittenEntry[];
  entryCount?(count: number): number;
  labelIndex?(numbers: number[], number: number): readonly number[];
  labelEntries?(entries: WrittenEntry[]): readonly WrittenEntry[];
  contents?(offsets: number[]): readonly number[];
  stones?: readonly (readonly [series: number, min: number, max: number])[];
  tombstones?: Bytes;
  meta?(meta: Record<string, unknown>): Record<string, unknown>;
  /** The body of a section's first entry, in place of what it has. */
  raw?: { readonly section: string; readonly bytes: readonly number[] };
  /** Bytes put behind the entries of a section. */
  behind?: Readonly<Record<string, readonly number[]>>;
}

/** An entry of an offset table. */
export interface WrittenEntry {
  readonly keys: number;
  readonly texts: readonly string[];
  readonly target: number;
}

/** The files of a block, by their names, and where the entries of its index begin. */
export interface WrittenBlock {
  readonly ulid: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly series: readonly number[];
  readonly lists: readonly number[];
  readonly symbols: readonly number[];
  readonly entries: readonly number[];
  readonly labelEntries: readonly number[];
  readonly sections: Readonly<Record<string, number>>;
  readonly chunks: readonly number[];
}

export const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

const twoChunks = (first: number): WrittenChunk[] => [
  { min: first, max: first + 400, count: 5 },
  { min: first + 500, max: first + 900, count: 7 },
];

/** Five series that differ in every way in which series do. */
export const fiveSeries: readonly WrittenSeries[] = [
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "0"],
      ["mode", "idle"],
    ],
    chunks: twoChunks(1000),
  },
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "0"],
      ["mode", "user"],
    ],
    chunks: twoChunks(1010),
  },
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "1"],
    ],
    chunks: twoChunks(1020),
  },
  { labels: [["__name__", "memory"]], chunks: [{ segment: 1, min: 1000, max: 1990, count: 3 }] },
  {
    labels: [
      ["__name__", "time"],
      ["é", "ü"],
    ],
    chunks: [{ segment: 1, min: 1500, max: 1999, count: 2, encoding: 2 }],
  },
];
