import { expect, test } from "bun:test";
import { fault } from "../../src/errors.ts";
import type { PrometheusClient } from "../../src/prometheus/client.ts";
import { type ReadinessTerms, untilReady } from "../../src/prometheus/readiness.ts";
import type { WalReplay } from "../../src/prometheus/readings.ts";
import { caught, clientOf, unbroken } from "./clients.ts";

/** A clock that moves only by sleeping, so that an hour of waiting takes no time. */
function clockOf(): ReadinessTerms["clock"] & { slept: () => number } {
  let now = 1_000_000;
  const sleep = async (milliseconds: number) => {
    now += milliseconds;
  };
  return { now: () => now, sleep, slept: () => now - 1_000_000 };
}

/** A client whose readiness a test decides; a real one, but for what waiting asks. */
function clientWith(asked: Pick<PrometheusClient, "ready" | "walReplay">): PrometheusClient {
  return { ...clientOf("http://127.0.0.1:1"), ...asked };
}

const replayUntil = (last: number, step: (asked: number) => WalReplay) => {
  let asked = 0;
  return clientWith({ ready: async () => asked >= last, walReplay: async () => step(asked++) });
};
const terms = (client: PrometheusClient, changes: Partial<ReadinessTerms> = {}): ReadinessTerms => ({
  client,
  clock: clockOf(),
  readyTimeout: 1000,
  alive: async () => true,
  signal: unbroken(),
  ...changes,
});

test("a Prometheus that goes on reading its log may take as long as it needs", async () => {
  const clock = clockOf();
  const seen: number[] = [];
  const slow = replayUntil(2000, (asked) => ({ min: 0, max: 200, current: Math.floor(asked / 10) }));
  await untilReady(terms(slow, { clock, onReplay: ({ current }) => seen.push(current) }));
  expect(clock.slept()).toBeGreaterThan(50_000);
  expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test("one that stops in the middle of its log is given up after the time without progress", async () => {
  const clock = clockOf();
  const stuck = replayUntil(1e9, (asked) => ({ min: 0, max: 200, current: Math.min(asked, 40) }));
  const failure = await caught(() => untilReady(terms(stuck, { clock })));
  expect(failure.data).toEqual({ code: "proof.notReady", details: { milliseconds: 1000 } });
  expect(clock.slept()).toBeGreaterThanOrEqual(40 * 50 + 1000);
  expect(clock.slept()).toBeLessThan(40 * 50 + 1200);
});

test("what a proxy says while Prometheus is not there yet is waited through, and told if it stays", async () => {
  const missing = fault("prometheus.notFound", { url: "http://x/-/ready" });
  let asked = 0;
  const ready = async () => {
    if (asked++ < 5) throw missing;
    return true;
  };
  const walReplay = () => Promise.reject(missing);
  await untilReady(terms(clientWith({ ready, walReplay })));
  const failure = await caught(() => untilReady(terms(clientWith({ ready: walReplay, walReplay }))));
  const details = { milliseconds: 1000, last: missing.data } as unknown;
  expect(failure.data).toEqual({ code: "proof.notReady", details } as typeof failure.data);
});

test("whether the process is there is asked now and then, not at every look", async () => {
  let asked = 0;
  const alive = async () => ++asked < 4;
  const never = clientWith({ ready: async () => false, walReplay: async () => ({ min: 0, max: 0, current: 0 }) });
  const clock = clockOf();
  const failure = await caught(() => untilReady(terms(never, { alive, clock, readyTimeout: 60_000 })));
  expect(failure.data.code).toBe("proof.ended");
  expect(clock.slept()).toBeGreaterThanOrEqual(3000);
  expect(clock.slept()).toBeLessThan(4000);
});

test("an abort ends the waiting with its own reason", async () => {
  const reason = new Error("the operator said so");
  const controller = new AbortController();
  const ready = async () => {
    controller.abort(reason);
    return false;
  };
  const client = clientWith({ ready, walReplay: () => Promise.reject(reason) });
  const waiting = untilReady(terms(client, { signal: controller.signal }));
  expect(await waiting.catch((error: unknown) => error)).toBe(reason);
});

test("what is no fault of Prometheus is not waited through", async () => {
  const full = fault("files.full", { operation: "write", path: "/x" });
  const client = clientWith({ ready: () => Promise.reject(full), walReplay: () => Promise.reject(full) });
  expect((await caught(() => untilReady(terms(client)))).data.code).toBe("files.full");
  const broken = new TypeError("a mistake of ours");
  const other = clientWith({ ready: () => Promise.reject(broken), walReplay: () => Promise.reject(broken) });
  expect(await untilReady(terms(other)).catch((error: unknown) => error)).toBe(broken);
});
