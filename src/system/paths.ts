import * as fs from "node:fs";
import { attempt, ifPresent } from "./errno.ts";

/** Makes a directory and its missing parents with this mode; an existing one is left as it is. */
export function makeDirectories(path: string, mode: number): void {
  attempt("mkdir", path, () => {
    if (fs.mkdirSync(path, { recursive: true, mode }) !== undefined) fs.chmodSync(path, mode);
  });
}

/** The bytes of a file, read whole. */
export function readFile(path: string): Uint8Array {
  return attempt("read", path, () => fs.readFileSync(path));
}

/** The path with every link resolved; undefined where it does not exist. */
export function realPath(path: string): string | undefined {
  return ifPresent(() => attempt("resolve", path, () => fs.realpathSync(path)));
}
