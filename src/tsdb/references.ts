import { type ByteSource, bytesOf } from "./byte-source.ts";
import { ChunkFinder } from "./chunk-finder.ts";
import { OffsetHash, type OffsetList } from "./chunk-trace.ts";
import type { Finding, Problem } from "./damage.ts";
import type { Region } from "./entries.ts";
import { type ChunkReference, type SeriesEntry, seriesEntries } from "./series.ts";

/** A sound index file: its bytes, its version, and where its sections lie. */
export interface SoundIndex {
  readonly source: ByteSource;
  readonly version: number;
  readonly regions: readonly Region[];
}

/** A segment of chunks, all of which were found sound: its size in bytes, and where they begin. */
export interface Segment {
  readonly size: number;
  readonly starts: OffsetList;
}

/**
 * Checks that every series of an index can be read, and that every reference leads to a chunk: to the beginning of one in
 * one of the segments, which stand in their order. Prometheus writes chunks in the order of the series, so the list of
 * the references is the list of the beginnings, and no chunk has to be read again. Where it is not, each reference is
 * followed, and what it leads to has to have a right checksum; `open` gives the bytes of a segment then.
 */
export function checkReferences(
  index: SoundIndex,
  segments: readonly Segment[],
  open: (segment: number) => ByteSource & Disposable,
): Finding | undefined {
  const lists = segments.map(() => new OffsetHash());
  const finding = findWrong(index, ({ segment, offset }) => {
    const [there, list] = [segments[segment], lists[segment]];
    if (there === undefined || list === undefined || offset >= there.size) return false;
    list.add(offset);
    return true;
  });
  if (finding !== undefined) return finding;
  const same = lists.every((list, number) => {
    const { count, digest } = list.finish();
    const starts = segments[number]?.starts;
    return count === starts?.count && digest === starts.digest;
  });
  if (same) return undefined;
  using finder = new ChunkFinder(open);
  return findWrong(index, ({ segment, offset }) => finder.isChunk(segment, offset));
}

/** The first series that cannot be read, names a symbol that is not there, or has a reference that leads to no chunk. */
function findWrong(index: SoundIndex, leads: (reference: ChunkReference) => boolean): Finding | undefined {
  const { source, regions } = index;
  const [symbols, series] = ["symbols", "series"].map((name) => regions.find(({ section }) => section === name));
  if (symbols === undefined || series === undefined) return undefined;
  const limit = symbolLimit(index, symbols);
  const bytesAt = (offset: number, length: number) => bytesOf(source, offset, length);
  for (const entry of seriesEntries(bytesAt, series)) {
    const problem = problemOf(entry, limit, leads);
    if (problem !== undefined) return { offset: entry.offset, problem, section: "series" };
  }
  return undefined;
}

/** What a reference to a symbol has to be less than: an offset in the first version, a number in every later one. */
function symbolLimit({ source, version }: SoundIndex, { start, end }: Region): number {
  const count = bytesOf(source, start + 4, 4);
  return version === 1 || count.length < 4 ? end : new DataView(count.buffer).getUint32(0);
}

function problemOf(
  { series }: SeriesEntry,
  symbolEnd: number,
  leads: (reference: ChunkReference) => boolean,
): Problem | undefined {
  const named = series?.labels.every(([name, value]) => name < symbolEnd && value < symbolEnd);
  if (series === undefined || named === false) return "series entry";
  return series.chunks.every(leads) ? undefined : "chunk reference";
}
