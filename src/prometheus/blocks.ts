import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import { isUlid } from "../tsdb/meta.ts";

/**
 * How many blocks lie in a data directory and how many bytes their files have: what a snapshot will hold besides the
 * head. Blocks that Prometheus deletes meanwhile are left out.
 */
export function estimateBlocks(dataDirectory: Directory): { readonly count: number; readonly bytes: number } {
  const blocks = dataDirectory.entries().filter(({ name, kind }) => kind === "directory" && isUlid(name));
  const sizes = blocks.map(({ name }) => bytesBelow(dataDirectory, name));
  return { count: blocks.length, bytes: sizes.reduce((total, bytes) => total + bytes, 0) };
}

function bytesBelow(parent: Directory, name: string): number {
  using directory = ifPresent(() => parent.directory(name));
  let total = 0;
  for (const entry of directory?.entries() ?? []) {
    if (entry.kind === "file") total += entry.size;
    else if (directory !== undefined && entry.kind === "directory") total += bytesBelow(directory, entry.name);
  }
  return total;
}
