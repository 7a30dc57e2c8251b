import { expect, test } from "bun:test";
import { holdBack, type ReplicaNeed } from "../../src/snapshots/replica-holds.ts";
import type { Retained } from "../../src/snapshots/retention.ts";

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 30);
const grace = 30 * day;
const going = (name: string, ago: number): Retained => ({
  snapshot: { name, instant: now - ago * day, good: true },
  reasons: [],
});
const need = (store: string, names: readonly string[], since = 100): ReplicaNeed => ({
  store,
  names: new Set(names),
  since: now - since * day,
});
const held = (snapshots: readonly Retained[], needs: readonly ReplicaNeed[]) => {
  const back = holdBack(snapshots, needs, grace, now);
  return {
    reasons: Object.fromEntries(back.snapshots.map(({ snapshot, reasons }) => [snapshot.name, reasons])),
    lapsed: back.lapsed.map(({ store, snapshot }) => `${snapshot.name} ${store}`),
  };
};

test("what a further store has not got stays, with the store as the reason", () => {
  expect(held([going("a", 1), going("b", 2)], [need("/nas", ["a"]), need("s3://b", ["a"])])).toEqual({
    reasons: {
      a: [
        { rule: "replica", store: "/nas" },
        { rule: "replica", store: "s3://b" },
      ],
      b: [],
    },
    lapsed: [],
  });
});

test("it goes once the grace is over, and that is told for each store that lacks it", () => {
  expect(held([going("a", 30)], [need("/nas", ["a"])])).toEqual({ reasons: { a: [] }, lapsed: ["a /nas"] });
  expect(held([going("a", 29)], [need("/nas", ["a"])]).lapsed).toEqual([]);
});

test("an old snapshot has its grace from when the store was first named", () => {
  expect(held([going("a", 300)], [need("/nas", ["a"], 29)]).reasons).toEqual({
    a: [{ rule: "replica", store: "/nas" }],
  });
});

test("one store that is still waited for keeps it, and nobody is told of the other", () => {
  const needs = [need("/old", ["a"]), need("/new", ["a"], 1)];
  expect(held([going("a", 40)], needs)).toEqual({ reasons: { a: [{ rule: "replica", store: "/new" }] }, lapsed: [] });
});

test("what a rule keeps is not touched, and never told of", () => {
  const kept: Retained = { ...going("a", 40), reasons: [{ rule: "newest" }] };
  expect(held([kept], [need("/nas", ["a"])])).toEqual({ reasons: { a: [{ rule: "newest" }] }, lapsed: [] });
});
