import * as fs from "node:fs";
import type { Directory } from "./directory.ts";
import { attempt, ifPresent } from "./errno.ts";

/** What tells one file or directory from every other, whatever its name: numbers of the kernel in decimal. */
export interface Identity {
  readonly device: string;
  readonly inode: string;
}

/** Whose entry a name is, links not followed; undefined when there is none. */
export function identityOf(directory: Directory, name: string): Identity | undefined {
  const path = directory.pathOf(name);
  const stats = ifPresent(() => attempt("stat", path, () => fs.lstatSync(anchor(directory, name), { bigint: true })));
  return stats && { device: `${stats.dev}`, inode: `${stats.ino}` };
}

/** Whose this directory is, whatever path leads to it. */
export function identityOfDirectory(directory: Directory): Identity {
  const { dev, ino } = attempt("stat", directory.path, () => fs.fstatSync(directory.descriptor, { bigint: true }));
  return { device: `${dev}`, inode: `${ino}` };
}

export function isSame(a: Identity | undefined, b: Identity | undefined): boolean {
  return a !== undefined && b !== undefined && a.device === b.device && a.inode === b.inode;
}

/**
 * Moves an entry into another directory of the same file system, under a name that nothing bears there; a rename would
 * silently replace a file or an empty directory. Throws `files.failed` with EEXIST, EXDEV, …; nothing is copied.
 */
export function move(from: Directory, name: string, to: Directory, newName = name): void {
  const target = to.pathOf(newName);
  attempt("move", `${from.pathOf(name)} → ${target}`, () => {
    if (to.entry(newName) !== undefined) throw Object.assign(new Error("the name is taken"), { code: "EEXIST" });
    fs.renameSync(anchor(from, name), anchor(to, newName));
  });
}

function anchor(directory: Directory, name: string): string {
  directory.pathOf(name);
  return `/proc/self/fd/${directory.descriptor}/${name}`;
}
