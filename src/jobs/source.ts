import { fault } from "../errors.ts";
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
  unremovedEntries,
} from "../prometheus/request-record.ts";
import { openSourceSnapshot, removeSourceSnapshot, sourceSnapshotNames } from "../prometheus/source-snapshots.ts";
import { reasonOf } from "../report/reason.ts";
import type { Directory } from "../system/directory.ts";
import type { BackupEvents, JobContext } from "./backup-terms.ts";
import { removeSources, tellAmbiguous } from "./leftovers.ts";
import type { Workplace } from "./workplace.ts";

/** A source snapshot that Prometheus has finished. Disposing of it deletes it, and never throws; a second time is nothing. */
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
  const name = await ask(place, client, skipHead, before, entry, names, system.clock.now, signal, events);
  let open = before;
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => releaseSource(place, name, open, events));
  await writeRequests(place.own, [...before, answered(entry, name)]);
  open = settleEarlier(place, [...before, answered(entry, name)], name, startTime, events);
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
  names: readonly string[],
  now: () => number,
  signal: AbortSignal,
  events: BackupEvents,
): Promise<string> {
  try {
    const name = await client.takeSnapshot({ skipHead, signal });
    // Deleting it would delete somebody's snapshot: only what was not there before can be this request's own.
    if (names.includes(name)) throw fault("prometheus.snapshotName", { url: client.snapshotUrl(skipHead).href, name });
    return name;
  } catch (error) {
    await giveUp(place, before, abandoned(entry, now()), mayHaveRun(error), events);
    throw error;
  }
}

/** Records that no answer came, and names what Prometheus may be writing. It never throws: why none came matters more. */
async function giveUp(
  place: Workplace,
  before: readonly RequestEntry[],
  open: RequestEntry,
  begun: boolean,
  events: BackupEvents,
): Promise<void> {
  try {
    const names = begun ? pendingNames([open], sourceSnapshotNames(place.data)) : [];
    if (names.length > 0) events.notice(notice("source.pending", { path: `${place.data.path}/snapshots`, names }));
    await writeRequests(place.own, begun ? [...before, open] : before);
  } catch {
    // The record then says that an answer may still come, as it did before the request.
  }
}

/** An answer proves that every earlier request is finished; what those left is deleted now. Answers what stays open. */
function settleEarlier(
  place: Workplace,
  entries: readonly RequestEntry[],
  current: string,
  startTime: string | undefined,
  events: BackupEvents,
): readonly RequestEntry[] {
  const context = { current, ...(startTime === undefined ? {} : { startTime }) };
  const { remove, keep, ambiguous } = settle(entries, sourceSnapshotNames(place.data), context);
  const unremoved = removeSources(place, remove, events);
  tellAmbiguous(place, ambiguous, events);
  return [
    ...unremovedEntries(
      entries,
      unremoved.map(({ name }) => name),
    ),
    ...keep,
  ];
}

async function releaseSource(place: Workplace, name: string, open: readonly RequestEntry[], events: BackupEvents) {
  try {
    removeSourceSnapshot(place.data, name);
  } catch (error) {
    const path = `${place.data.path}/snapshots/${name}`;
    events.notice(notice("source.notRemoved", { path, reason: reasonOf(error) }));
    return;
  }
  try {
    await writeRequests(place.own, open);
  } catch {
    // A record of what is gone does no harm: the next run finds nothing to delete, and writes it anew.
  }
}
