import * as fs from "node:fs";
import { dirname, resolve } from "node:path/posix";
import { attempt, ifPresent } from "./errno.ts";

/**
 * Makes a directory and its missing parents with this mode, and returns when the disk holds their names; an existing
 * one is left as it is.
 */
export function makeDirectories(path: string, mode: number): void {
  attempt("mkdir", path, () => {
    const first = fs.mkdirSync(path, { recursive: true, mode });
    if (first === undefined) return;
    fs.chmodSync(path, mode);
    const { length } = resolve(first);
    for (let made = resolve(path); made.length >= length; made = dirname(made)) syncDirectory(dirname(made));
  });
}

function syncDirectory(path: string): void {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** The bytes of a file, read whole. */
export function readFile(path: string): Uint8Array {
  return attempt("read", path, () => fs.readFileSync(path));
}

/** The path with every link resolved; undefined where it does not exist. */
export function realPath(path: string): string | undefined {
  return ifPresent(() => attempt("resolve", path, () => fs.realpathSync(path)));
}
