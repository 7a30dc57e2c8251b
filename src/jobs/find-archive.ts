import { basename, dirname } from "node:path/posix";
import { isPromsnapArchive, readTrailerOf } from "../archive/own-pieces.ts";
import { fault, isFault } from "../errors.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { archiveFileOf, instantOfName } from "../snapshots/name.ts";
import { fewAtOnce } from "../stores/few-at-once.ts";
import { identityOf } from "../stores/identity.ts";
import { SnapshotDirectory, type StoredArchive } from "../stores/snapshot-directory.ts";
import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { InputFile } from "../system/file.ts";
import type { System } from "../system/system.ts";
import type { JobContext } from "./backup-terms.ts";

/**
 * Opens the archive that an operator names: a path where there is a slash, else, and where there is no such file, a file
 * or a snapshot's name in SNAPSHOT_DIR; `latest` is the newest one there. Throws `restore.fileNotFound`,
 * `restore.nothingStored`, and `store.foreign` for the latest of a store that belongs to another Prometheus.
 */
export async function openArchive(
  { system, settings }: Pick<JobContext, "system" | "settings">,
  file: string,
): Promise<InputFile> {
  const { SNAPSHOT_DIR: store } = settings;
  if (file === "latest") return await openLatest(system, store, settings.PROMETHEUS_DATA_DIR);
  const inStore = `${store}/${file}`;
  const paths = [...(file.includes("/") ? [file] : []), inStore, archiveFileOf(inStore)];
  for (const path of paths) {
    const found = openFile(system, path);
    if (found !== undefined) return found;
  }
  throw fault("restore.fileNotFound", { path: paths[0] ?? inStore });
}

/** Links in a path that the operator typed are followed. */
function openFile(system: System, path: string): InputFile | undefined {
  const real = system.realPath(path);
  if (real === undefined) return undefined;
  using directory = system.openDirectory(dirname(real));
  return ifPresent(() => directory.file(basename(real)));
}

async function openLatest(system: System, path: string, dataPath: string): Promise<InputFile> {
  using store = ifPresent(() => system.openDirectory(path));
  if (store === undefined) throw fault("restore.nothingStored", { path });
  refuseForeign(system, store, dataPath);
  const newest = await newestArchive(new SnapshotDirectory(store));
  if (newest === undefined) throw fault("restore.nothingStored", { path });
  return newest.archive.open();
}

/** The archive that was taken last, and when: milliseconds since 1970. */
export interface NewestArchive {
  readonly archive: StoredArchive;
  readonly instant: number;
}

/** Looks for it in a store; undefined where there is none. */
export async function newestArchive(store: SnapshotDirectory): Promise<NewestArchive | undefined> {
  const archives = await fewAtOnce(store.archives(), async (archive) => ({
    archive,
    instant: await instantOf(archive),
  }));
  return archives.reduce<NewestArchive | undefined>(
    (latest, one) => (latest === undefined || one.instant >= latest.instant ? one : latest),
    undefined,
  );
}

function refuseForeign(system: System, store: Directory, dataPath: string): void {
  using data = ifPresent(() => system.openDirectory(dataPath));
  using own = data && ifPresent(() => data.directory(ownDirectoryName));
  identityOf(store, own, false);
}

/** The instant that promsnap recorded; the script's archives have it in their name alone, in local time. */
async function instantOf(archive: StoredArchive): Promise<number> {
  const named = instantOfName(archive.name) ?? 0;
  using file = archive.open();
  if (!(await isPromsnapArchive(file))) return named;
  try {
    return (await readTrailerOf(file)).taken;
  } catch (error) {
    // A damaged archive must not hide behind an older one: the restore itself says what is wrong with it.
    if (isFault(error, "archive.corrupt")) return named;
    throw error;
  }
}
