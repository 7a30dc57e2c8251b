import { asFault, type Fault, fault, isFault } from "../errors.ts";
import type { Loss } from "../faults/prune.ts";
import { type Notice, notice } from "../notices.ts";
import type { Limits } from "../prometheus/deletions.ts";
import { reasonOf } from "../report/reason.ts";
import { policyOf } from "../snapshots/policy.ts";
import { writeAcceptance } from "../stores/acceptance.ts";
import { removeOrphans, removeSnapshot } from "../stores/removal.ts";
import type { Store } from "../stores/store.ts";
import { letSignalIn } from "../system/abort.ts";
import type { JobContext } from "./backup-terms.ts";
import { holdForReplicas, lapsedNotices } from "./replicate/holds.ts";
import { doomed, fromTheFuture, planRetention, type RetentionPlan } from "./retention-plan.ts";
import type { StockedSnapshot } from "./stock.ts";
import type { Workplace } from "./workplace.ts";

/** A snapshot that was to be deleted and is not. */
export interface NotDeleted {
  readonly snapshot: StockedSnapshot;
  readonly reason: Fault;
}

/** What retention did. */
export interface RetentionReport {
  readonly kept: number;
  readonly deleted: readonly StockedSnapshot[];
  readonly notDeleted: readonly NotDeleted[];
}

/** What became of the snapshots after a run. `loss`: nothing was deleted because of it. */
export type AfterRun = Pick<RetentionReport, "kept" | "deleted"> & { readonly loss?: Loss };

/**
 * Deletes what a plan does not keep, one archive after the other; one that cannot be deleted does not keep the others.
 * Call it with the store locked. Throws the signal's reason between two of them.
 */
export async function carryOut(
  plan: RetentionPlan,
  store: Store,
  signal: AbortSignal,
  tell: (notice: Notice) => void,
): Promise<RetentionReport> {
  const future = fromTheFuture(plan).map(({ path }) => path);
  if (future.length > 0) tell(notice("retention.future", { paths: future }));
  for (const told of lapsedNotices(plan)) tell(told);
  // Before anything is deleted: two snapshots that come to stand next to each other by that are not to be compared.
  const isRecorded = await recordAcceptance(store, plan);
  for (const { path, error } of await removeOrphans(store, plan.orphans)) {
    tell(notice("retention.notDeleted", { path, reason: reasonOf(error) }));
  }
  const deleted: StockedSnapshot[] = [];
  const notDeleted: NotDeleted[] = [];
  for (const snapshot of doomed(plan)) {
    await letSignalIn(signal);
    const reason = await failureOf(store, snapshot);
    if (reason === undefined) deleted.push(snapshot);
    else notDeleted.push({ snapshot, reason });
  }
  if (!isRecorded) await recordAcceptance(store, plan);
  return { kept: plan.snapshots.length - deleted.length, deleted, notDeleted };
}

/** Records up to when snapshots were compared. Answers false where the disk is full: deleting is what makes room then. */
export async function recordAcceptance(store: Store, { accept }: RetentionPlan): Promise<boolean> {
  try {
    if (accept !== undefined) await writeAcceptance(store, accept);
    return true;
  } catch (error) {
    if (isFault(error, "files.full")) return false;
    throw error;
  }
}

/** Deletes a snapshot; what kept it from being deleted, if anything. */
async function failureOf(store: Store, { name, path, bytes }: StockedSnapshot): Promise<Fault | undefined> {
  try {
    const isSame = await removeSnapshot(store, name, bytes);
    return isSame ? undefined : fault("prune.replaced", { path });
  } catch (error) {
    return asFault(error);
  }
}

/**
 * What the configuration says of older snapshots, done after a new one is stored. Never throws: the new snapshot is
 * stored whatever becomes of the old ones. Undefined where nothing is ever deleted, or where it failed and was told.
 */
export async function retainAfterRun(
  { store, own }: Pick<Workplace, "store" | "own">,
  askLimits: () => Promise<Limits>,
  context: Pick<JobContext, "system" | "settings" | "signal">,
  tell: (notice: Notice) => void,
): Promise<AfterRun | undefined> {
  const { system, settings, signal } = context;
  const policy = policyOf(settings);
  if (policy === undefined) return undefined;
  try {
    const plan = holdForReplicas(await planRetention(store, policy, system.clock.now(), askLimits), { own, context });
    const { loss } = plan;
    if (loss !== undefined) {
      tell(notice("retention.stopped", { store: store.location, ...loss }));
      return { kept: plan.snapshots.length, deleted: [], loss };
    }
    const { kept, deleted, notDeleted } = await carryOut(plan, store, signal, tell);
    for (const { snapshot, reason } of notDeleted) {
      tell(notice("retention.notDeleted", { path: snapshot.path, reason: reasonOf(reason) }));
    }
    return { kept, deleted };
  } catch (error) {
    tell(
      notice("retention.failed", {
        store: store.location,
        reason: signal.aborted ? "interrupted" : reasonOf(error),
      }),
    );
    return undefined;
  }
}
