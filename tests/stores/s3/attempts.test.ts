import { expect, test } from "bun:test";
import { type Fault, fault } from "../../../src/errors.ts";
import { type AttemptTerms, pauseAfter, persistently } from "../../../src/stores/s3/attempts.ts";
import { caught } from "../../prometheus/clients.ts";

const busy = fault("s3.busy", { url: "s3://b/k", operation: "GetObject", status: 503, code: "SlowDown" });
const denied = fault("s3.denied", { url: "s3://b/k", operation: "GetObject" });

/** Terms with a clock that stands still but for the pauses, which it keeps. */
function terms(different: Partial<AttemptTerms> = {}) {
  let now = 0;
  const pauses: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      pauses.push(milliseconds);
      now += milliseconds;
    },
  };
  const all: AttemptTerms = {
    patience: { each: 5000, all: 60_000 },
    clock,
    signal: new AbortController().signal,
    timedOut: (milliseconds) => fault("s3.timeout", { url: "s3://b/k", operation: "GetObject", milliseconds }),
    failed: (error) => ({ fault: error as Fault, transient: error === busy, answered: true }),
    isWorthIt: () => true,
    ...different,
  };
  return { terms: all, pauses };
}

test("pauses double up to twenty seconds, and differ from client to client by a half", () => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((failures) => pauseAfter(failures, 1));
  expect(longest).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000]);
  expect(pauseAfter(3, 0)).toBe(400);
});

test("what fails for a while is tried again until it works", async () => {
  const { terms: all, pauses } = terms();
  let tries = 0;
  const answer = await persistently(async () => {
    tries += 1;
    if (tries < 4) throw busy;
    return "done";
  }, all);
  expect([answer, tries, pauses.length]).toEqual(["done", 4, 3]);
});

test("what keeps failing ends with its own fault before the time is over", async () => {
  const { terms: all, pauses } = terms();
  const failure = await caught(() => persistently(() => Promise.reject(busy), all));
  expect(failure).toBe(busy);
  const waited = pauses.reduce((sum, pause) => sum + pause, 0);
  expect(waited).toBeLessThan(60_000);
  expect(waited).toBeGreaterThan(30_000);
});

test("what no second try can change is not tried twice", async () => {
  for (const [error, different] of [
    [denied, {}],
    [busy, { isWorthIt: () => false }],
  ] as const) {
    const { terms: all, pauses } = terms(different);
    expect(await caught(() => persistently(() => Promise.reject(error), all))).toBe(error);
    expect(pauses).toEqual([]);
  }
});

test("a request without an answer is given up in time, even one that hears no signal", async () => {
  const { terms: all } = terms({ patience: { each: 50, all: 60 } });
  const failure = await caught(() => persistently(() => new Promise(() => undefined), all));
  expect(failure.data).toEqual({
    code: "s3.timeout",
    details: { url: "s3://b/k", operation: "GetObject", milliseconds: 50 },
  });
});

test("a signal ends it with the signal's reason, in a request and between two", async () => {
  const reason = new Error("interrupted");
  const during = new AbortController();
  const asked = persistently(
    () => {
      during.abort(reason);
      return new Promise(() => undefined);
    },
    terms({ signal: during.signal }).terms,
  );
  await expect(asked).rejects.toBe(reason);
  const between = new AbortController();
  const failed = persistently(
    async () => {
      between.abort(reason);
      throw busy;
    },
    terms({ signal: between.signal }).terms,
  );
  await expect(failed).rejects.toBe(reason);
});
