import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import { type Lineage, readLineage } from "../tsdb/lineage.ts";
import { isUlid, largestMeta } from "../tsdb/meta.ts";
import type { WeighedBlock } from "./deletions.ts";

/**
 * How many blocks lie in a data directory and how many bytes their files have: what a snapshot will hold besides the
 * head. Blocks that Prometheus deletes meanwhile are left out.
 */
export function estimateBlocks(dataDirectory: Directory): { readonly count: number; readonly bytes: number } {
  const blocks = dataDirectory.entries().filter(({ name, kind }) => kind === "directory" && isUlid(name));
  const sizes = blocks.map(({ name }) => bytesBelow(dataDirectory, name));
  return { count: blocks.length, bytes: sizes.reduce((total, bytes) => total + bytes, 0) };
}

/** Bytes of all files below a directory that lies in `parent`; what vanishes meanwhile counts no more. */
export function bytesBelow(parent: Directory, name: string): number {
  using directory = ifPresent(() => parent.directory(name));
  let total = 0;
  for (const entry of directory?.entries() ?? []) {
    if (entry.kind === "file") total += entry.size;
    else if (directory !== undefined && entry.kind === "directory") total += bytesBelow(directory, entry.name);
  }
  return total;
}

/**
 * The blocks in a data directory that Prometheus takes for blocks: it passes over one whose meta.json is missing or
 * none. Blocks that Prometheus deletes meanwhile are left out.
 */
export function blocksOnDisk(dataDirectory: Directory): Lineage[] {
  const blocks = dataDirectory.entries().filter(({ name, kind }) => kind === "directory" && isUlid(name));
  return blocks.map(({ name }) => lineageBelow(dataDirectory, name)).filter((lineage) => lineage !== undefined);
}

/** The same with the bytes of their files. */
export function weighedBlocks(dataDirectory: Directory): WeighedBlock[] {
  return blocksOnDisk(dataDirectory).map((block) => ({ ...block, bytes: bytesBelow(dataDirectory, block.ulid) }));
}

function lineageBelow(dataDirectory: Directory, name: string): Lineage | undefined {
  return ifPresent(() => {
    using block = dataDirectory.directory(name);
    return readLineage(block.readText("meta.json", largestMeta) ?? "");
  });
}
