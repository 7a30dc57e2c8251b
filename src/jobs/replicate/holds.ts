import { sayStore } from "../../config/store-setting.ts";
import { notice } from "../../notices.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { holdBack, type ReplicaNeed } from "../../snapshots/replica-holds.ts";
import { planReplica } from "../../snapshots/replica-plan.ts";
import type { Directory } from "../../system/directory.ts";
import type { JobContext } from "../backup-terms.ts";
import type { RetentionPlan } from "../retention-plan.ts";
import { toHere } from "./here.ts";
import { readReplica } from "./record.ts";

/** What further stores need, as far as it is known without asking them; `own` is promsnap's own directory. */
export interface HoldTerms {
  readonly own: Directory | undefined;
  readonly context: Pick<JobContext, "system" | "settings">;
}

/**
 * A retention of SNAPSHOT_DIR that keeps what a further store has not got yet, until REPLICA_GRACE is over. No store is
 * asked: a run holds its locks meanwhile, and one that is away must not stop it.
 */
export function holdForReplicas(plan: RetentionPlan, { own, context }: HoldTerms): RetentionPlan {
  const { system, settings } = context;
  const now = system.clock.now();
  const here = plan.snapshots.map(({ snapshot }) => toHere(snapshot));
  const needs = (settings.REPLICATE_TO ?? []).map((setting): ReplicaNeed => {
    const store = sayStore(setting);
    const record = own && readReplica(own, store);
    const { copy } = planReplica(here, record?.there ?? [], remotePolicyOf(settings), now);
    return { store, names: new Set(copy.map(({ name }) => name)), since: record?.since ?? now };
  });
  return { ...plan, ...holdBack(plan.snapshots, needs, settings.REPLICA_GRACE, now) };
}

/** What goes although a store has not got it. */
export function lapsedNotices({ lapsed = [] }: RetentionPlan) {
  const stores = [...new Set(lapsed.map(({ store }) => store))];
  return stores.map((store) => {
    const paths = lapsed.filter((one) => one.store === store).map(({ snapshot }) => snapshot.path);
    return notice("replica.lapsed", { store, paths });
  });
}
