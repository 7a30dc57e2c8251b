import * as fs from "node:fs";
import type { Directory } from "./directory.ts";
import { attempt, ifPresent } from "./errno.ts";

/** A file as the disk has it, by device and inode: `bytes` are those it takes, `names` how many names it has in all. */
export interface StoredFile {
  readonly identity: string;
  readonly bytes: number;
  readonly names: number;
}

/** Every name of a file below a directory that lies in `parent`; what vanishes meanwhile is left out. */
export function filesBelow(parent: Directory, name: string): StoredFile[] {
  using directory = ifPresent(() => parent.directory(name));
  if (directory === undefined) return [];
  return directory.entries().flatMap((entry) => {
    if (entry.kind === "directory") return filesBelow(directory, entry.name);
    return storedFile(directory, entry.name) ?? [];
  });
}

/**
 * Bytes that are free once all these names are deleted: a file that has a name elsewhere (a block that Prometheus still
 * has) goes on taking its room.
 */
export function bytesFreed(files: readonly StoredFile[]): number {
  const deleted = Map.groupBy(files, ({ identity }) => identity);
  return [...deleted.values()].reduce((total, [file, ...others]) => {
    return file !== undefined && others.length + 1 >= file.names ? total + file.bytes : total;
  }, 0);
}

/** Blocks of the kernel have 512 bytes, whatever the file system's are. */
const blockBytes = 512;

function storedFile(directory: Directory, name: string): StoredFile | undefined {
  const path = `/proc/self/fd/${directory.descriptor}/${name}`;
  const stats = ifPresent(() => attempt("stat", directory.pathOf(name), () => fs.lstatSync(path, { bigint: true })));
  if (stats === undefined) return undefined;
  const { dev, ino, nlink, blocks } = stats;
  return { identity: `${dev}:${ino}`, bytes: Number(blocks) * blockBytes, names: Number(nlink) };
}
