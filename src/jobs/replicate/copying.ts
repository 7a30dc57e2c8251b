import { asFault, type Fault, type FaultCode, isFault } from "../../errors.ts";
import { archiveFileOf } from "../../snapshots/name.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { type Here, planReplica } from "../../snapshots/replica-plan.ts";
import type { Store } from "../../stores/store.ts";
import type { JobContext } from "../backup-terms.ts";
import { copyInto } from "../copy/copy.ts";
import { openSource } from "../copy/source.ts";
import { isOfArchive } from "../of-archive.ts";
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

/** These are about one archive: the next one may well be copied. */
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
      const { got, failure, goesOn } = await copyOne(context, target, next, events);
      copies = { ...withCopy(copies, got), failure: copies.failure ?? failure };
      if (!goesOn) return copies;
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

/** What became of one archive. Nothing at all where it was deleted before its turn came. */
interface Attempt {
  readonly got?: ThereSnapshot | undefined;
  readonly failure?: Fault;
  /** Whether the next one may well be copied. */
  readonly goesOn: boolean;
}

async function copyOne(
  context: JobContext,
  target: Store,
  { name, instant, good }: Here,
  events: ReplicaEvents,
): Promise<Attempt> {
  const file = archiveFileOf(name);
  let archive: string | undefined;
  try {
    // By its file's name: a directory may be called as the snapshot is, where somebody has extracted it.
    using source = await openSource(context, file);
    archive = source.file.path;
    await copyInto(context, target, source, events);
    const stored = await target.file(file);
    const got = stored && { name, instant, good, bytes: stored.bytes, modified: stored.modified, complete: true };
    return { got, goesOn: true };
  } catch (error) {
    if (isFault(error, "archive.notFound")) return { goesOn: true };
    const failure = asFault(error);
    return { failure, goesOn: isOfArchive(failure) && (archive === undefined || isAbout(failure, archive)) };
  }
}

/** Whether it is a failure of the archive that was to be copied, such as a bad sector; any other is the store's. */
function isAbout({ data: { code, details } }: Fault, archive: string): boolean {
  if (archiveFaults.has(code)) return true;
  return ("path" in details && details.path === archive) || ("url" in details && details.url === archive);
}
