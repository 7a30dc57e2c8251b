import { estimateBlocks } from "../prometheus/blocks.ts";
import { createClient, type PrometheusClient } from "../prometheus/client.ts";
import { hasBarrier } from "../prometheus/data-children.ts";
import { refuseOtherDirectory } from "../prometheus/data-directory.ts";
import { reportedDataPath } from "../prometheus/data-path.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { tlsOptions } from "../prometheus/tls.ts";
import { ifPresent } from "../system/errno.ts";
import type { BackupEvents, BackupReport, BackupRequest, JobContext } from "./backup-terms.ts";
import { completeChecksums, removeOldSources, removeUnfinished, tellStrays } from "./leftovers.ts";
import { readJournal } from "./restore/journal.ts";
import { settleUnfinished } from "./restore/settle.ts";
import { retainAfterRun } from "./retention.ts";
import { limitsAsker } from "./retention-plan.ts";
import { type Source, takeSource } from "./source.ts";
import { judgeSpace, newestRatio } from "./space.ts";
import { type Stored, storeArchive } from "./store-archive.ts";
import { type DataPlace, openData, openDataPlace, openStorePlace, type Workplace } from "./workplace.ts";

/**
 * Takes one snapshot of Prometheus and stores it as an archive. Alone in both directories, it first clears up after a
 * killed run; whatever happens then, the source snapshot and an unfinished archive are deleted before it returns.
 * Throws a fault, or the signal's reason.
 */
export async function backup(
  context: JobContext,
  { skipHead, adopt }: BackupRequest,
  events: BackupEvents,
): Promise<BackupReport> {
  const { system, settings, signal } = context;
  const started = system.clock.now();
  const client = clientOf(context);
  await refuseStranger(context, client);
  using data = await openDataPlace(context);
  using stores = await openStorePlace(data, context, adopt).catch(async (error: unknown) => {
    await clearUpWithout(data, client, events, signal);
    throw error;
  });
  const place = { ...data, store: stores.store };
  events.begun();
  await settleUnfinished(place, client, signal);
  events.phase("asking", 0);
  const startTime = await startTimeOf(client, signal);
  await removeUnfinished(place.store, (told) => events.notice(told));
  await removeOldSources(place, startTime, events);
  if (settings.SNAPSHOT_DIR.kind === "s3") await tellStrays(place.store, (told) => events.notice(told));
  await completeChecksums(place, events, signal);
  await checkSpace(place, events);
  events.phase("asking", 0);
  const stored = await storeSource(place, context, events, () =>
    takeSource(place, client, startTime, skipHead, context, events),
  );
  const retention =
    stored.damage.length > 0
      ? undefined
      : await retainAfterRun(place, limitsAsker(client, place.data, signal), context, (told) => events.notice(told));
  return { ...stored, ...(retention && { retention }), milliseconds: system.clock.now() - started };
}

/**
 * Deletes what a killed run had Prometheus write, where the store is away: else every attempt that is killed meanwhile adds
 * to it. Never throws, for the store is what the run fails of. Under an unfinished restore nothing is touched.
 */
async function clearUpWithout(data: DataPlace, client: PrometheusClient, events: BackupEvents, signal: AbortSignal) {
  try {
    if (readJournal(data.own) === undefined) await removeOldSources(data, await startTimeOf(client, signal), events);
  } catch {
    // The next run that reaches its store tells it.
  }
}

/** Stores a source snapshot, which is deleted in every outcome. */
async function storeSource(
  { store }: Workplace,
  context: JobContext,
  events: BackupEvents,
  take: () => Promise<Source>,
): Promise<Stored> {
  await using source = await take();
  events.sourceTaken(source.name);
  return await storeArchive(source, store, context, events);
}

/**
 * Refuses a directory that is no Prometheus's before anything of promsnap's is put there. Throws `data.notFound`,
 * `data.notPrometheus`.
 */
export async function refuseStranger(
  { system, settings, signal }: JobContext,
  client: PrometheusClient,
): Promise<void> {
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  // Data that a restore exchanged and nobody has started yet look like nobody's.
  using own = ifPresent(() => data.directory(ownDirectoryName));
  if (hasBarrier(data) || (own !== undefined && readJournal(own) !== undefined)) return;
  await refuseOtherDirectory(data, () => reportedDataPath(client, signal));
}

/** The client for the Prometheus of the settings. */
export function clientOf({ system, settings }: Pick<JobContext, "system" | "settings">): PrometheusClient {
  return createClient({
    base: new URL(settings.HOST),
    authentication: settings.authentication,
    fetch: system.fetch(tlsOptions(settings, system.readFile)),
    requestTimeout: settings.REQUEST_TIMEOUT,
    snapshotTimeout: settings.SNAPSHOT_TIMEOUT,
  });
}

/** Tells one life of Prometheus from the next; undefined where it does not say, for the request itself says why. */
async function startTimeOf(client: PrometheusClient, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await client.runtimeInfo(signal)).startTime;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function checkSpace(place: Workplace, events: BackupEvents): Promise<void> {
  const { store, data } = place;
  const free = store.free();
  // Of a bucket nobody knows how much fits in.
  if (free === undefined) return;
  const warning = judgeSpace(store.location, free, estimateBlocks(data).bytes, await newestRatio(store));
  if (warning !== undefined) events.notice(warning);
}
