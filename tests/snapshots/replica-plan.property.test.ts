import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Policy } from "../../src/snapshots/policy.ts";
import { type Here, planReplica, removable, type There } from "../../src/snapshots/replica-plan.ts";
import { retain } from "../../src/snapshots/retention.ts";

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 30, 12);
const { PROMSNAP_TEST_FULL } = process.env;
const numRuns = PROMSNAP_TEST_FULL ? 10_000 : 1000;

/** A snapshot that is here, there, or in both places, and what is odd about it in each. */
interface Some {
  readonly instant: number;
  readonly good: boolean;
  readonly place: "here" | "there" | "both";
  readonly portable: boolean;
  readonly complete: boolean;
  readonly otherSize: boolean;
  readonly soundThere: boolean;
}
const mostly = (value: boolean) => fc.integer({ min: 0, max: 5 }).map((n) => (n === 0 ? !value : value));
const some: fc.Arbitrary<Some> = fc.record({
  instant: fc.integer({ min: -60 * 8, max: 8 }).map((n) => now + (n * day) / 8),
  good: mostly(true),
  place: fc.constantFrom("here", "there", "both"),
  portable: mostly(true),
  complete: mostly(true),
  otherSize: mostly(false),
  soundThere: mostly(true),
});
const scenes = fc.uniqueArray(some, { maxLength: 24, selector: ({ instant }) => instant });
const count = fc.integer({ min: 1, max: 5 });
const span = fc.integer({ min: 1, max: 40 }).map((days) => ({ kind: "span", years: 0, days, hours: 0 }) as const);
const policies: fc.Arbitrary<Policy> = fc
  .record(
    { last: count, hourly: count, daily: count, weekly: count, monthly: count, within: span },
    { requiredKeys: [] },
  )
  .filter((policy) => Object.keys(policy).length > 0);

const nameOf = ({ instant }: Some) => `snapshot ${instant}`;
function sceneOf(all: readonly Some[]): { here: Here[]; there: There[] } {
  const here = all
    .filter(({ place }) => place !== "there")
    .map((one) => ({
      name: nameOf(one),
      instant: one.instant,
      good: one.good && one.portable,
      bytes: 1,
      portable: one.portable,
    }));
  const there = all
    .filter(({ place }) => place !== "here")
    .map((one) => ({
      name: nameOf(one),
      instant: one.instant,
      good: one.good && one.soundThere,
      bytes: one.place === "both" && one.otherSize ? 2 : 1,
      complete: one.complete,
    }));
  return { here, there };
}
const namesOf = (snapshots: readonly { readonly name: string }[]) => snapshots.map(({ name }) => name);
const keptOf = (snapshots: readonly (Here | There)[], policy: Policy) =>
  new Set(
    namesOf(retain(snapshots, policy, now).flatMap(({ snapshot, reasons }) => (reasons.length > 0 ? [snapshot] : []))),
  );
const newestGood = (snapshots: readonly There[]) =>
  snapshots.filter(({ good, instant }) => good && instant <= now).toSorted((a, b) => b.instant - a.instant)[0];

/** What a store has once these were copied; what has another size there is refused, and stays what it is. */
function afterCopying(there: readonly There[], copies: readonly Here[]): There[] {
  const refused = new Set(
    namesOf(there.filter(({ name, bytes }) => copies.some((one) => one.name === name && one.bytes !== bytes))),
  );
  const copied = copies.filter(({ name }) => !refused.has(name));
  const names = new Set(namesOf(copied));
  const done = copied.map(({ name, instant, good, bytes }) => ({ name, instant, good, bytes, complete: true }));
  const kept = there.filter(({ name }) => names.has(name)).map((one) => ({ ...one, complete: true }));
  const fresh = done.filter(({ name }) => !kept.some((one) => one.name === name));
  return [...there.filter(({ name }) => !names.has(name)), ...kept, ...fresh];
}

const holds = <T>(name: string, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void) =>
  test(name, () => fc.assert(fc.property(arbitrary, predicate), { numRuns }), 60_000);

holds("nothing is copied that would be deleted again", fc.tuple(scenes, policies), ([all, policy]) => {
  const { here, there } = sceneOf(all);
  const { copy } = planReplica(here, there, policy, now);
  const after = afterCopying(there, copy);
  const gone = new Set(namesOf(removable(here, after, policy, now)));
  expect(namesOf(copy).filter((name) => gone.has(name))).toEqual([]);
});

