import type { StoreSetting } from "../../config/store-setting.ts";
import { fault, isFault } from "../../errors.ts";
import { type Notice, notice } from "../../notices.ts";
import { refuseOtherDirectory } from "../../prometheus/data-directory.ts";
import { openOwnDirectory, ownDirectoryName } from "../../prometheus/own-directory.ts";
import { claimForArchive, identityOfArchive } from "../../stores/identity.ts";
import { type OpenedStore, openStore } from "../../stores/open.ts";
import { UploadRecord } from "../../stores/s3/upload-record.ts";
import type { Store } from "../../stores/store.ts";
import type { Directory } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import { holderOf, holdLock } from "../../system/lock.ts";
import type { JobContext } from "../backup-terms.ts";
import { removeUnfinished, tellStrays } from "../leftovers.ts";
import { refuseNested } from "../workplace.ts";
import type { CopyEvents } from "./terms.ts";

/** Whoever uploads to a bucket holds it, in promsnap's own directory: the uploads are recorded there. */
const uploadLock = "uploads-lock";

/** Where archives come from that are copied: the store that holds them, and what a message calls them. */
export interface CopyOrigin {
  readonly store: Store;
  readonly path: string;
  /** Makes sure of something about the store that is to be copied to, before anything in it is changed. */
  readonly refuse?: (target: Store) => Promise<void>;
  /** Takes the store over from another Prometheus, as `run --adopt` takes SNAPSHOT_DIR. */
  readonly adopt?: boolean;
}

/**
 * Opens the store that an archive is to be copied to, for this process alone, makes sure that it belongs to the archive's
 * Prometheus, and clears up what a killed one left there. A run may go on beside it: neither the data directory nor, unless
 * it is the store itself, SNAPSHOT_DIR is locked. Throws `copy.insideData`, `copy.foreign`, `lock.held`.
 */
export async function openTarget(
  context: JobContext,
  setting: StoreSetting,
  origin: CopyOrigin,
  events: CopyEvents,
): Promise<OpenedStore> {
  const { system, settings } = context;
  using opened = new DisposableStack();
  const data = ifPresent(() => system.openDirectory(settings.PROMETHEUS_DATA_DIR));
  if (data !== undefined) opened.use(data);
  if (setting.kind === "directory" && data !== undefined) refuseInside(context, setting.path, data);
  const own = data && (setting.kind === "s3" ? await ownForWriting(context, data) : ownForReading(data));
  if (own !== undefined) opened.use(own);
  const record = setting.kind === "s3" ? await holdRecord(context, own, opened, events) : undefined;
  const { store } = opened.use(await openStore(setting, { ...context, record }));
  await origin.refuse?.(store);
  const id = await identityOfArchive(origin.store, own);
  if (id !== undefined) await claimForArchive(store, id, origin.path, origin.adopt === true);
  // Only now: in another Prometheus's store nothing is ours to delete.
  await clearUp(store, events);
  const all = opened.move();
  return { store, [Symbol.dispose]: () => all.dispose() };
}

/** A restore replaces what is in the data directory. */
function refuseInside({ system }: JobContext, store: string, data: Directory): void {
  try {
    refuseNested(system, store, data.path);
  } catch (error) {
    throw isFault(error, "store.insideData") ? fault("copy.insideData", { store, data: data.path }) : error;
  }
}

function ownForReading(data: Directory): Directory | undefined {
  return ifPresent(() => data.directory(ownDirectoryName));
}

/** Nothing is put into a directory that is no Prometheus's. */
async function ownForWriting({ system }: JobContext, data: Directory): Promise<Directory> {
  if (data.entry(ownDirectoryName) === undefined) await refuseOtherDirectory(data, async () => undefined);
  return openOwnDirectory(data, system.host.user);
}

/** The record of uploads, for this process alone. A machine that only keeps archives has nowhere to keep one. */
async function holdRecord(
  { system, settings }: JobContext,
  own: Directory | undefined,
  opened: DisposableStack,
  events: CopyEvents,
): Promise<UploadRecord | undefined> {
  if (own === undefined) {
    events.notice(notice("copy.notRecorded", { data: settings.PROMETHEUS_DATA_DIR }));
    return undefined;
  }
  opened.adopt(await holdLock(own, uploadLock, holderOf(system)), (lock) => lock.release());
  return new UploadRecord(own);
}

async function clearUp(store: Store, events: CopyEvents): Promise<void> {
  const tell = (told: Notice) => events.notice(told);
  await removeUnfinished(store, tell);
  await tellStrays(store, tell);
}
