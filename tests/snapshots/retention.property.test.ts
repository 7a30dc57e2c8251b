import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { CountRule, Policy } from "../../src/snapshots/policy.ts";
import { type Candidate, retain } from "../../src/snapshots/retention.ts";
import { resticKeeps } from "./restic.ts";

const hour = 3_600_000;
/** A zone whose clock is set back at night, one that shifts by half an hour, one that shifts at midnight, and none of it. */
const zones = ["Europe/Paris", "Australia/Lord_Howe", "America/Havana", "Pacific/Chatham", "UTC"];
/** Around both changes of the clock of a year, its end, the year's end with week 53, and 29 February. */
const times = ["2026-03-29", "2026-10-25", "2026-04-05", "2026-12-31", "2021-01-03", "2024-02-29"].map((day) =>
  Date.parse(`${day}T00:00:00Z`),
);

const instant = fc.oneof(
  fc
    .tuple(fc.constantFrom(...times), fc.integer({ min: -60 * 48, max: 60 * 48 }))
    .map(([time, minutes]) => time + minutes * 60_000),
  fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2027-01-01") }),
);
const instants = fc.uniqueArray(instant, { maxLength: 25 });
const candidates = (good: fc.Arbitrary<boolean>) =>
  fc
    .uniqueArray(fc.tuple(instant, good), { maxLength: 20, selector: ([at]) => at })
    .map((some) => some.map(([at, isGood]): Candidate => ({ name: `snapshot ${at}`, instant: at, good: isGood })));
const mixed = candidates(fc.boolean());
const count = fc.integer({ min: 1, max: 5 });
const span = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 2), fc.oneof(fc.nat(4), fc.nat(400)), fc.nat(30))
  .map(
    ([years, days, hours]) => ({ kind: "span", years, days, hours: years + days + hours === 0 ? 1 : hours }) as const,
  );
const rules = { last: count, hourly: count, daily: count, weekly: count, monthly: count, yearly: count };
const several = fc.record({ ...rules, within: span }, { requiredKeys: [] });
/** A span alone is the most exacting: no other rule hides what it gets wrong. */
const policy: fc.Arbitrary<Policy> = fc
  .oneof(several, fc.record({ within: span }))
  .filter((some) => Object.keys(some).length > 0);
const later = Date.parse("2030-01-01");
const { PROMSNAP_TEST_FULL } = process.env;
const numRuns = PROMSNAP_TEST_FULL ? 5000 : 300;

const kept = (snapshots: readonly Candidate[], some: Policy, now = later) =>
  retain(snapshots, some, now)
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ snapshot }) => snapshot);
const goodAt = (at: number): Candidate => ({ name: `snapshot ${at}`, instant: at, good: true });

for (const zone of zones) {
  describe(`in ${zone}`, () => {
    const before = process.env["TZ"];
    beforeAll(() => {
      process.env["TZ"] = zone;
    });
    afterAll(() => {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    });
    const holds = <T>(name: string, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void) =>
      test(name, () => fc.assert(fc.property(arbitrary, predicate), { numRuns }), 60_000);

    holds("of good snapshots those are kept that restic would keep", fc.tuple(instants, policy), ([some, rule]) => {
      const ours = kept(some.map(goodAt), rule).map((one) => one.instant);
      expect(ours).toEqual([...resticKeeps(some, rule, zone)].sort((a, b) => a - b));
    });

    holds("the newest good one stays, whatever the policy", fc.tuple(mixed, policy), ([some, rule]) => {
      const newest = some.filter(({ good }) => good).toSorted((a, b) => b.instant - a.instant)[0];
      if (newest !== undefined) expect(kept(some, rule)).toContain(newest);
      else expect(kept(some, rule)).toHaveLength(some.length);
    });

    holds(
      "what stays does not hang on the order in which snapshots are found",
      fc.tuple(mixed, policy),
      ([some, rule]) => {
        expect(kept(some.toReversed(), rule)).toEqual(kept(some, rule));
      },
    );

    holds(
      "a rule that keeps more loses nothing",
      fc.tuple(mixed, policy, fc.constantFrom(...Object.keys(rules)), count),
      ([some, rule, name, more]) => {
        const key = name as CountRule;
        const wider = { ...rule, [key]: (rule[key] ?? 0) + more };
        const after = new Set(kept(some, wider));
        expect(kept(some, rule).filter((one) => !after.has(one))).toEqual([]);
      },
    );

    holds("several rules keep what each of them keeps, and nothing else", fc.tuple(mixed, policy), ([some, rule]) => {
      const alone = Object.entries(rule).map(([name, value]) => kept(some, { [name]: value }));
      expect(new Set(kept(some, rule))).toEqual(new Set(alone.flat()));
    });

    holds("a second time nothing is left to delete", fc.tuple(mixed, policy), ([some, rule]) => {
      const once = kept(some, rule);
      expect(kept(once, rule)).toEqual(once);
    });

    holds("damaged ones never drive out a good one", fc.tuple(mixed, policy), ([some, rule]) => {
      const good = some.filter((one) => one.good);
      if (good.length > 0) expect(kept(some, rule).filter((one) => one.good)).toEqual(kept(good, rule));
    });

    holds(
      "a damaged one stays exactly as long as a good one in its place would",
      fc.tuple(mixed, policy),
      ([some, rule]) => {
        const good = some.filter((one) => one.good);
        const newest = good.toSorted((a, b) => b.instant - a.instant)[0];
        if (newest === undefined) return;
        const stays = new Set(kept(some, rule));
        for (const one of some.filter(({ good: isGood }) => !isGood)) {
          const repaired = { ...one, good: true };
          const byRules =
            retain([...good, repaired], rule, later).find(({ snapshot }) => snapshot === repaired)?.reasons ?? [];
          expect(stays.has(one)).toBe(byRules.some(({ rule: name }) => name !== "newest"));
        }
      },
    );

    holds(
      "what is dated in the future stays and changes nothing for the others",
      fc.tuple(mixed, policy, fc.nat(3000)),
      ([some, rule, hours]) => {
        const now = Date.parse("2026-10-25") - hours * hour;
        const past = some.filter((one) => one.instant <= now);
        const result = kept(some, rule, now);
        expect(result.filter((one) => one.instant > now)).toHaveLength(some.length - past.length);
        expect(result.filter((one) => one.instant <= now)).toEqual(kept(past, rule, now));
      },
    );
  });
}
