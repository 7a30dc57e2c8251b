import { crc32c } from "./crc32c.ts";
import type { Finding, Problem } from "./damage.ts";
import type { Region } from "./entries.ts";
import { beginFrames, type FrameState } from "./frames.ts";

/**
 * The files of a block and where their checksummed entries lie. Formats: docs/format/index.md, chunks.md and
 * tombstones.md of Prometheus's tsdb; checked against blocks of 2.42 and 3.16.
 */
export type BlockFileKind = "index" | "chunks" | "tombstones";

/** How many bytes of a file's beginning and end its check wants to see before the first byte is pushed. */
export const headBytes = 8;
export const tailBytes = 52;

const tocNumbers = 6;

/** The kind of a file by its path below the block; undefined for meta.json and for files that promsnap does not know. */
export function kindOfBlockFile(path: string): BlockFileKind | undefined {
  if (path === "index" || path === "tombstones") return path;
  return /^chunks\/\d{6,}$/.test(path) ? "chunks" : undefined;
}

/** Begins the check of a file of this size; `head` and `tail` are its first and last bytes, or all of a shorter file. */
export function beginCheck(kind: BlockFileKind, size: number, head: Uint8Array, tail: Uint8Array): FrameState {
  if (kind === "index") return beginIndex(size, head, tail);
  return kind === "chunks" ? beginChunks(size, head) : beginTombstones(size, head);
}

function beginChunks(size: number, head: Uint8Array): FrameState {
  const bad = badHeader(head, [0x85, 0xbd, 0x40, 0xdd], [1], size < headBytes);
  const region: Region = { section: "chunk", start: 8, end: size, alignment: 1, length: "uvarint", uncounted: 1 };
  return beginFrames([region], size, bad);
}

function beginTombstones(size: number, head: Uint8Array): FrameState {
  const bad = badHeader(head, [0x01, 0x30, 0xba, 0x30], [1], size < 9);
  const region: Region = { section: "tombstones", start: 5, end: size, alignment: 1, length: "none", uncounted: 0 };
  return beginFrames([region], size, bad);
}

function beginIndex(size: number, head: Uint8Array, tail: Uint8Array): FrameState {
  const toc = size - tailBytes;
  const bad = badHeader(head, [0xba, 0xaa, 0xd7, 0x00], [1, 2, 3], toc < 5);
  if (bad !== undefined) return beginFrames([], size, bad);
  const regions = indexRegions(tail, toc, head[4] === 1 ? 1 : 16);
  if (regions !== undefined) return beginFrames(regions, size);
  return beginFrames([], size, { offset: toc, problem: "table of contents", section: "table of contents" });
}

/**
 * The sections of an index in the order in which every version writes them; undefined when the table of contents, which
 * is the file's `tail` and begins at `toc`, is no such table.
 */
export function indexRegions(tail: Uint8Array, toc: number, seriesAlignment: 1 | 16): Region[] | undefined {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (crc32c(tail, view, 0, tailBytes - 4, 0) !== view.getInt32(tailBytes - 4)) return undefined;
  const offsets = Array.from({ length: tocNumbers }, (_, index) => Number(view.getBigUint64(index * 8)));
  const [symbols = 0, series = 0, labelIndices = 0, labelTable = 0, postings = 0, postingsTable = 0] = offsets;
  const sections: Omit<Region, "end">[] = [
    { section: "symbols", start: symbols, alignment: 1, length: "u32", uncounted: 0 },
    { section: "series", start: series, alignment: seriesAlignment, length: "uvarint", uncounted: 0 },
    { section: "label indices", start: labelIndices, alignment: 4, length: "u32", uncounted: 0 },
    { section: "postings", start: postings, alignment: 4, length: "u32", uncounted: 0 },
    { section: "label offset table", start: labelTable, alignment: 1, length: "u32", uncounted: 0 },
    { section: "postings offset table", start: postingsTable, alignment: 1, length: "u32", uncounted: 0 },
  ];
  const present = sections.filter(({ start }) => start !== 0);
  const regions = present.map((section, index) => ({ ...section, end: present[index + 1]?.start ?? toc }));
  const ascending = regions.every(({ start, end }) => start >= 5 && start <= end && end <= toc);
  return symbols !== 0 && series !== 0 && ascending ? regions : undefined;
}

function badHeader(head: Uint8Array, magic: number[], versions: number[], tooShort: boolean): Finding | undefined {
  const bad = (problem: Problem, offset: number): Finding => ({ offset, problem, section: "header" });
  if (tooShort) return bad("too short", 0);
  if (magic.some((byte, index) => head[index] !== byte)) return bad("magic number", 0);
  return versions.includes(head[4] ?? 0) ? undefined : bad("version", 4);
}
