import { expect, test } from "bun:test";
import { figuresOf, type JudgedSnapshot, laterSuccess } from "../../../src/jobs/metrics/snapshots.ts";

const snapshot = (taken: number, more: Partial<JudgedSnapshot> = {}): JudgedSnapshot => ({
  maker: "promsnap",
  taken,
  bytes: 10 * taken,
  damaged: false,
  verdict: undefined,
  ...more,
});
const verdict = (at: number, sound: boolean, deep = false) => ({ at, sound, deep, bytes: 1 });

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

test("damaged ones are counted, and the newest may be one of them", () => {
  expect(figuresOf([snapshot(1, { damaged: true }), snapshot(2)])).toMatchObject({
    damaged: 1,
    newest: { taken: 2, damaged: false },
  });
  expect(figuresOf([snapshot(1), snapshot(2, { damaged: true })]).newest.damaged).toBe(true);
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
  const none = [snapshot(1, { damaged: true }), snapshot(4, { maker: "script" })];
  expect(laterSuccess(undefined, none)).toEqual({ ended: 0 });
});
