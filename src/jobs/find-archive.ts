import { basename, dirname } from "node:path/posix";
import { isPromsnapArchive, readTrailerOf } from "../archive/own-pieces.ts";
import { sayStore } from "../config/store-setting.ts";
import { type StorelessSettings, withStore } from "../config/storeless.ts";
import { fault, isFault } from "../errors.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { archiveFileOf, instantOfName } from "../snapshots/name.ts";
import { archivesIn, type StoredArchive } from "../stores/archives.ts";
import { DirectoryStore } from "../stores/directory-store.ts";
import { fewAtOnce } from "../stores/few-at-once.ts";
import { identityOf } from "../stores/identity.ts";
import { openForReading } from "../stores/open.ts";
import type { Store } from "../stores/store.ts";
import { ifPresent } from "../system/errno.ts";
import type { ReadableFile } from "../system/readable.ts";
import type { System } from "../system/system.ts";
import type { ReadingContext } from "./backup-terms.ts";

/** An archive that is open for reading. */
export interface FoundArchive extends Disposable {
  readonly file: ReadableFile;
  /** Where it lies: SNAPSHOT_DIR, or the directory of its path. */
  readonly store: Store;
  /** The file's name there. */
  readonly fileName: string;
}

/** What finding an archive takes. */
export type FindContext = Pick<ReadingContext, "system" | "settings" | "signal">;

/**
 * Opens the archive that an operator names: a path where there is a slash, else, and where there is no such file, a file
 * or a snapshot's name in SNAPSHOT_DIR; `latest` is the newest one there. Where nothing is configured, a
 * file in the working directory needs no slash. Throws `restore.fileNotFound`, `restore.nothingStored`, `store.foreign` for
 * the latest of a store that belongs to another Prometheus, and `config.notFound` for what only a store can have.
 */
export async function openArchive(context: FindContext, typed: string): Promise<FoundArchive> {
  if (typed === "latest") return await openLatest(context);
  const { settings, system } = context;
  if (settings.SNAPSHOT_DIR === undefined) return openWithoutStore(system, settings, typed);
  const inStore = `${sayStore(settings.SNAPSHOT_DIR)}/${typed}`;
  const paths = [...(typed.includes("/") ? [typed] : []), inStore, archiveFileOf(inStore)];
  for (const path of paths) {
    const found = await openAt(context, path);
    if (found !== undefined) return found;
  }
  throw fault("restore.fileNotFound", { path: paths[0] ?? inStore });
}

function openWithoutStore(system: System, { missing }: StorelessSettings, typed: string): FoundArchive {
  const found = openOnDisk(system, typed);
  if (found !== undefined) return found;
  const isPath = typed.includes("/") && !typed.startsWith("s3://");
  throw isPath ? fault("restore.fileNotFound", { path: typed }) : fault("config.notFound", { path: missing });
}

/** Opens the archive of a path, which may be one in the bucket of SNAPSHOT_DIR; undefined where there is none. */
export async function openAt(context: FindContext, path: string): Promise<FoundArchive | undefined> {
  const { SNAPSHOT_DIR: setting } = context.settings;
  const [bucket, fileName] = [dirname(path), basename(path)];
  if (setting?.kind !== "s3" || bucket !== sayStore(setting)) return openOnDisk(context.system, path);
  using opened = new DisposableStack();
  const store = opened.use(await openForReading(setting, { ...context, settings: withStore(context.settings) }));
  const stored = await store?.file(fileName);
  if (store === undefined || stored === undefined) return undefined;
  return held(opened, store, opened.use(await store.open(stored)), fileName);
}

/** Links in a path that the operator typed are followed. */
function openOnDisk(system: System, path: string): FoundArchive | undefined {
  const real = system.realPath(path);
  if (real === undefined) return undefined;
  using opened = new DisposableStack();
  const directory = system.openDirectory(dirname(real));
  const store = opened.use(new DirectoryStore(directory));
  const file = ifPresent(() => directory.file(basename(real)));
  return file && held(opened, store, opened.use(file), basename(real));
}

async function openLatest(context: FindContext): Promise<FoundArchive> {
  const settings = withStore(context.settings);
  const { SNAPSHOT_DIR: setting, PROMETHEUS_DATA_DIR } = settings;
  const path = sayStore(setting);
  using opened = new DisposableStack();
  const store = await openForReading(setting, { ...context, settings });
  if (store === undefined) throw fault("restore.nothingStored", { path });
  opened.use(store);
  await refuseForeign(context.system, store, PROMETHEUS_DATA_DIR);
  const newest = await newestArchive(store);
  if (newest === undefined) throw fault("restore.nothingStored", { path });
  const { archive } = newest;
  return held(opened, store, opened.use(await archive.open()), archiveFileOf(archive.name));
}

function held(opened: DisposableStack, store: Store, file: ReadableFile, fileName: string): FoundArchive {
  const all = opened.move();
  return { store, file, fileName, [Symbol.dispose]: () => all.dispose() };
}

/** The archive that was taken last, and when: milliseconds since 1970. */
export interface NewestArchive {
  readonly archive: StoredArchive;
  readonly instant: number;
}

/** Looks for it in a store; undefined where there is none. */
export async function newestArchive(store: Store): Promise<NewestArchive | undefined> {
  const archives = await fewAtOnce(await archivesIn(store), async (archive) => ({
    archive,
    instant: await instantOf(archive),
  }));
  return archives.reduce<NewestArchive | undefined>(
    (latest, one) => (latest === undefined || one.instant >= latest.instant ? one : latest),
    undefined,
  );
}

async function refuseForeign(system: System, store: Store, dataPath: string): Promise<void> {
  using data = ifPresent(() => system.openDirectory(dataPath));
  using own = data && ifPresent(() => data.directory(ownDirectoryName));
  await identityOf(store, own, false);
}

/** The instant that promsnap recorded; the script's archives have it in their name alone, in local time. */
async function instantOf(archive: StoredArchive): Promise<number> {
  const named = instantOfName(archive.name) ?? 0;
  try {
    using file = await archive.open();
    return (await isPromsnapArchive(file)) ? (await readTrailerOf(file)).taken : named;
  } catch (error) {
    // A damaged archive must not hide behind an older one: the restore itself says what is wrong with it. Nor may one that
    // a server does not give at once, as from Amazon's Glacier, keep all others from being restored.
    if (isFault(error, "archive.corrupt") || isFault(error, "s3.refused")) return named;
    throw error;
  }
}
