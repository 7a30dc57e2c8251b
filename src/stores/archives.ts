import {
  archiveFileOf,
  checksumFileOf,
  instantOfName,
  nameOfArchiveFile,
  partialFileOf,
  snapshotName,
  verdictFileOf,
} from "../snapshots/name.ts";
import type { ReadableFile } from "../system/readable.ts";
import type { Store } from "./store.ts";

/** An archive in a store. `bytes` is its size. */
export interface StoredArchive {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly hasChecksum: boolean;
  /** Opens it for reading. */
  open(): Promise<ReadableFile>;
}

/** Every archive of a store by its name, promsnap's and the script's, oldest name first. */
export async function archivesIn(store: Store): Promise<StoredArchive[]> {
  const files = await store.files();
  const names = new Set(files.map(({ name }) => name));
  const found = files.flatMap((file) => {
    const name = nameOfArchiveFile(file.name);
    if (name === undefined) return [];
    const hasChecksum = names.has(checksumFileOf(name));
    const open = () => store.open(file);
    const archive = { name, path: store.pathOf(file.name), bytes: file.bytes, hasChecksum, open };
    return [{ archive, instant: instantOfName(name) ?? 0 }];
  });
  return found.sort((a, b) => a.instant - b.instant).map(({ archive }) => archive);
}

/** The first name from this instant on that no file of a store bears, at steps of a second. */
export async function freeName(store: Store, instant: number): Promise<string> {
  const taken = new Set(await store.names());
  for (let second = instant; ; second += 1000) {
    const name = snapshotName(second);
    const files = [name, archiveFileOf(name), checksumFileOf(name), verdictFileOf(name), partialFileOf(name)];
    if (!files.some((file) => taken.has(file))) return name;
  }
}

/** Writes the checksum file of an archive in the form of sha256sum. */
export async function writeChecksum(store: Store, name: string, sha256: string): Promise<void> {
  await store.replace(checksumFileOf(name), `${sha256}  ${archiveFileOf(name)}\n`);
}
