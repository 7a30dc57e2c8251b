/** Which snapshots a policy keeps: restic's rules, with words of its own for those that are damaged or from the future. */
import type { Span } from "../config/span.ts";
import { instantOfName } from "./name.ts";
import { before, periodOf } from "./periods.ts";
import { type CountRule, countRules, type Policy } from "./policy.ts";

/** A snapshot as retention sees it. `instant` is milliseconds since 1970. */
export interface Candidate {
  readonly name: string;
  readonly instant: number;
  /** It was never found damaged. */
  readonly good: boolean;
}

/** Why a snapshot stays. */
export type KeepReason =
  /** `oldest`: there are fewer periods than the rule would keep, so that the oldest snapshot stays as well. */
  | { readonly rule: CountRule; readonly count: number; readonly oldest: boolean }
  | { readonly rule: "within"; readonly span: Span }
  /** The newest good one always stays. */
  | { readonly rule: "newest" }
  /** It is dated in the future: until then nobody can say how old it is. */
  | { readonly rule: "future" }
  /** A further store has not got it yet. */
  | { readonly rule: "replica"; readonly store: string }
  /** There is no good one to rely on. */
  | { readonly rule: "noneGood" };

/** A snapshot with every reason to keep it; without one it is to be deleted. */
export interface Retained<S extends Candidate = Candidate> {
  readonly snapshot: S;
  readonly reasons: readonly KeepReason[];
}

interface Place<S> {
  readonly snapshot: S;
  /** The period of each rule that the snapshot lies in. */
  readonly periods: ReadonlyMap<CountRule, number>;
}

/**
 * What a policy keeps, oldest first. Days and weeks are those of the process's time zone. A snapshot that is not good
 * takes the place of no good one: it stays exactly as long as a good one of its date would. Those dated after `now` stay
 * and count towards nothing, lest a clock that was wrong once drives out every later snapshot.
 */
export function retain<S extends Candidate>(snapshots: readonly S[], policy: Policy, now: number): Retained<S>[] {
  const places = snapshots
    .toSorted(newestFirst)
    .filter(({ instant }) => instant <= now)
    .map((snapshot) => placeOf(snapshot, policy));
  const good = places.filter(({ snapshot }) => snapshot.good);
  const reasons = reasonsFor(good, policy);
  const [newest] = good;
  for (const place of places.filter(({ snapshot }) => !snapshot.good)) {
    const asGood = reasonsFor(
      [...good, place].toSorted((a, b) => newestFirst(a.snapshot, b.snapshot)),
      policy,
    );
    reasons.set(place.snapshot, newest === undefined ? [{ rule: "noneGood" }] : (asGood.get(place.snapshot) ?? []));
  }
  if (newest !== undefined) reasons.get(newest.snapshot)?.push({ rule: "newest" });
  return snapshots
    .toSorted((a, b) => newestFirst(b, a))
    .map((snapshot) => ({ snapshot, reasons: reasons.get(snapshot) ?? [{ rule: "future" }] }));
}

/** Of two of the same instant the name decides: what is kept must not hang on the order in which they were found. */
function newestFirst(a: Candidate, b: Candidate): number {
  const [one, other] = [a, b].map(({ name }) => instantOfName(name) ?? 0) as [number, number];
  return b.instant - a.instant || other - one || (a.name < b.name ? 1 : -1);
}

function placeOf<S extends Candidate>(snapshot: S, policy: Policy): Place<S> {
  const periods = countRules.flatMap((rule) =>
    rule === "last" || policy[rule] === undefined ? [] : [[rule, periodOf(rule, snapshot.instant)] as const],
  );
  return { snapshot, periods: new Map(periods) };
}

/** Every reason that the rules have for each of the snapshots, which come newest first. */
function reasonsFor<S extends Candidate>(places: readonly Place<S>[], policy: Policy): Map<S, KeepReason[]> {
  const reasons = new Map<S, KeepReason[]>(places.map(({ snapshot }) => [snapshot, []]));
  for (const rule of countRules) {
    const count = policy[rule];
    if (count === undefined) continue;
    for (const { snapshot, oldest } of keptBy(rule, count, places))
      reasons.get(snapshot)?.push({ rule, count, oldest });
  }
  const { within: span } = policy;
  const [newest] = places;
  if (span === undefined || newest === undefined) return reasons;
  const from = before(newest.snapshot.instant, span);
  for (const { snapshot } of places) if (snapshot.instant > from) reasons.get(snapshot)?.push({ rule: "within", span });
  return reasons;
}

/** The newest of each period until so many are found; where there are fewer, the oldest too, to reach back the furthest. */
function keptBy<S>(rule: CountRule, count: number, places: readonly Place<S>[]): { snapshot: S; oldest: boolean }[] {
  const kept: { snapshot: S; oldest: boolean }[] = [];
  let last: number | undefined;
  for (const [index, { snapshot, periods }] of places.entries()) {
    if (kept.length === count) break;
    const period = periods.get(rule) ?? index;
    const oldest = period === last;
    if (oldest && index < places.length - 1) continue;
    kept.push({ snapshot, oldest });
    last = period;
  }
  return kept;
}