holds(
  "a store ends up with what its policy keeps of here and there together",
  fc.tuple(scenes, policies),
  ([all, policy]) => {
    const { here, there } = sceneOf(
      all.filter(({ portable, otherSize, soundThere }) => portable && !otherSize && soundThere),
    );
    const plan = planReplica(here, there, policy, now);
    const after = afterCopying(there, plan.copy);
    const gone = new Set(namesOf(removable(here, after, policy, now)));
    const left = namesOf(after).filter((name) => !gone.has(name));
    const known = new Set(namesOf(there));
    const union = [...there, ...here.filter(({ name }) => !known.has(name))];
    expect(new Set(left)).toEqual(keptOf(union, policy));
    expect(namesOf(plan.remove)).toEqual(
      namesOf(there)
        .filter((name) => gone.has(name))
        .toSorted(byInstant(there)),
    );
  },
);

holds("a second time there is nothing to do", fc.tuple(scenes, policies), ([all, policy]) => {
  const { here, there } = sceneOf(all.filter(({ otherSize }) => !otherSize));
  const after = afterCopying(there, planReplica(here, there, policy, now).copy);
  const gone = new Set(namesOf(removable(here, after, policy, now)));
  const left = after.filter(({ name }) => !gone.has(name));
  const again = planReplica(here, left, policy, now);
  expect({ copy: namesOf(again.copy), remove: namesOf(again.remove) }).toEqual({ copy: [], remove: [] });
});

holds(
  "whatever was copied and whatever failed, the newest good one in the store stays, and none goes while none is good",
  fc.tuple(scenes, policies, fc.array(fc.boolean(), { minLength: 24, maxLength: 24 })),
  ([all, policy, succeeds]) => {
    const { here, there } = sceneOf(all);
    const copy = planReplica(here, there, policy, now).copy.filter((_, index) => succeeds[index]);
    const after = afterCopying(there, copy);
    const gone = namesOf(removable(here, after, policy, now));
    const newest = newestGood(after);
    if (newest === undefined) expect(gone).toEqual([]);
    else expect(gone).not.toContain(newest.name);
  },
);

holds(
  "a copy that fails costs nothing that it was to take the place of",
  fc.tuple(scenes, policies, fc.array(fc.boolean(), { minLength: 24, maxLength: 24 })),
  ([all, policy, succeeds]) => {
    const { here, there } = sceneOf(all);
    const copy = planReplica(here, there, policy, now).copy.filter((_, index) => succeeds[index]);
    const after = afterCopying(there, copy);
    const gone = new Set(namesOf(removable(here, after, policy, now)));
    const kept = keptOf(after, policy);
    expect([...kept].filter((name) => gone.has(name))).toEqual([]);
  },
);

holds("damaged ones drive no good one out", fc.tuple(scenes, policies), ([all, policy]) => {
  const whole = all.map((one) => ({ ...one, soundThere: true, portable: true, otherSize: false }));
  const [mixed, good] = [sceneOf(whole), sceneOf(whole.filter((one) => one.good))];
  if (good.there.length + good.here.length === 0) return;
  const goodNames = new Set(namesOf([...good.here, ...good.there]));
  const onlyGood = (snapshots: readonly { name: string }[]) => namesOf(snapshots).filter((name) => goodNames.has(name));
  const [with_, without] = [mixed, good].map(({ here, there }) => planReplica(here, there, policy, now)) as [
    ReturnType<typeof planReplica>,
    ReturnType<typeof planReplica>,
  ];
  expect(onlyGood(with_.copy)).toEqual(namesOf(without.copy));
  expect(onlyGood(with_.remove)).toEqual(namesOf(without.remove));
});

holds("the oldest comes first, and what may not be handed on never", fc.tuple(scenes, policies), ([all, policy]) => {
  const { here, there } = sceneOf(all);
  const { copy, withheld } = planReplica(here, there, policy, now);
  expect(copy.map(({ instant }) => instant)).toEqual(copy.map(({ instant }) => instant).toSorted((a, b) => a - b));
  expect(copy.every(({ portable }) => portable)).toBe(true);
  expect(withheld.every(({ portable }) => !portable)).toBe(true);
});

holds("without a policy a store gets everything, and nothing goes", scenes, (all) => {
  const { here, there } = sceneOf(all);
  const { copy, remove } = planReplica(here, there, undefined, now);
  const whole = new Set(
    namesOf(
      there.filter(
        ({ name, bytes, complete }) => complete && here.some((one) => one.name === name && one.bytes === bytes),
      ),
    ),
  );
  expect(namesOf(copy)).toEqual(
    namesOf(here.filter(({ name, portable }) => portable && !whole.has(name))).toSorted(byInstant(here)),
  );
  expect(remove).toEqual([]);
});

function byInstant(snapshots: readonly { name: string; instant: number }[]) {
  const instantOf = (wanted: string) => snapshots.find(({ name }) => name === wanted)?.instant ?? 0;
  return (a: string, b: string) => instantOf(a) - instantOf(b);
}
