import { expect, test } from "bun:test";
import { figuresOf, type JudgedSnapshot, laterSuccess } from "../../../src/jobs/metrics/figures.ts";

const snapshot = (instant: number, more: Partial<JudgedSnapshot> = {}): JudgedSnapshot => ({
  name: `snapshot-${instant}`,
  path: `/s/${instant}`,
  instant,
  bytes: 10 * instant,
  maker: "promsnap",
  damaged: 0,
  verdict: undefined,
  ...more,
});
const verdict = (at: number, sound: boolean, deep = false) => ({ at, sound, deep, bytes: 1 });
const problem = {
  code: "archive.corrupt",
  details: { path: "/s", offset: 1, reason: "gzip" },
} as unknown as NonNullable<JudgedSnapshot["problem"]>;

test("an empty store has nothing, and nothing damaged", () => {
  expect(figuresOf([])).toEqual({
    count: 0,
    bytes: 0,
    damaged: 0,
    newest: { taken: 0, bytes: 0, damaged: false },
    verified: { at: 0, sound: false },
    verifiedDeep: { at: 0 },
  });
});

test("the newest is the one taken last, whatever the order", () => {
  const figures = figuresOf([snapshot(3), snapshot(1), snapshot(2)]);
  expect(figures).toMatchObject({ count: 3, bytes: 60, newest: { taken: 3, bytes: 30, damaged: false } });
});

test("damaged is what Prometheus had damaged, what a verification found damaged, and what cannot be read", () => {
  const damaged = [snapshot(1, { damaged: 2 }), snapshot(2, { verdict: verdict(5, false) }), snapshot(3, { problem })];
  expect(figuresOf([...damaged, snapshot(4, { verdict: verdict(6, true) })])).toMatchObject({
    damaged: 3,
    newest: { taken: 4, damaged: false },
  });
  for (const one of damaged) expect(figuresOf([snapshot(0), one]).newest.damaged).toBe(true);
});

test("the last verification counts, whichever snapshot it was of, and the last deep one apart", () => {
  const verified = [
    snapshot(1, { verdict: verdict(30, true, true) }),
    snapshot(2, { verdict: verdict(50, false) }),
    snapshot(3, { verdict: verdict(10, true, true) }),
  ];
  expect(figuresOf(verified)).toMatchObject({ verified: { at: 50, sound: false }, verifiedDeep: { at: 30 } });
});

test("a recorded success stays the last one until a later sound archive proves another", () => {
  const recorded = { ended: 5, archiveBytes: 1, contentBytes: 2 };
  expect(laterSuccess(recorded, [snapshot(4)])).toEqual(recorded);
  expect(laterSuccess(recorded, [snapshot(4), snapshot(6)])).toEqual({ ended: 6, archiveBytes: 60 });
  expect(laterSuccess(recorded, [])).toEqual(recorded);
});

test("no damaged archive is a success, and none of the script's, which stored what tar had failed on", () => {
  const none = [
    snapshot(1, { damaged: 1 }),
    snapshot(2, { problem }),
    snapshot(3, { verdict: verdict(9, false) }),
    snapshot(4, { maker: "script" }),
  ];
  expect(laterSuccess(undefined, none)).toEqual({ ended: 0 });
});
