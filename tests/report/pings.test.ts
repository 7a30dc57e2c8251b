import { expect, test } from "bun:test";
import { Secret } from "../../src/config/secret.ts";
import type { PingProblem } from "../../src/notices.ts";
import { deliver, openPings, type PingTerms } from "../../src/report/pings.ts";
import { type Fetch, runtime } from "../../src/system/runtime.ts";
import { realSystem } from "../../src/system/system.ts";
import { startHealthchecks } from "../bed/healthchecks.ts";
import { freePort } from "../bed/ports.ts";
import { startProxy } from "../bed/proxy.ts";
import { until } from "../bed/waiting.ts";

const { clock } = realSystem();
const unbroken = () => new AbortController().signal;
const fetch = runtime.fetch({ authorities: [], insecure: false });
const terms: PingTerms = { request: 300, total: 1000, pause: 10, order: 100 };

/** Delivers a ping that meets these problems in turn, the last one for ever. */
const meet = async (...problems: (PingProblem | undefined)[]) => {
  let sent = 0;
  const send = async () => problems[Math.min(sent++, problems.length - 1)];
  return { problem: await deliver(send, terms, clock, unbroken()), attempts: sent };
};

test("a ping that arrives is sent once", async () => {
  expect(await meet(undefined)).toEqual({ problem: undefined, attempts: 1 });
});

test("a service that fails and recovers gets it in the end", async () => {
  const failing = { kind: "status", status: 500 } as const;
  expect(await meet(failing, { kind: "refused" }, undefined)).toEqual({ problem: undefined, attempts: 3 });
});

test("a service that stays down is given up after the time for it, tried at growing distances", async () => {
  const begin = performance.now();
  const { problem, attempts } = await meet({ kind: "refused" });
  expect(problem).toEqual({ kind: "refused" });
  expect(performance.now() - begin).toBeLessThan(1500);
  // 10, 20, 40 … 320 ms: seven attempts fit into a second.
  expect(attempts).toBeGreaterThanOrEqual(5);
  expect(attempts).toBeLessThanOrEqual(7);
});

test("what will stay as it is is not tried again", async () => {
  expect(await meet({ kind: "notFound" })).toEqual({ problem: { kind: "notFound" }, attempts: 1 });
});

test("a signal ends it at once, in a request and in a pause", async () => {
  await using hole = await startProxy(1, { swallow: true });
  for (const url of [`http://127.0.0.1:${hole.port}/x`, `http://127.0.0.1:${await freePort()}/x`]) {
    const stop = new AbortController();
    const world = { address: new Secret(url), fetch, clock, signal: stop.signal };
    const pings = openPings(world);
    const begin = performance.now();
    setTimeout(() => stop.abort(), 50);
    expect(await pings.end("success", "")).toMatchObject({ details: { ping: "success", kind: "interrupted" } });
    expect(performance.now() - begin).toBeLessThan(1000);
  }
});

test("the start goes out while the work goes on, and the end after it", async () => {
  await using service = await startHealthchecks();
  const pings = openPings({ address: new Secret(service.url), fetch, clock, signal: unbroken() });
  pings.start();
  expect(await pings.end("success", "")).toBeUndefined();
  expect(service.kinds()).toEqual(["start", "success"]);
});

test("an end waits for a slow start, for a start that came after it would be another run's", async () => {
  await using service = await startHealthchecks();
  const answered: string[] = [];
  service.be(async ({ path }) => {
    if (path.endsWith("/start")) await Bun.sleep(300);
    answered.push(path.split("/").at(-1) ?? "");
    return new Response("OK");
  });
  const pings = openPings({ address: new Secret(service.url), fetch, clock, signal: unbroken() });
  pings.start();
  await pings.end("fail", "reason");
  expect(answered).toEqual(["start", "fail"]);
});

test("a start that did not arrive is told only when the end did: one warning is enough", async () => {
  await using service = await startHealthchecks();
  const pings = () => openPings({ address: new Secret(service.url), fetch, clock, signal: unbroken() });
  service.be(({ path }) => new Response("", { status: path.endsWith("/start") ? 403 : 200 }));
  const first = pings();
  first.start();
  expect(await first.end("success", "")).toMatchObject({ details: { ping: "start", status: 403 } });
  service.be(() => new Response("", { status: 403 }));
  const second = pings();
  second.start();
  expect(await second.end("fail", "x")).toMatchObject({ details: { ping: "fail", status: 403 } });
});

test("after an interruption a failure is still told, within a second", async () => {
  await using service = await startHealthchecks();
  await using hole = await startProxy(1, { swallow: true });
  const interrupted = (url: string) =>
    openPings({ address: new Secret(url), fetch, clock, signal: AbortSignal.abort(new Error("SIGTERM")) });
  expect(await interrupted(service.url).end("fail", "terminated")).toBeUndefined();
  expect(service.pings.map(({ body }) => body)).toEqual(["terminated"]);
  const begin = performance.now();
  const told = await interrupted(`http://127.0.0.1:${hole.port}/x`).end("fail", "terminated");
  expect(told).toMatchObject({ details: { ping: "fail", kind: "timeout" } });
  expect(performance.now() - begin).toBeLessThan(1800);
});

test("whatever a runtime's fetch does, pings throw nothing and show nothing of the address", async () => {
  const address = "https://hc-ping.com/secret";
  const strange: Fetch[] = [
    () => Promise.reject(new TypeError(`Failed to parse URL from ${address}`)),
    () => {
      throw new Error(address);
    },
    () => Promise.reject(address),
  ];
  for (const fetch of strange) {
    const stop = new AbortController();
    const pings = openPings({ address: new Secret(address), fetch, clock, signal: stop.signal });
    pings.start();
    const told = pings.end("success", "");
    stop.abort();
    expect(JSON.stringify(await told)).not.toContain("secret");
  }
});

test("the first request is over before its time: the others have theirs", async () => {
  await using hole = await startProxy(1, { swallow: true });
  let attempts = 0;
  const counting: Fetch = (input, init) => {
    attempts += 1;
    return fetch(input, init);
  };
  const send = (signal: AbortSignal) =>
    counting(`http://127.0.0.1:${hole.port}/x`, { signal }).then(
      () => undefined,
      (): PingProblem => ({ kind: "timeout" }),
    );
  const done = deliver(send, terms, clock, unbroken());
  await until("a second attempt", () => attempts >= 2);
  expect(await done).toEqual({ kind: "timeout" });
});
