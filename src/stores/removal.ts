/** Deleting snapshots from a store, so that a kill at any call leaves nothing that a later run takes for another thing. */
import { archiveFileOf, checksumFileOf, instantOfName, nameOfArchiveFile, verdictFileOf } from "../snapshots/name.ts";
import { fewAtOnce } from "./few-at-once.ts";
import type { Store } from "./store.ts";

/** More than a checksum file or a verdict has. */
const readLimit = 1000;

/**
 * Deletes an archive of this size, then what stands beside it. The archive goes first, and durably: without the verdict
 * beside it one that was found damaged would count as a good one. Answers false, and deletes nothing, where another file
 * has its name by now.
 */
export async function removeSnapshot(store: Store, name: string, bytes: number): Promise<boolean> {
  const file = archiveFileOf(name);
  const there = await store.file(file);
  if (there === undefined ? (await store.names()).includes(file) : there.bytes !== bytes) return false;
  await store.remove(file);
  // One that stays is an orphan from now on, and told of as such when it cannot be deleted the next time either.
  for (const sidecar of sidecarsOf(name)) await tryRemove(store, sidecar);
  return true;
}

/** What stands beside archives that are gone, in the form that promsnap gives it. */
export async function orphans(store: Store): Promise<string[]> {
  const files = (await store.files()).map(({ name }) => name);
  const names = new Set(await store.names());
  const lonely = files.filter((file) => {
    const name = archiveBeside(file);
    return name !== undefined && !names.has(archiveFileOf(name));
  });
  const own = await fewAtOnce(lonely, async (file) => ({ file, isOwn: await isOwnSidecar(store, file) }));
  return own.flatMap(({ file, isOwn }) => (isOwn ? [file] : []));
}

/** Deletes such files; answers those that could not be deleted, and why. */
export async function removeOrphans(
  store: Store,
  files: readonly string[],
): Promise<{ readonly path: string; readonly error: unknown }[]> {
  const failures = await fewAtOnce(files, async (file) => ({
    path: store.pathOf(file),
    error: await tryRemove(store, file),
  }));
  return failures.filter(({ error }) => error !== undefined);
}

async function isOwnSidecar(store: Store, file: string): Promise<boolean> {
  const name = archiveBeside(file) ?? "";
  return file !== checksumFileOf(name) || isChecksum(await store.readText(file, readLimit), name);
}

async function tryRemove(store: Store, file: string): Promise<unknown> {
  try {
    await store.remove(file);
    return undefined;
  } catch (error) {
    return error;
  }
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
