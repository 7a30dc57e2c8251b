import { instantOfName, nameOfArchiveFile } from "../snapshots/name.ts";
import { DirectoryStore } from "../stores/directory-store.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";

/** A snapshot by its file alone: no archive is opened. `bytes` is its size. */
export interface StoredName {
  readonly name: string;
  readonly bytes: number;
}

/**
 * The snapshots in a directory, newest name first; none where there is no such directory. Throws `files.failed` for one that
 * cannot be read.
 */
export async function storedNames(system: Pick<System, "openDirectory">, path: string): Promise<StoredName[]> {
  const directory = ifPresent(() => system.openDirectory(path));
  if (directory === undefined) return [];
  using store = new DirectoryStore(directory);
  const found = (await store.files()).flatMap(({ name: file, bytes }) => {
    const name = nameOfArchiveFile(file);
    return name === undefined ? [] : [{ name, bytes, instant: instantOfName(name) ?? 0 }];
  });
  return found.sort((a, b) => b.instant - a.instant).map(({ name, bytes }) => ({ name, bytes }));
}
