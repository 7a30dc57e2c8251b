import { basename, dirname, join } from "node:path/posix";
import type { StoreSetting } from "../config/store-setting.ts";
import { fault } from "../errors.ts";
import { openOwnDirectory } from "../prometheus/own-directory.ts";
import { claimStore } from "../stores/identity.ts";
import { type OpenedStore, openStore } from "../stores/open.ts";
import { snapshotsFile, UploadRecord } from "../stores/s3/upload-record.ts";
import type { Store } from "../stores/store.ts";
import type { Directory } from "../system/directory.ts";
import { errnoOf } from "../system/errno.ts";
import { holderOf, holdLock } from "../system/lock.ts";
import type { System } from "../system/system.ts";
import type { JobContext } from "./backup-terms.ts";

/** The data directory, locked against every other promsnap until it is disposed of. */
export interface DataPlace extends Disposable {
  /** PROMETHEUS_DATA_DIR. */
  readonly data: Directory;
  /** promsnap's own directory in it. */
  readonly own: Directory;
}

/** Where a run works, held by it alone, the store too. */
export interface Workplace extends DataPlace {
  readonly store: Store;
}

/** The lock file in promsnap's own directory. */
export const dataLock = "lock";

/**
 * Opens the data directory and the store: {@link openDataPlace}, {@link openStorePlace}. A store without room is locked only
 * if it is `wanted` even so.
 */
export async function openWorkplace(
  context: JobContext,
  adopt: boolean,
  wanted: "with room" | "even so" = "with room",
): Promise<Workplace> {
  using opened = new DisposableStack();
  const place = opened.use(await openDataPlace(context));
  const { store } = opened.use(await openStorePlace(place, context, adopt, wanted));
  const all = opened.move();
  return { ...place, store, [Symbol.dispose]: () => all.dispose() };
}

/**
 * Opens the store, a directory of which is made if it is missing, locks it, and makes sure that it belongs to the data
 * directory. A bucket has no lock: it is guarded by the data directory's. Throws `store.foreign`, `lock.held`.
 */
export async function openStorePlace(
  { own }: DataPlace,
  context: JobContext,
  adopt: boolean,
  wanted: "with room" | "even so" = "with room",
): Promise<OpenedStore> {
  using opened = new DisposableStack();
  const record = new UploadRecord(own, snapshotsFile);
  const { store } = opened.use(await openStore(context.settings.SNAPSHOT_DIR, { ...context, record, wanted }));
  await claimStore(store, own, adopt);
  const all = opened.move();
  return { store, [Symbol.dispose]: () => all.dispose() };
}

/** Opens and locks the data directory. Throws `data.notFound`, `store.insideData`, `lock.held`. */
export async function openDataPlace({ system, settings }: Pick<JobContext, "system" | "settings">): Promise<DataPlace> {
  using opened = new DisposableStack();
  const data = opened.use(openData(system, settings.PROMETHEUS_DATA_DIR));
  refuseStoreInside(system, settings.SNAPSHOT_DIR, data.path);
  const own = opened.use(openOwnDirectory(data, system.host.user));
  opened.adopt(await holdLock(own, dataLock, holderOf(system)), (lock) => lock.release());
  const all = opened.move();
  return { data, own, [Symbol.dispose]: () => all.dispose() };
}

/** Opens PROMETHEUS_DATA_DIR. */
export function openData(system: System, path: string): Directory {
  try {
    return system.openDirectory(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") throw fault("data.notFound", { path });
    throw error;
  }
}

/** The same of a store that may be a bucket, which is inside of nothing here. */
export function refuseStoreInside(system: System, store: StoreSetting, data: string): void {
  if (store.kind === "directory") refuseNested(system, store.path, data);
}

/** Links resolved, neither directory may hold the other: a restore replaces what is in the data directory. */
export function refuseNested(system: System, store: string, data: string): void {
  const [inner, outer] = [resolved(system, store), resolved(system, data)];
  const holds = (above: string, below: string) => `${below}/`.startsWith(above === "/" ? "/" : `${above}/`);
  if (holds(outer, inner) || holds(inner, outer)) throw fault("store.insideData", { store, data });
}

/** The path with every link resolved, as far as it exists: the store may have to be made. */
function resolved(system: System, path: string): string {
  const real = system.realPath(path);
  return real ?? join(resolved(system, dirname(path)), basename(path));
}
