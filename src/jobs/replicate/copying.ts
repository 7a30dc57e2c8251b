import { asFault, type Fault, type FaultCode, isFault } from "../../errors.ts";
import { archiveFileOf } from "../../snapshots/name.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { type Here, planReplica } from "../../snapshots/replica-plan.ts";
import type { Store } from "../../stores/store.ts";
import type { JobContext } from "../backup-terms.ts";
import { copyInto } from "../copy/copy.ts";
import { openSource } from "../copy/source.ts";
import { toHere } from "./here.ts";
import type { ReplicaPlace } from "./place.ts";
import type { ReplicaEvents, ThereSnapshot } from "./terms.ts";

/** What was copied, and what the store has by then. */
export interface Copies {
  readonly there: readonly ThereSnapshot[];
  readonly copied: readonly string[];
  /** The first thing that failed. */
  readonly failure: Fault | undefined;
}

/** These are about one archive: the next one may well be copied. Anything else is about the store. */
const archiveFaults: ReadonlySet<FaultCode> = new Set([
  "archive.corrupt",
  "verify.checksumWrong",
  "copy.taken",
  "copy.checksumUnreadable",
]);

/**
 * Copies what a store is to get, oldest first, and then what another run stored meanwhile. What is wrong with one archive
 * does not keep the others; what is wrong with the store ends it.
 */
export async function copyAll(
  context: JobContext,
  place: ReplicaPlace,
  target: Store,
  first: readonly ThereSnapshot[],
  events: ReplicaEvents,
): Promise<Copies> {
  const tried = new Set<string>();
  let copies: Copies = { there: first, copied: [], failure: undefined };
  for (let round = await pending(context, place, copies, tried); round.length > 0; ) {
    for (const next of round) {
      tried.add(next.name);
      try {
        copies = withCopy(copies, await copyOne(context, target, next, events));
      } catch (error) {
        const failure = asFault(error);
        copies = { ...copies, failure: copies.failure ?? failure };
        if (!archiveFaults.has(failure.data.code)) return copies;
      }
    }
    round = await pending(context, place, copies, tried);
  }
  return copies;
}

async function pending(
  { system, settings }: JobContext,
  place: ReplicaPlace,
  { there }: Copies,
  tried: ReadonlySet<string>,
): Promise<readonly Here[]> {
  const here = (await place.stock()).map(toHere);
  const { copy } = planReplica(here, there, remotePolicyOf(settings), system.clock.now());
  return copy.filter(({ name }) => !tried.has(name));
}

function withCopy(copies: Copies, got: ThereSnapshot | undefined): Copies {
  if (got === undefined) return copies;
  const there = [...copies.there.filter(({ name }) => name !== got.name), got];
  return { ...copies, there, copied: [...copies.copied, got.name] };
}

/** Undefined where the archive was deleted before its turn came. */
async function copyOne(
  context: JobContext,
  target: Store,
  { name, instant, good }: Here,
  events: ReplicaEvents,
): Promise<ThereSnapshot | undefined> {
  try {
    using source = await openSource(context, name);
    await copyInto(context, target, source, events);
  } catch (error) {
    if (isFault(error, "archive.notFound")) return undefined;
    throw error;
  }
  const stored = await target.file(archiveFileOf(name));
  return stored && { name, instant, good, bytes: stored.bytes, modified: stored.modified, complete: true };
}
