import { type Fault, fault } from "../../errors.ts";
import { bytesBelow } from "../../prometheus/blocks.ts";
import type { Directory } from "../../system/directory.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { Contents } from "./contents.ts";
import { placesIn } from "./places.ts";

/** What an archive of the script's takes when it is unpacked, at least: real blocks take 1.6 to 2 times their archive. */
const foreignRatio = 1.5;
/** What Prometheus writes of its own soon after a start. */
const headNames = ["wal", "wbl", "chunks_head"];

/**
 * Whether the restored blocks fit beside what is there, with room for a head like the present one and for one
 * compaction of the largest block. Throws `restore.noSpace` with what would free room.
 */
export function judgeRoom(
  data: Directory,
  own: Directory | undefined,
  archive: ReadableFile,
  contents: Contents | undefined,
): { readonly free: number; readonly needed: number } {
  const free = data.free();
  const blocks = contents?.bytes ?? Math.ceil(archive.size * foreignRatio);
  const head = headNames.reduce((total, name) => total + bytesUnder(data, name), 0);
  const needed = blocks + head + Math.ceil(blocks * largestShare(contents));
  const full = noRoom(data, own, free, needed);
  if (full !== undefined) throw full;
  return { free, needed };
}

/** `restore.noSpace` where more bytes are needed than are free, with what would free room. */
export function noRoom(data: Directory, own: Directory | undefined, free: number, needed: number): Fault | undefined {
  if (needed <= free) return undefined;
  const previous = own === undefined ? 0 : placesIn(own).reduce((total, { name }) => total + bytesUnder(own, name), 0);
  return fault("restore.noSpace", {
    path: data.path,
    free,
    needed,
    snapshots: bytesUnder(data, "snapshots"),
    previous,
  });
}

/** Bytes of the files under a name; none where there is no directory. */
export function bytesUnder(parent: Directory, name: string): number {
  return parent.entry(name)?.kind === "directory" ? bytesBelow(parent, name) : 0;
}

/** The part of the samples that the largest block holds: a compaction writes it anew before it deletes the old one. */
function largestShare(contents: Contents | undefined): number {
  const samples = contents?.metas.map((meta) => meta.samples) ?? [];
  const total = samples.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 0 : samples.reduce((most, count) => Math.max(most, count), 0) / total;
}
