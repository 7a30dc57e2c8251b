import type { Loss } from "../faults/prune.ts";
import type { PrometheusClient } from "../prometheus/client.ts";
import type { Limits } from "../prometheus/deletions.ts";
import { runningLimits } from "../prometheus/running-limits.ts";
import { findLoss, type Inventoried } from "../snapshots/lost-volume.ts";
import type { Policy } from "../snapshots/policy.ts";
import type { Lapsed } from "../snapshots/replica-holds.ts";
import { type Retained, retain } from "../snapshots/retention.ts";
import { readAcceptance } from "../stores/acceptance.ts";
import { orphans } from "../stores/removal.ts";
import type { Store } from "../stores/store.ts";
import type { Directory } from "../system/directory.ts";
import { type StockedSnapshot, stockOf } from "./stock.ts";

/** What retention would do now; what `--dry-run` shows and what is carried out. */
export interface RetentionPlan {
  /** Oldest first; those without a reason to be kept are deleted. */
  readonly snapshots: readonly Retained<StockedSnapshot>[];
  /** Those that go although a further store has not got them. */
  readonly lapsed?: readonly Lapsed<StockedSnapshot>[];
  /** Samples that a later snapshot lacks: while it is not accepted, nothing is deleted. */
  readonly loss?: Loss;
  /** The one after it: whoever accepts what was told has not been told of this. */
  readonly furtherLoss?: Loss;
  /**
   * The instant up to which nothing is to be compared any more, or only once `loss` is accepted; undefined where that is
   * recorded already.
   */
  readonly accept?: number;
  /** Names of files that stand beside archives that are gone. */
  readonly orphans: readonly string[];
}

/**
 * Decides what a policy keeps of a store at this instant (milliseconds since 1970); `coming` is a snapshot that is about
 * to be stored. Prometheus is asked for its limits only where they decide. Nothing is written.
 */
export async function planRetention(
  store: Store,
  policy: Policy | undefined,
  now: number,
  askLimits: () => Promise<Limits>,
  coming?: StockedSnapshot,
): Promise<RetentionPlan> {
  const stock = [...(await stockOf(store)), ...(coming === undefined ? [] : [coming])];
  const recorded = await readAcceptance(store);
  // What was accepted up to a time that has not come yet was accepted by a clock that was wrong.
  const accepted = recorded !== undefined && recorded <= now ? recorded : Number.NEGATIVE_INFINITY;
  const comparable = stock.flatMap(({ inventory, ...one }) =>
    inventory && one.instant <= now ? [{ ...one, inventory }] : [],
  );
  return {
    snapshots: policy === undefined ? [] : retain(stock, policy, now),
    ...(await judgeLosses(comparable, accepted, askLimits)),
    orphans: await orphans(store),
  };
}

async function judgeLosses(
  comparable: readonly Inventoried[],
  accepted: number,
  askLimits: () => Promise<Limits>,
): Promise<Pick<RetentionPlan, "loss" | "furtherLoss" | "accept">> {
  const good = comparable.filter((one) => one.good);
  const newest = good.reduce((latest, { instant }) => Math.max(latest, instant), accepted);
  const upTo = newest > accepted ? { accept: newest } : {};
  if ((await findLoss(comparable, accepted)) === undefined) return upTo;
  const limits = await askLimits();
  const loss = await findLoss(comparable, accepted, limits);
  if (loss === undefined) return upTo;
  const accept = good.find(({ name }) => name === loss.later)?.instant ?? newest;
  const furtherLoss = await findLoss(comparable, accept, limits);
  return furtherLoss === undefined ? { loss, ...upTo } : { loss, furtherLoss, accept };
}

/** Asks Prometheus what it keeps at most; it may be down, and says nothing then. */
export function limitsAsker(client: PrometheusClient, data: Directory, signal: AbortSignal): () => Promise<Limits> {
  return async () => {
    try {
      return (await runningLimits(client, data.capacity(), signal)) ?? {};
    } catch {
      signal.throwIfAborted();
      return {};
    }
  };
}

/** The snapshots that a plan deletes. */
export function doomed({ snapshots }: Pick<RetentionPlan, "snapshots">): readonly StockedSnapshot[] {
  return snapshots.filter(({ reasons }) => reasons.length === 0).map(({ snapshot }) => snapshot);
}

/** The snapshots that are dated in the future. */
export function fromTheFuture({ snapshots }: Pick<RetentionPlan, "snapshots">): readonly StockedSnapshot[] {
  return snapshots.filter(({ reasons }) => reasons.some(({ rule }) => rule === "future")).map((one) => one.snapshot);
}
