/** Deleting snapshots from a store, so that a kill at any call leaves nothing that a later run takes for another thing. */
import { archiveFileOf, checksumFileOf, instantOfName, nameOfArchiveFile, verdictFileOf } from "../snapshots/name.ts";
import type { Directory } from "../system/directory.ts";

/** More than a checksum file or a verdict has. */
const readLimit = 1000;

/**
 * Deletes an archive of this size, then what stands beside it. The archive goes first, and durably: without the verdict
 * beside it one that was found damaged would count as a good one. Answers false, and deletes nothing, where another file
 * has its name by now.
 */
export function removeSnapshot(store: Directory, name: string, bytes: number): boolean {
  const entry = store.entry(archiveFileOf(name));
  if (entry !== undefined && (entry.kind !== "file" || entry.size !== bytes)) return false;
  store.remove(archiveFileOf(name));
  store.sync();
  // One that stays is an orphan from now on, and told of as such when it cannot be deleted the next time either.
  for (const file of sidecarsOf(name)) store.tryRemove(file);
  store.sync();
  return true;
}

/** What stands beside archives that are gone, in the form that promsnap gives it. */
export function orphans(store: Directory): string[] {
  const files = new Set(store.names());
  return [...files].filter((file) => {
    const name = archiveBeside(file);
    if (name === undefined || files.has(archiveFileOf(name)) || store.entry(file)?.kind !== "file") return false;
    return file !== checksumFileOf(name) || isChecksum(store.readText(file, readLimit), name);
  });
}

/** Deletes such files; answers those that could not be deleted, and why. */
export function removeOrphans(store: Directory, files: readonly string[]): { path: string; error: unknown }[] {
  const failures = files.map((file) => ({ path: store.pathOf(file), error: store.tryRemove(file) }));
  return failures.filter(({ error }) => error !== undefined);
}

function sidecarsOf(name: string): readonly string[] {
  // A writer that was killed leaves its file under the name that it writes to first.
  return [checksumFileOf(name), verdictFileOf(name)].flatMap((file) => [file, `${file}.new`]);
}

function archiveBeside(file: string): string | undefined {
  const [, archive = ""] = /^(.*\.tar\.gz)\.(?:sha256|verdict)(?:\.new)?$/.exec(file) ?? [];
  const name = nameOfArchiveFile(archive);
  return name !== undefined && instantOfName(name) !== undefined ? name : undefined;
}

/** sha256sum's form, which others write as well: it has to name the archive that was here. */
function isChecksum(text: string | undefined, name: string): boolean {
  return (
    text !== undefined && /^[0-9a-f]{64}$/.test(text.slice(0, 64)) && text.slice(64) === `  ${archiveFileOf(name)}\n`
  );
}
