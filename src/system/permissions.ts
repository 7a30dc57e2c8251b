import * as fs from "node:fs";
import type { Directory } from "./directory.ts";
import { attempt, errnoOf, ifPresent } from "./errno.ts";

const { O_DIRECTORY, O_WRONLY } = fs.constants;

/** Of Linux: an unnamed file in a directory, gone when it is closed. */
const unnamed = 0o20000000 | O_DIRECTORY;
/** What a file system says that has no such files. */
const unsupported: ReadonlySet<string | undefined> = new Set(["ENOTSUP", "EOPNOTSUPP", "EISDIR", "EINVAL"]);

/** The permission bits under a name; undefined when nothing is there. */
export function modeOf(directory: Directory, name: string): number | undefined {
  const path = `/proc/self/fd/${directory.descriptor}/${name}`;
  return ifPresent(() => attempt("stat", directory.pathOf(name), () => fs.lstatSync(path).mode & 0o7777));
}

/**
 * Throws what keeps this process from making files in a directory: `files.failed`, `files.readOnly`. It asks the kernel
 * for a file without a name, for permissions alone do not tell (a read-only mount, a unit's limits, root). Nothing is
 * thrown where the file system has no such files.
 */
export function proveWritable({ descriptor, path }: Directory): void {
  try {
    attempt("write", path, () => fs.closeSync(fs.openSync(`/proc/self/fd/${descriptor}`, unnamed | O_WRONLY, 0o600)));
  } catch (error) {
    if (!unsupported.has(errnoOf(error))) throw error;
  }
}
