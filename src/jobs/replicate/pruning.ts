import { asFault, type Fault, fault } from "../../errors.ts";
import type { Loss } from "../../faults/prune.ts";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { archiveFileOf, checksumFileOf, verdictFileOf } from "../../snapshots/name.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { removable } from "../../snapshots/replica-plan.ts";
import { readAcceptance } from "../../stores/acceptance.ts";
import { orphans, removeOrphans } from "../../stores/removal.ts";
import type { Store } from "../../stores/store.ts";
import { clientOf } from "../backup.ts";
import type { JobContext } from "../backup-terms.ts";
import { limitsAsker } from "../retention-plan.ts";
import type { StockedSnapshot } from "../stock.ts";
import { toHere } from "./here.ts";
import { lossThere } from "./loss.ts";
import type { ReplicaPlace } from "./place.ts";
import type { ReplicaEvents, ThereSnapshot } from "./terms.ts";

/** What was deleted, and what the store has by then. */
export interface Removal {
  readonly deleted: readonly string[];
  readonly there: readonly ThereSnapshot[];
  readonly loss?: Loss;
  readonly failure?: Fault;
}

/**
 * Deletes what stands beside archives that are gone, then what a further store keeps no longer, oldest first. Nothing goes
 * without a policy, or while a snapshot lacks what the one before it had. What fails ends it: the next run goes on.
 */
export async function pruneThere(
  context: JobContext,
  place: ReplicaPlace,
  target: Store,
  { here, there, accept }: { here: readonly StockedSnapshot[]; there: readonly ThereSnapshot[]; accept: boolean },
  events: ReplicaEvents,
): Promise<Removal> {
  const { system, settings, signal } = context;
  const policy = remotePolicyOf(settings);
  if (policy === undefined || signal.aborted) return { deleted: [], there };
  const now = system.clock.now();
  const deleted: string[] = [];
  const left = () => there.filter(({ name }) => !deleted.includes(name));
  try {
    const acceptedHere = await acceptedUpTo(place, now);
    using data = system.openDirectory(settings.PROMETHEUS_DATA_DIR);
    const askLimits = limitsAsker(clientOf(context), data, signal);
    const loss = await lossThere(target, { here, there, acceptedHere, accept, now, askLimits });
    if (loss !== undefined) {
      events.notice(notice("retention.stopped", { store: target.location, ...loss }));
      return { deleted, there, loss };
    }
    for (const { path, error } of await removeOrphans(target, await orphans(target))) {
      events.notice(notice("retention.notDeleted", { path, reason: reasonOf(error) }));
    }
    for (const { name, bytes } of removable(here.map(toHere), there, policy, now)) {
      signal.throwIfAborted();
      await removeFrom(target, name, bytes);
      deleted.push(name);
    }
    return { deleted, there: left() };
  } catch (error) {
    return { deleted, there: left(), failure: asFault(error) };
  }
}

async function acceptedUpTo({ store }: ReplicaPlace, now: number): Promise<number> {
  const recorded = await readAcceptance(store);
  return recorded !== undefined && recorded <= now ? recorded : Number.NEGATIVE_INFINITY;
}

/** The archive first: without the verdict beside it one that was found damaged would count as a good one. */
async function removeFrom(target: Store, name: string, bytes: number): Promise<void> {
  const file = await target.file(archiveFileOf(name));
  if (file !== undefined && file.bytes !== bytes) throw fault("prune.replaced", { path: target.pathOf(file.name) });
  for (const one of [archiveFileOf(name), checksumFileOf(name), verdictFileOf(name)]) await target.remove(one);
}
