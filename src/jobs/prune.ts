import { fault } from "../errors.ts";
import type { Loss } from "../faults/prune.ts";
import type { Notice } from "../notices.ts";
import { refuseOtherDirectory } from "../prometheus/data-directory.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import type { Policy } from "../snapshots/policy.ts";
import { identityOf } from "../stores/identity.ts";
import { openForReading } from "../stores/open.ts";
import { ifPresent } from "../system/errno.ts";
import { clientOf, refuseStranger } from "./backup.ts";
import type { JobContext } from "./backup-terms.ts";
import { removeUnfinished } from "./leftovers.ts";
import { holdForReplicas } from "./replicate/holds.ts";
import { type PlannedStore, planStores } from "./replicate/survey.ts";
import { refuseUnfinished } from "./restore/journal.ts";
import { settleUnfinished } from "./restore/settle.ts";
import { carryOut, type RetentionReport, recordAcceptance } from "./retention.ts";
import { limitsAsker, planRetention, type RetentionPlan } from "./retention-plan.ts";
import { stockOf } from "./stock.ts";
import { openData, openWorkplace, refuseStoreInside } from "./workplace.ts";

/** What `promsnap prune` was asked. Without a policy only `accept` means something. */
export interface PruneRequest {
  readonly policy: Policy | undefined;
  /** Takes it that the first snapshot that lacks something does so for a good reason. */
  readonly accept: boolean;
}

/** What was decided, and what was done of it. */
export interface PruneReport {
  readonly plan: RetentionPlan;
  readonly report: RetentionReport;
}

const nothing: PruneReport = {
  plan: { snapshots: [], orphans: [] },
  report: { kept: 0, deleted: [], notDeleted: [] },
};

/**
 * Deletes what the policy does not keep, and what killed runs left in the store, with the store and the data directory
 * locked. A store that does not exist holds nothing. Throws `prune.loss` where a snapshot lacks what the one before it
 * holds, and nothing was deleted then; `store.foreign`, `lock.held`, `restore.unfinished`, or the signal's reason.
 */
export async function prune(
  context: JobContext,
  { policy, accept }: PruneRequest,
  tell: (notice: Notice) => void,
): Promise<PruneReport> {
  const { system, settings, signal } = context;
  const { SNAPSHOT_DIR: setting } = settings;
  if (setting.kind === "directory" && system.realPath(setting.path) === undefined) return nothing;
  const client = clientOf(context);
  await refuseStranger(context, client);
  using place = await openWorkplace(context, false, "even so");
  await settleUnfinished(place, client, signal);
  const { store } = place;
  await removeUnfinished(store, tell);
  const askLimits = limitsAsker(client, place.data, signal);
  const { own } = place;
  const plan = holdForReplicas(await planRetention(store, policy, system.clock.now(), askLimits), { own, context });
  const loss = stopping(plan, accept);
  if (accept && loss !== undefined) await recordAcceptance(store, plan);
  if (loss !== undefined) throw fault("prune.loss", { store: store.location, ...loss });
  return { plan, report: await carryOut(plan, store, signal, tell) };
}

/** The loss because of which nothing is deleted: the first that is not accepted. */
export function stopping({ loss, furtherLoss }: RetentionPlan, accept: boolean): Loss | undefined {
  return accept ? furtherLoss : loss;
}

/** What `prune` would do now, by the same decisions, without a lock or a write. */
export async function planPrune(context: JobContext, { policy }: PruneRequest): Promise<RetentionPlan> {
  const { system, settings, signal } = context;
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  using store = await openForReading(settings.SNAPSHOT_DIR, context);
  if (store === undefined) return nothing.plan;
  refuseStoreInside(system, settings.SNAPSHOT_DIR, data.path);
  if (own !== undefined) refuseUnfinished(own);
  await refuseOtherDirectory(data, async () => undefined);
  await identityOf(store, own, false);
  const askLimits = limitsAsker(clientOf(context), data, signal);
  const plan = await planRetention(store, policy, system.clock.now(), askLimits);
  return holdForReplicas(plan, { own, context });
}

/** What `prune` would delete of the further stores now: it copies nothing. */
export async function planPruneThere(context: JobContext): Promise<readonly PlannedStore[]> {
  const { system, settings } = context;
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  using store = await openForReading(settings.SNAPSHOT_DIR, context);
  const here = store === undefined ? [] : await stockOf(store);
  return await planStores(context, { here, own, request: { copy: false, prune: true } });
}
