import { isFault } from "../errors.ts";
import { notice } from "../notices.ts";
import type { PrometheusClient } from "../prometheus/client.ts";
import { reportedDataPath } from "../prometheus/data-path.ts";
import { mayHaveRun } from "../prometheus/lost.ts";
import { readRequests, writeRequests } from "../prometheus/request-file.ts";
import {
  abandoned,
  answered,
  newEntry,
  pendingNames,
  type RequestEntry,
  settle,
} from "../prometheus/request-record.ts";
import { openSourceSnapshot, removeSourceSnapshot, sourceSnapshotNames } from "../prometheus/source-snapshots.ts";
import type { Directory } from "../system/directory.ts";
import type { BackupEvents, JobContext } from "./backup-terms.ts";
import { removeSources, tellAmbiguous } from "./leftovers.ts";
import type { Workplace } from "./workplace.ts";

/** A source snapshot that Prometheus has finished. Disposing of it deletes it, and never throws. */
export interface Source extends AsyncDisposable {
  readonly name: string;
  readonly directory: Directory;
}

/**
 * Has Prometheus make a snapshot and opens it. The request is on disk before it is sent, and its answer before anything
 * is read: whatever kills promsnap, the next run knows what to delete. Throws faults `prometheus.…`; a snapshot that
 * Prometheus may still be making then stays on record and is named by a notice.
 */
export async function takeSource(
  place: Workplace,
  client: PrometheusClient,
  startTime: string | undefined,
  skipHead: boolean,
  { system, settings, signal }: JobContext,
  events: BackupEvents,
): Promise<Source> {
  const before = readRequests(place.own).entries;
  const names = sourceSnapshotNames(place.data);
  const entry = newEntry(system.clock.now(), settings.SNAPSHOT_TIMEOUT, names, startTime);
  await writeRequests(place.own, [...before, entry]);
  const name = await ask(place, client, skipHead, before, entry, system.clock.now, signal, events);
  await writeRequests(place.own, [...before, answered(entry, name)]);
  const open = await settleEarlier(place, [...before, answered(entry, name)], name, startTime, events);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => releaseSource(place, name, open, events));
  const directory = cleanup.use(await openSourceSnapshot(place.data, name, () => reportedDataPath(client, signal)));
  const all = cleanup.move();
  return { name, directory, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function ask(
  place: Workplace,
  client: PrometheusClient,
  skipHead: boolean,
  before: readonly RequestEntry[],
  entry: RequestEntry,
  now: () => number,
  signal: AbortSignal,
  events: BackupEvents,
): Promise<string> {
  try {
    return await client.takeSnapshot({ skipHead, signal });
  } catch (error) {
    const begun = mayHaveRun(error);
    const open = abandoned(entry, now());
    await writeRequests(place.own, begun ? [...before, open] : before);
    const names = begun ? pendingNames([open], sourceSnapshotNames(place.data)) : [];
    if (names.length > 0) events.notice(notice("source.pending", { path: `${place.data.path}/snapshots`, names }));
    throw error;
  }
}

/** An answer proves that every earlier request is finished; what those left is deleted now. Answers what stays open. */
async function settleEarlier(
  place: Workplace,
  entries: readonly RequestEntry[],
  current: string,
  startTime: string | undefined,
  events: BackupEvents,
): Promise<readonly RequestEntry[]> {
  const context = { current, ...(startTime === undefined ? {} : { startTime }) };
  const { remove, keep, ambiguous } = settle(entries, sourceSnapshotNames(place.data), context);
  removeSources(place, remove, events);
  tellAmbiguous(place, ambiguous, events);
  return keep;
}

async function releaseSource(place: Workplace, name: string, open: readonly RequestEntry[], events: BackupEvents) {
  try {
    removeSourceSnapshot(place.data, name);
    await writeRequests(place.own, open);
  } catch (error) {
    const reason = isFault(error, "files.failed") ? error.data.details.reason : String(error);
    events.notice(notice("source.notRemoved", { path: `${place.data.path}/snapshots/${name}`, reason }));
  }
}
