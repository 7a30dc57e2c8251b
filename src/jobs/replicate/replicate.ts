import { type StoreSetting, sayStore } from "../../config/store-setting.ts";
import { asFault, type Fault, fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { planReplica } from "../../snapshots/replica-plan.ts";
import type { Store } from "../../stores/store.ts";
import type { JobContext } from "../backup-terms.ts";
import { openTarget } from "../copy/target.ts";
import { copyAll } from "./copying.ts";
import { toHere } from "./here.ts";
import { isAbsent, openReplicaPlace, type ReplicaPlace, refuseMirror, refuseSame } from "./place.ts";
import { pruneThere } from "./pruning.ts";
import { type ReplicaRecord, readReplica, underClock, writeReplica } from "./record.ts";
import type { ReplicaEvents, StoreReport } from "./terms.ts";
import { snapshotsIn } from "./there.ts";

/** What is to be done with the further stores: after a run both, by `promsnap prune` only the latter. */
export interface ReplicaRequest {
  readonly copy: boolean;
  /** Whether what a store keeps no longer goes. */
  readonly prune: boolean;
  /** As `promsnap prune --accept`. */
  readonly accept: boolean;
  /** As `promsnap run --adopt`: a further store belongs to whom SNAPSHOT_DIR belongs. */
  readonly adopt: boolean;
}

/**
 * Brings every store of REPLICATE_TO up to date, one after the other: what its policy keeps is copied there, oldest first,
 * then what it keeps no longer goes. It holds the lock of the store that it writes to, and no other: a run may go on
 * beside it. Nothing is thrown: whatever fails in one store is in its report, and does not keep the others from theirs.
 */
export async function replicate(
  context: JobContext,
  request: ReplicaRequest,
  events: ReplicaEvents,
): Promise<readonly StoreReport[]> {
  const reports: StoreReport[] = [];
  for (const setting of context.settings.REPLICATE_TO ?? []) {
    events.store(sayStore(setting));
    reports.push(await bringUpToDate(context, setting, request, events));
  }
  return reports;
}

/** What an attempt that did not do everything ends in: the signal that ended it, else `replica.failed`. */
export function failureOf(reports: readonly StoreReport[], signal: AbortSignal): Fault | undefined {
  const failed = reports.flatMap(({ store, fault: cause }) => (cause === undefined ? [] : [{ store, cause }]));
  const [first] = failed;
  if (first === undefined) return undefined;
  if (signal.aborted) return asFault(signal.reason);
  const { store, cause } = first;
  return fault("replica.failed", { store, count: failed.length, cause: cause.data }, cause);
}

const nothing = { copied: [], deleted: [], withheld: [] } as const;

async function bringUpToDate(
  context: JobContext,
  setting: StoreSetting,
  request: ReplicaRequest,
  events: ReplicaEvents,
): Promise<StoreReport> {
  const store = sayStore(setting);
  let place: ReplicaPlace | undefined;
  let before: ReplicaRecord | undefined;
  try {
    context.signal.throwIfAborted();
    place = await openReplicaPlace(context);
    before = readBefore(place, store, context.system.clock.now());
    refuseSame(context, setting);
    if (isAbsent(context, setting)) {
      if (before !== undefined && before.there.length > 0) throw fault("replica.absent", { store });
      if (!request.copy) return { ...nothing, store, missing: await missingOf(context, place, before) };
    }
    const here = place.store;
    const refuse = (there: Store) => refuseMirror(here, there);
    const origin = { store: here, path: here.location, adopt: request.adopt, refuse };
    using target = await openTarget(context, setting, origin, events);
    return await update(context, place, target.store, store, request, before, events);
  } catch (error) {
    const failure = asFault(error);
    // Where SNAPSHOT_DIR is away as well nobody knows.
    const missing = place === undefined ? [] : await missingOf(context, place, before).catch(() => []);
    if (place !== undefined && failure.data.code !== "lock.held") {
      await remember(place, { ...(before ?? blank(context, store)), failed: true, missing: missing.length }, events);
    }
    return { ...nothing, store, missing, fault: failure };
  } finally {
    place?.[Symbol.dispose]();
  }
}

function readBefore({ own }: ReplicaPlace, store: string, now: number): ReplicaRecord | undefined {
  const record = readReplica(own, store);
  return record && underClock(record, now);
}

/** With the store open and held. */
async function update(
  context: JobContext,
  place: ReplicaPlace,
  target: Store,
  store: string,
  request: ReplicaRequest,
  before: ReplicaRecord | undefined,
  events: ReplicaEvents,
): Promise<StoreReport> {
  const { system, settings } = context;
  const policy = remotePolicyOf(settings);
  const known = before?.there ?? [];
  const first = await snapshotsIn(target, { here: await place.stock(), there: known });
  const copies = request.copy
    ? await copyAll(context, place, target, first, events)
    : { there: first, copied: [], failure: undefined };
  const here = await place.stock();
  const removal = request.prune
    ? await pruneThere(context, place, target, { here, there: copies.there, accept: request.accept }, events)
    : { deleted: [], there: copies.there };
  const { copy, withheld } = planReplica(here.map(toHere), removal.there, policy, system.clock.now());
  const missing = copy.map(({ name }) => name);
  const failure = copies.failure ?? removal.failure;
  const now = system.clock.now();
  const base = before ?? blank(context, store);
  const complete = missing.length === 0 ? now : base.complete;
  const failed = failure !== undefined;
  await remember(place, { ...base, complete, failed, missing: missing.length, there: removal.there }, events);
  const paths = withheld.flatMap((one) => here.filter(({ name }) => name === one.name).map(({ path }) => path));
  if (paths.length > 0) events.notice(notice("replica.withheld", { store, paths }));
  return {
    ...{ store, copied: copies.copied, deleted: removal.deleted, missing },
    withheld: withheld.map(({ name }) => name),
    ...(removal.loss && { loss: removal.loss }),
    ...(failure && { fault: failure }),
  };
}

/** What a store lacks that could not be looked at, by what is known of it. */
async function missingOf(
  { system, settings }: JobContext,
  place: ReplicaPlace,
  before: ReplicaRecord | undefined,
): Promise<string[]> {
  const here = (await place.stock()).map(toHere);
  const { copy } = planReplica(here, before?.there ?? [], remotePolicyOf(settings), system.clock.now());
  return copy.map(({ name }) => name);
}

function blank({ system }: JobContext, store: string): ReplicaRecord {
  return { store, since: system.clock.now(), complete: 0, failed: false, missing: 0, there: [] };
}

/** A record that cannot be written costs a second look at the store, and time that SNAPSHOT_DIR holds more. */
async function remember(place: ReplicaPlace, record: ReplicaRecord, events: ReplicaEvents): Promise<void> {
  try {
    await writeReplica(place.own, record);
  } catch (error) {
    events.notice(notice("replica.notRecorded", { store: record.store, reason: reasonOf(error) }));
  }
}
