import { type BytesAt, Cursor, inPieces, longestVarint } from "./cursor.ts";
import type { Region } from "./entries.ts";

/** Where a chunk of a series lies, and the times of its first and last sample (milliseconds since 1970). */
export interface ChunkReference {
  readonly minTime: number;
  readonly maxTime: number;
  /** Counted from 0: the file `chunks/000001` is segment 0. */
  readonly segment: number;
  readonly offset: number;
}

/** One entry of an index's section of series. Labels are references into the symbol table. */
export interface Series {
  readonly labels: readonly (readonly [name: number, value: number])[];
  readonly chunks: readonly ChunkReference[];
}

/** No series is near this size in bytes; what is longer is not read. */
const largestSeries = 4 << 20;
const pieceBytes = 256 << 10;

/** Hears what a series holds. Labels are references into the symbol table, `place` is a reference to a chunk. */
export interface SeriesListener {
  label(name: number, value: number): void;
  /** Times of the first and the last sample: milliseconds since 1970. */
  chunk(minTime: number, maxTime: number, place: number): void;
}

/**
 * Reads the body of an entry, which is what the cursor is turned to. False when it is no series; what was heard then
 * means nothing. Format: docs/format/index.md of Prometheus's tsdb.
 */
export function readSeries(cursor: Cursor, listener: SeriesListener): boolean {
  for (let left = cursor.uvarint(); left > 0 && !cursor.done; left--)
    listener.label(cursor.uvarint(), cursor.uvarint());
  let end = 0;
  let place = 0;
  const count = cursor.uvarint();
  for (let number = 0; number < count && !cursor.failed; number++) {
    const first = number === 0;
    const minTime = first ? cursor.varint() : end + cursor.difference();
    end = minTime + cursor.difference();
    place = first ? cursor.uvarint() : place + cursor.varint();
    if (!cursor.failed) listener.chunk(minTime, end, place);
  }
  return !cursor.failed;
}

/** Where a reference leads: its upper half is the segment, its lower half the offset in it. */
export function segmentOf(place: number): number {
  return Math.floor(place / 2 ** 32);
}

/** The offset in its segment that a reference leads to. */
export function offsetOf(place: number): number {
  return place % 2 ** 32;
}

/** Reads the body of an entry. Undefined when it is no series. */
export function decodeSeries(body: Uint8Array): Series | undefined {
  const labels: [number, number][] = [];
  const chunks: ChunkReference[] = [];
  const sound = readSeries(new Cursor(body), {
    label: (name, value) => void labels.push([name, value]),
    chunk: (minTime, maxTime, place) =>
      void chunks.push({ minTime, maxTime, segment: segmentOf(place), offset: offsetOf(place) }),
  });
  return sound ? { labels, chunks } : undefined;
}

/** What stands where a series is due. */
export interface SeriesEntry {
  /** Where it begins in the file, and what tombstones and postings call it. */
  readonly offset: number;
  readonly reference: number;
  /** Undefined for an entry that is no series; no other follows it. */
  readonly series: Series | undefined;
}

type SeriesRegion = Pick<Region, "start" | "end" | "alignment">;

/** The entries of an index's section of series in their order, to its end or to the first that is no series. */
export function* seriesEntries(index: BytesAt, { start, end, alignment }: SeriesRegion): Generator<SeriesEntry> {
  const read = inPieces(index, pieceBytes);
  for (let at = aligned(start, alignment); at < end; ) {
    const head = new Cursor(read(at, longestVarint));
    const length = head.uvarint();
    const body = at + head.at;
    const readable = !head.failed && length > 0 && length <= largestSeries && body + length <= end;
    const series = readable ? decodeSeries(read(body, length)) : undefined;
    yield { offset: at, reference: at / alignment, series };
    if (series === undefined) return;
    at = aligned(body + length + 4, alignment);
  }
}

/**
 * The series of an index in their order, each with its reference, which is what tombstones and postings call it. Ends
 * where the section does, or at the first entry that is no series.
 */
export function* seriesIn(index: BytesAt, region: SeriesRegion): Generator<Series & { readonly reference: number }> {
  for (const { reference, series } of seriesEntries(index, region)) if (series) yield { reference, ...series };
}

function aligned(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
