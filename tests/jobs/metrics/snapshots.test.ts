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
const now = 100;
const verdict = (at: number, sound: boolean, deep = false) => ({ at, sound, deep, bytes: 1 });

test("an empty store has nothing, and nothing damaged", () => {
  expect(figuresOf([], now)).toEqual({
    count: 0,
    bytes: 0,
    damaged: 0,
    newest: { taken: 0, bytes: 0, damaged: false },
    verified: { at: 0, sound: false },
    verifiedDeep: { at: 0 },
  });
});

test("the newest is the one taken last, whatever the order", () => {
  const figures = figuresOf([snapshot(3), snapshot(1), snapshot(2)], now);
  expect(figures).toMatchObject({ count: 3, bytes: 60, newest: { taken: 3, bytes: 30, damaged: false } });
});

test("of two of one second, as a store that is used twice has them, the one with the later name is the newest", () => {
  const [first, second] = [snapshot(2), snapshot(2, { damaged: true })];
  expect(figuresOf([first, second], now).newest.damaged).toBe(true);
});

test("damaged ones are counted, and the newest may be one of them", () => {
  expect(figuresOf([snapshot(1, { damaged: true }), snapshot(2)], now)).toMatchObject({
    damaged: 1,
    newest: { taken: 2, damaged: false },
  });
  expect(figuresOf([snapshot(1), snapshot(2, { damaged: true })], now).newest.damaged).toBe(true);
});

test("the last verification counts, whichever snapshot it was of, and the last deep one apart", () => {
  const verified = [
    snapshot(1, { verdict: verdict(30, true, true) }),
    snapshot(2, { verdict: verdict(50, false) }),
    snapshot(3, { verdict: verdict(10, true, true) }),
  ];
  expect(figuresOf(verified, now)).toMatchObject({ verified: { at: 50, sound: false }, verifiedDeep: { at: 30 } });
});

test("a recorded success stays the last one until a later sound archive proves another", () => {
  const recorded = { ended: 5, archiveBytes: 1, contentBytes: 2 };
  expect(laterSuccess(recorded, [snapshot(4)], now)).toEqual(recorded);
  expect(laterSuccess(recorded, [snapshot(4), snapshot(6)], now)).toEqual({ ended: 6, archiveBytes: 60 });
  expect(laterSuccess(recorded, [], now)).toEqual(recorded);
});

test("no damaged archive is a success, and none of the script's, which stored what tar had failed on", () => {
  const none = [snapshot(1, { damaged: true }), snapshot(4, { maker: "script" })];
  expect(laterSuccess(undefined, none, now)).toEqual({ ended: 0 });
});

test("what a wrong clock dated in the future is counted, and hides no silence until then", () => {
  const ahead = snapshot(1000, { verdict: verdict(1000, true, true) });
  expect(figuresOf([snapshot(3), ahead], now)).toMatchObject({
    count: 2,
    newest: { taken: 3 },
    verified: { at: 0, sound: false },
    verifiedDeep: { at: 0 },
  });
  const recorded = { ended: 1000, archiveBytes: 1, contentBytes: 2 };
  expect(laterSuccess(recorded, [snapshot(3), ahead], now)).toEqual({ ended: 3, archiveBytes: 30 });
  expect(laterSuccess(recorded, [], now)).toEqual({ ended: 0 });
});
