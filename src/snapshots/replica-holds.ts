/** What stays in SNAPSHOT_DIR because a further store has not got it yet. */
import type { Candidate, Retained } from "./retention.ts";

/** What a further store still has to get, and since when it is known that it has to get anything: milliseconds since 1970. */
export interface ReplicaNeed {
  readonly store: string;
  readonly names: ReadonlySet<string>;
  readonly since: number;
}

/** A snapshot that goes although a store has not got it, for it was waited for long enough. */
export interface Lapsed<S> {
  readonly store: string;
  readonly snapshot: S;
}

/** A retention with what further stores hold back. */
export interface HeldBack<S extends Candidate> {
  readonly snapshots: readonly Retained<S>[];
  readonly lapsed: readonly Lapsed<S>[];
}

/**
 * Adds a reason to every snapshot that would go and that a further store still needs, until `grace` milliseconds after it
 * was taken, or after the store was first named. Those that go after that are told of.
 */
export function holdBack<S extends Candidate>(
  retained: readonly Retained<S>[],
  needs: readonly ReplicaNeed[],
  grace: number,
  now: number,
): HeldBack<S> {
  const lapsed: Lapsed<S>[] = [];
  const snapshots = retained.map((one) => {
    if (one.reasons.length > 0) return one;
    const { snapshot } = one;
    const needing = needs.filter(({ names }) => names.has(snapshot.name));
    const waiting = needing.filter(({ since }) => now - Math.max(snapshot.instant, since) < grace);
    if (waiting.length === 0) lapsed.push(...needing.map(({ store }) => ({ store, snapshot })));
    return { snapshot, reasons: waiting.map(({ store }) => ({ rule: "replica", store }) as const) };
  });
  return { snapshots, lapsed };
}
