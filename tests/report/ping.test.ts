import { afterAll, beforeAll, expect, test } from "bun:test";
import { Secret } from "../../src/config/secret.ts";
import { isPassing, pingAddress, sendPing } from "../../src/report/ping.ts";
import { runtime } from "../../src/system/runtime.ts";
import { type Healthchecks, startHealthchecks } from "../bed/healthchecks.ts";
import { freePort } from "../bed/ports.ts";
import { deadProxies, startProxy } from "../bed/proxy.ts";

let service: Healthchecks;
beforeAll(async () => {
  service = await startHealthchecks();
});
afterAll(() => service[Symbol.asyncDispose]());

const fetch = runtime.fetch({ authorities: [], insecure: false });
const send = (url = service.url, body = "", signal = AbortSignal.timeout(10_000)) => sendPing(fetch, url, body, signal);
const sendAndHear = async (answer: () => Response) => {
  service.be(answer);
  return await send();
};

test.each([
  ["https://hc-ping.com/uuid", "https://hc-ping.com/uuid/start"],
  ["https://hc-ping.com/uuid/", "https://hc-ping.com/uuid/start"],
  ["https://hc-ping.com/key/slug?create=1&a=%20b", "https://hc-ping.com/key/slug/start?create=1&a=%20b"],
  ["https://host/?token=x", "https://host/start?token=x"],
])("the start of %s is %s: what says so stands before the query", (address, expected) => {
  expect(pingAddress(new Secret(address), "start")).toBe(expected);
  expect(pingAddress(new Secret(address), "fail")).toBe(expected.replace("start", "fail"));
  expect(pingAddress(new Secret(address), "success")).toBe(address);
});

test("a ping is a POST with its reason as text, and no cookie, no address of its own", async () => {
  service.be(() => new Response("OK"));
  expect(await send(`${service.url}/fail?a=b`, "Échec du snapshot: é")).toBeUndefined();
  const { method, path, body, headers } = service.pings.at(-1) ?? expect.unreachable();
  expect([method, body]).toEqual(["POST", "Échec du snapshot: é"]);
  expect(path).toEndWith("/fail?a=b");
  expect([headers.get("user-agent"), headers.get("referer")]).toEqual(["promsnap", null]);
});

test("a reason of any length is cut at ten thousand bytes, between two characters", async () => {
  service.be(() => new Response("OK"));
  await send(service.url, `a${"é".repeat(9000)}`);
  const body = service.pings.at(-1)?.body ?? "";
  expect(Buffer.byteLength(body)).toBe(9999);
  expect(body).not.toContain("\ufffd");
});

test.each([200, 201, 204])("%d counts", async (status) => {
  expect(await sendAndHear(() => new Response(status === 204 ? null : "OK", { status }))).toBeUndefined();
});

test.each([
  [() => new Response("OK (not found)"), { kind: "notFound" }],
  [() => new Response("OK (rate limited)"), { kind: "rateLimited" }],
  [() => new Response("not found", { status: 404 }), { kind: "notFound" }],
  [() => new Response("", { status: 429 }), { kind: "rateLimited" }],
  [() => new Response("", { status: 400 }), { kind: "status", status: 400 }],
  [() => new Response("", { status: 500 }), { kind: "status", status: 500 }],
] as const)("an answer that says the ping does not count is none that counts (%#)", async (answer, problem) => {
  expect(await sendAndHear(answer)).toEqual(problem);
});

test.each([301, 302, 307, 308])("a redirect (%d) is not followed: the address would go elsewhere", async (status) => {
  await using other = await startHealthchecks();
  const before = service.pings.length;
  const answer = () => new Response("", { status, headers: { location: `${other.url}/x` } });
  expect(await sendAndHear(answer)).toEqual({ kind: "redirect", status });
  expect([other.pings.length, service.pings.length - before]).toEqual([0, 1]);
});

test("of an endless answer a thousand bytes are read", async () => {
  let sent = 0;
  const endless = () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          sent += 1;
          controller.enqueue(new Uint8Array(65_536));
        },
      }),
    );
  expect(await sendAndHear(endless)).toBeUndefined();
  expect(sent).toBeLessThan(1000);
});

test("what does not answer is left when its time is over", async () => {
  await using hole = await startProxy(1, { swallow: true });
  const begin = performance.now();
  const problem = await send(`http://127.0.0.1:${hole.port}/x`, "", AbortSignal.timeout(200));
  expect(problem).toEqual({ kind: "timeout" });
  expect(performance.now() - begin).toBeLessThan(2000);
});

test("who is not there, and who has no name, is told apart", async () => {
  expect(await send(`http://127.0.0.1:${await freePort()}/x`)).toEqual({ kind: "refused" });
  expect(await send("http://nobody.invalid/x")).toEqual({ kind: "dns" });
});

test("a connection that is cut before the answer is a broken one, which may be tried again", async () => {
  service.be(() => new Response("OK"));
  await using proxy = await startProxy(service.port, { cutAfter: 0, reset: true });
  const problem = await send(`http://127.0.0.1:${proxy.port}/x`);
  expect(["reset", "broken"]).toContain(problem?.kind ?? "");
  expect(problem !== undefined && isPassing(problem)).toBe(true);
});

test("no proxy of the environment sees the address", async () => {
  service.be(() => new Response("OK"));
  Object.assign(process.env, deadProxies);
  try {
    expect(await send()).toBeUndefined();
  } finally {
    for (const name of Object.keys(deadProxies)) delete process.env[name];
  }
});

test("what will be the same a moment later is not tried again", () => {
  const lasting = [
    { kind: "notFound" },
    { kind: "redirect" },
    { kind: "tlsAuthority" },
    { kind: "status", status: 400 },
  ];
  for (const problem of lasting) expect(isPassing(problem as Parameters<typeof isPassing>[0])).toBe(false);
  const passing = [{ kind: "refused" }, { kind: "timeout" }, { kind: "status", status: 503 }, { kind: "rateLimited" }];
  for (const problem of passing) expect(isPassing(problem as Parameters<typeof isPassing>[0])).toBe(true);
});
