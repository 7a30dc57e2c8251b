import { isPromsnapArchive } from "../archive/own-pieces.ts";
import { readWholeArchive } from "../archive/whole.ts";
import { fault, isFault } from "../errors.ts";
import { type Notice, notice } from "../notices.ts";
import { readRequests, writeRequests } from "../prometheus/request-file.ts";
import { settle, unremovedEntries } from "../prometheus/request-record.ts";
import { removeSourceSnapshot, sourceSnapshotNames } from "../prometheus/source-snapshots.ts";
import { reasonOf } from "../report/reason.ts";
import { archivesIn, type StoredArchive, writeChecksum } from "../stores/archives.ts";
import type { Store } from "../stores/store.ts";
import { errnoOf } from "../system/errno.ts";
import type { BackupEvents } from "./backup-terms.ts";
import type { DataPlace, Workplace } from "./workplace.ts";

/**
 * Deletes the source snapshots that a killed run left and that are surely promsnap's own. Throws `source.undeletable` where
 * promsnap lacks the permission.
 */
export async function removeOldSources(place: DataPlace, startTime: string | undefined, events: BackupEvents) {
  const { entries, damaged } = readRequests(place.own);
  if (damaged) events.notice(notice("source.recordDamaged", { path: place.own.pathOf("request.json") }));
  const settlement = settle(entries, sourceSnapshotNames(place.data), startTime === undefined ? {} : { startTime });
  const unremoved = removeSources(place, settlement.remove, events);
  tellAmbiguous(place, settlement.ambiguous, events);
  const unremovedNames = unremoved.map(({ name }) => name);
  const keep = [...unremovedEntries(entries, unremovedNames), ...settlement.keep];
  if (entries.length > 0 || damaged) await writeRequests(place.own, keep);
  refuseWithoutPermission(place, unremoved);
}

/** Deletes from a store what a killed run left there unfinished, and says so. */
export async function removeUnfinished(store: Store, tell: (told: Notice) => void): Promise<void> {
  for (const path of await store.removeLeftovers()) tell(notice("leftover.removed", { path }));
}

/** Warns of what is unfinished in a store and nobody's that promsnap knows of: in a bucket it costs money unseen. */
export async function tellStrays(store: Store, tell: (told: Notice) => void): Promise<void> {
  const paths = await store.strays();
  if (paths.length > 0) tell(notice("copy.strays", { store: store.location, paths }));
}

/** A source snapshot that could not be deleted, and why. */
export interface Unremoved {
  readonly name: string;
  readonly error: unknown;
}

/** Deletes source snapshots that are promsnap's, and says so. A backup does not fail for those that cannot be deleted. */
export function removeSources(place: DataPlace, names: readonly string[], events: BackupEvents): Unremoved[] {
  return names.flatMap((name) => {
    const path = `${place.data.path}/snapshots/${name}`;
    try {
      removeSourceSnapshot(place.data, name);
      events.notice(notice("leftover.removed", { path }));
      return [];
    } catch (error) {
      events.notice(notice("source.notRemoved", { path, reason: reasonOf(error) }));
      return [{ name, error }];
    }
  });
}

/** Whoever may not delete one source snapshot may delete none: each run would leave another, until the disk is full. */
function refuseWithoutPermission(place: DataPlace, unremoved: readonly Unremoved[]): void {
  const denied = unremoved.find(({ error }) => ["EACCES", "EPERM"].includes(errnoOf(error) ?? ""));
  if (denied === undefined) return;
  const path = `${place.data.path}/snapshots/${denied.name}`;
  throw fault("source.undeletable", { path, reason: reasonOf(denied.error) }, denied.error);
}

/** Warns of directories that may be promsnap's, which only a person can decide. */
export function tellAmbiguous(
  place: DataPlace,
  ambiguous: readonly { readonly names: readonly string[] }[],
  events: BackupEvents,
): void {
  const path = `${place.data.path}/snapshots`;
  for (const { names } of ambiguous) events.notice(notice("source.ambiguous", { path, names }));
}

/** What is done to the archive itself, and not to the checksum file beside it. */
const readingOperations = new Set(["open", "read"]);

/**
 * Writes the checksum files that killed runs had not come to write, each after reading its archive whole. An archive
 * that cannot be read is told: a new backup is the better for it, not to be given up.
 */
export async function completeChecksums(place: Workplace, events: BackupEvents, signal: AbortSignal): Promise<void> {
  for (const archive of await archivesIn(place.store)) {
    if (!archive.hasChecksum) await completeChecksum(place.store, archive, events, signal);
  }
}

async function completeChecksum(
  store: Store,
  archive: StoredArchive,
  events: BackupEvents,
  signal: AbortSignal,
): Promise<void> {
  try {
    using file = await archive.open();
    // The script wrote no checksums, and its archives need none.
    if (!(await isPromsnapArchive(file))) return;
    events.phase("checking", file.size);
    const sha256 = await readWholeArchive(file, signal, (done) => events.progress(done));
    await writeChecksum(store, archive.name, sha256);
    events.notice(notice("checksum.written", { path: `${archive.path}.sha256` }));
  } catch (error) {
    if (isFault(error, "archive.corrupt")) events.notice(notice("archive.damaged", error.data.details));
    else if (isFault(error, "files.failed") && readingOperations.has(error.data.details.operation)) {
      events.notice(notice("archive.unreadable", { path: archive.path, reason: reasonOf(error) }));
    } else throw error;
  }
}
