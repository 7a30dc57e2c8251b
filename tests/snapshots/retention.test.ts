import { describe, expect, test } from "bun:test";
import { readSpan, saySpan } from "../../src/config/span.ts";
import { type Policy, policyOf } from "../../src/snapshots/policy.ts";
import { type Candidate, type KeepReason, retain } from "../../src/snapshots/retention.ts";

const now = Date.UTC(2026, 10, 30, 12);
const at = (text: string, good = true): Candidate => ({ name: text, instant: Date.parse(`${text}:00`), good });
const span = (text: string) => {
  const reading = readSpan(text);
  if (!("value" in reading)) throw new Error(text);
  return reading.value;
};

/** What is said of a reason, in short. */
const word = (reason: KeepReason): string => {
  if (reason.rule === "within") return `within ${saySpan(reason.span)}`;
  return "count" in reason ? `${reason.rule} ${reason.count}${reason.oldest ? " oldest" : ""}` : reason.rule;
};
const reasons = (snapshots: readonly Candidate[], policy: Policy) =>
  Object.fromEntries(retain(snapshots, policy, now).map((one) => [one.snapshot.name, one.reasons.map(word)]));

describe("retention", () => {
  /** The example of restic's manual: every weekday of two weeks, twice on Fridays, none on the last Wednesday. */
  const manual = [
    ...["2026-04-20T11:00", "2026-04-21T11:00", "2026-04-22T11:00", "2026-04-23T11:00", "2026-04-24T11:00"],
    ...["2026-04-24T23:00", "2026-04-27T11:00", "2026-04-28T11:00", "2026-04-30T11:00", "2026-05-01T11:00"],
    "2026-05-01T23:00",
  ].map((text) => at(text));
  const keptOf = (policy: Policy) =>
    retain(manual, policy, now)
      .filter((one) => one.reasons.length > 0)
      .map((one) => one.snapshot.name);

  test("counts days that have a snapshot, and keeps the newest of each", () => {
    expect(keptOf({ daily: 5 })).toEqual([
      ...["2026-04-24T23:00", "2026-04-27T11:00", "2026-04-28T11:00", "2026-04-30T11:00", "2026-05-01T23:00"],
    ]);
  });

  test("reaches back the furthest where there are fewer periods than a rule keeps", () => {
    expect(reasons(manual, { weekly: 4 })).toMatchObject({
      "2026-04-20T11:00": ["weekly 4 oldest"],
      "2026-04-21T11:00": [],
      "2026-04-24T23:00": ["weekly 4"],
      "2026-05-01T23:00": ["weekly 4", "newest"],
    });
  });

  test("measures within from the newest snapshot, not from now", () => {
    expect(keptOf({ within: span("3d13h") })).toEqual([
      "2026-04-28T11:00",
      "2026-04-30T11:00",
      "2026-05-01T11:00",
      "2026-05-01T23:00",
    ]);
    expect(keptOf({ within: span("3d12h") })).toEqual(["2026-04-30T11:00", "2026-05-01T11:00", "2026-05-01T23:00"]);
  });

  test("names every reason", () => {
    expect(reasons([at("2026-11-01T10:00")], { last: 2, hourly: 1, within: span("1y6d"), yearly: 3 })).toEqual({
      "2026-11-01T10:00": ["last 2", "hourly 1", "yearly 3", "within 1y6d", "newest"],
    });
  });

  test("lets a damaged one go once good ones have taken its place, and not before", () => {
    const damaged = at("2026-11-05T10:00", false);
    const good = ["2026-11-04T10:00", "2026-11-06T10:00", "2026-11-07T10:00"].map((text) => at(text));
    const policy = { last: 2 };
    expect(reasons([...good.slice(0, 2), damaged], policy)).toEqual({
      "2026-11-04T10:00": ["last 2"],
      "2026-11-05T10:00": ["last 2"],
      "2026-11-06T10:00": ["last 2", "newest"],
    });
    expect(reasons([...good, damaged], policy)).toMatchObject({ "2026-11-05T10:00": [] });
  });

  test("deletes nothing where no snapshot is good", () => {
    const some = ["2026-11-04T10:00", "2026-11-05T10:00"].map((text) => at(text, false));
    expect(reasons(some, { last: 1 })).toEqual({ "2026-11-04T10:00": ["noneGood"], "2026-11-05T10:00": ["noneGood"] });
  });

  test("keeps what is dated in the future, which drives out no present one", () => {
    const future = ["2027-01-01T00:00", "2099-01-01T00:00"].map((text) => at(text));
    expect(reasons([at("2026-11-05T10:00"), at("2026-11-06T10:00"), ...future], { last: 1 })).toEqual({
      "2026-11-05T10:00": [],
      "2026-11-06T10:00": ["last 1", "newest"],
      "2027-01-01T00:00": ["future"],
      "2099-01-01T00:00": ["future"],
    });
  });

  test("of two of the same instant keeps the one whose name is later", () => {
    const twins = ["a", "b"].map((name) => ({ name, instant: now, good: true }));
    expect(reasons(twins, { last: 1 })).toEqual({ a: [], b: ["last 1", "newest"] });
    const [before, after] = ["snapshot-31_10_2026-23_59_59", "snapshot-01_11_2026-00_00_00"];
    const midnight = [before, after].map((name) => ({ name, instant: now, good: true }));
    expect(reasons(midnight, { last: 1 })).toEqual({ [before]: [], [after]: ["last 1", "newest"] });
  });

  test("has no policy where no key is set", () => {
    const none = { KEEP_LAST: undefined, KEEP_HOURLY: undefined, KEEP_DAILY: undefined, KEEP_WEEKLY: undefined };
    const unset = { ...none, KEEP_MONTHLY: undefined, KEEP_YEARLY: undefined, KEEP_WITHIN: undefined };
    expect(policyOf(unset)).toBeUndefined();
    expect(policyOf({ ...unset, KEEP_DAILY: 7 })).toEqual({ daily: 7 });
  });

  test("judges a thousand snapshots, half of them damaged, in less than a second", () => {
    const many = Array.from({ length: 1000 }, (_, number) => ({
      name: `${number}`,
      instant: now - number * 3_600_000,
      good: number % 2 === 0,
    }));
    const began = performance.now();
    retain(many, { last: 3, hourly: 24, daily: 7, weekly: 5, monthly: 12, yearly: 10, within: span("30d") }, now);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
