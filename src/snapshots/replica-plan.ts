/** What a further store gets and loses: a pure decision over what is here, what is there, and its policy. */
import type { Policy } from "./policy.ts";
import { type Candidate, retain } from "./retention.ts";

/** A snapshot of SNAPSHOT_DIR. `bytes` is the archive's size. */
export interface Here extends Candidate {
  readonly bytes: number;
  /** Nothing is known against its archive: what was found damaged since it was stored is not handed on. */
  readonly portable: boolean;
}

/** A snapshot of the further store. */
export interface There extends Candidate {
  readonly bytes: number;
  /** Its checksum file stands beside it: a copy that was killed before that has to be looked at again. */
  readonly complete: boolean;
}

/** What is to be done with a further store. */
export interface ReplicaPlan<H extends Here = Here, T extends There = There> {
  /** Oldest first, so that a store that never catches up lacks the newest at most. */
  readonly copy: readonly H[];
  /** It should have these, but nobody may hand them on. */
  readonly withheld: readonly H[];
  /** Oldest first; to be deleted once all of `copy` is there. */
  readonly remove: readonly T[];
}

/**
 * What the policy of a further store over the union of here and there would keep, it gets; what it keeps no longer goes. So
 * nothing is copied that would be deleted again. Without a policy it gets everything, and nothing goes.
 */
export function planReplica<H extends Here, T extends There>(
  here: readonly H[],
  there: readonly T[],
  policy: Policy | undefined,
  now: number,
): ReplicaPlan<H, T> {
  const kept = keptNames(unionOf(here, there), policy, now);
  const found = new Map(there.map((one) => [one.name, one]));
  const lacking = here
    .filter((one) => kept.has(one.name) && !isThere(one, found.get(one.name)))
    .toSorted((a, b) => a.instant - b.instant || (a.name < b.name ? -1 : 1));
  const copy = lacking.filter(({ portable }) => portable);
  const wanted = keptNames([...there, ...here.filter(({ name }) => !found.has(name))], policy, now);
  const withheld = here.filter(({ name, portable }) => !portable && !found.has(name) && wanted.has(name));
  const copied = copy.map(({ name, instant, good, bytes }) => ({ name, instant, good, bytes, complete: true }));
  const after = [...there.filter(({ name }) => !copied.some((one) => one.name === name)), ...copied];
  const gone = new Set(removable(here, after, policy, now).map(({ name }) => name));
  return { copy, withheld, remove: there.filter(({ name }) => gone.has(name)).toSorted(oldestFirst) };
}

/**
 * What may be deleted of a store that has these: only what is kept neither by its policy over the union nor by the same
 * policy over what it really has. So a copy that failed costs nothing that was to make room for it.
 */
export function removable<T extends There>(
  here: readonly Here[],
  there: readonly T[],
  policy: Policy | undefined,
  now: number,
): T[] {
  const ideal = keptNames(unionOf(here, there), policy, now);
  const real = keptNames(there, policy, now);
  return there.filter(({ name }) => !ideal.has(name) && !real.has(name)).toSorted(oldestFirst);
}

/** Of two copies the word of the one over there counts; what may not be handed on is no part of the union. */
function unionOf(here: readonly Here[], there: readonly There[]): readonly Candidate[] {
  const names = new Set(there.map(({ name }) => name));
  return [...there, ...here.filter(({ name, portable }) => portable && !names.has(name))];
}

function keptNames(snapshots: readonly Candidate[], policy: Policy | undefined, now: number): ReadonlySet<string> {
  if (policy === undefined) return new Set(snapshots.map(({ name }) => name));
  const retained = retain(snapshots, policy, now).filter(({ reasons }) => reasons.length > 0);
  return new Set(retained.map(({ snapshot }) => snapshot.name));
}

/** Another size is another file: the copy refuses it, and says so. */
function isThere(one: Here, found: There | undefined): boolean {
  return found?.complete === true && found.bytes === one.bytes;
}

function oldestFirst(a: Candidate, b: Candidate): number {
  return a.instant - b.instant || (a.name < b.name ? -1 : 1);
}
