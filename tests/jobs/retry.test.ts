import { expect, test } from "bun:test";
import { type Fault, fault } from "../../src/errors.ts";
import type { BackupReport } from "../../src/jobs/backup-terms.ts";
import { triesAgain, untilStored } from "../../src/jobs/retry.ts";
import type { Outcome } from "../../src/jobs/run.ts";

const day = 24 * 3600 * 1000;
const report = {} as BackupReport;
const stored: Outcome = { kind: "stored", line: "", report };
const failed = (failure: Fault): Outcome => ({ kind: "failed", line: "", fault: failure });
const refused = failed(fault("files.failed", { operation: "", path: "", errno: "", reason: "" }));

/** A clock that only moves when someone sleeps. */
function fakeClock(sleeping: (signal: AbortSignal) => void = () => {}) {
  let time = 0;
  const sleep = async (milliseconds: number, signal: AbortSignal) => {
    sleeping(signal);
    signal.throwIfAborted();
    time += milliseconds;
  };
  return { now: () => time, sleep };
}

async function retry(outcomes: Outcome[], limit?: number) {
  const clock = fakeClock();
  const waits: number[] = [];
  const attempt = async () => outcomes.shift() ?? stored;
  const { signal } = new AbortController();
  const end = await untilStored(attempt, { interval: day, limit }, clock, signal, (_, pause) => waits.push(pause));
  return { ...end, waits, time: clock.now() };
}

test("it tries again after every interval until one attempt succeeds", async () => {
  const { outcome, attempts, waits, time } = await retry([refused, refused, stored]);
  expect(outcome.kind).toBe("stored");
  expect(attempts).toBe(3);
  expect(waits).toEqual([day, day]);
  expect(time).toBe(2 * day);
});

test("RETRY_LIMIT counts the attempts after the first", async () => {
  expect((await retry([refused, refused, refused, refused], 2)).attempts).toBe(3);
  expect((await retry([refused, refused], 0)).attempts).toBe(1);
});

test.each([
  ["wrong usage", fault("usage.missingValue", { option: "", command: "" })],
  ["a snapshot made in another data directory", fault("prometheus.snapshotNotFound", { path: "" })],
  [
    "stored damage",
    fault("run.storedDamaged", { archive: "", count: 1, block: "", file: "", offset: 0, problem: "", section: "" }),
  ],
  ["SIGINT", fault("signal.interrupted", { signal: "SIGINT" })],
  ["SIGTERM", fault("signal.terminated", { signal: "SIGTERM" })],
])("%s is not tried again", (_, failure) => {
  expect(triesAgain(failed(failure), 1, undefined)).toBe(false);
});

test("a full disk, a held lock and every other failure are tried again", () => {
  expect(triesAgain(failed(fault("files.full", { operation: "", path: "" })), 1, undefined)).toBe(true);
  expect(triesAgain(failed(fault("internal", { reason: "" })), 1000, undefined)).toBe(true);
});

test("a signal while waiting ends it at once with the signal's fault", async () => {
  const controller = new AbortController();
  const stop = fault("signal.terminated", { signal: "SIGTERM" });
  const clock = fakeClock(() => controller.abort(stop));
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    return refused;
  };
  const policy = { interval: day, limit: undefined };
  await expect(untilStored(attempt, policy, clock, controller.signal, () => {})).rejects.toBe(stop);
  expect(attempts).toBe(1);
});
