import { describe, expect, test } from "bun:test";
import { mayHaveRun } from "../../src/prometheus/lost.ts";
import { answerLimit } from "../../src/prometheus/request.ts";
import { jsonAnswer, startAnswers } from "../bed/answers.ts";
import { caught, clientOf, faultOf, unbroken } from "./clients.ts";

/** The fault that an answer of a fake server leads to, without the address. */
async function toldOf(answer: (request: Request) => Response) {
  await using server = startAnswers(answer);
  const fault = await faultOf(clientOf(server.url));
  const { url: _url, ...details } = fault.data.details as { url?: string };
  return { code: fault.data.code, details, mayHaveRun: mayHaveRun(fault), exitCode: fault.exitCode };
}

const success = (data: unknown) => jsonAnswer({ status: "success", data });

// Everything here is a fake: what proxies and other services answer, and what a real Prometheus answers only once broken.
describe("an answer that is not a snapshot's is told apart and exits with 4", () => {
  const cases: [what: string, answer: () => Response, code: string, mayHaveRun: boolean, details?: object][] = [
    ["a web page", () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }), "html", true],
    ["a web page that says it is text", () => new Response("\n<html>"), "html", true],
    ["JSON cut short", () => new Response('{"status":"success","data":{"na'), "truncated", true],
    ["nothing at all", () => new Response(""), "unexpected", true, { status: 200, text: "" }],
    ["words", () => new Response("OK\u001b[2J\n"), "unexpected", true, { status: 200, text: "OK\\u{1b}[2J\\n" }],
    ["JSON of another kind", () => jsonAnswer([1]), "unexpected", true],
    ["success without a name", () => success({}), "unexpected", true],
    ["success without data", () => jsonAnswer({ status: "success" }), "unexpected", true],
    [
      "success with a status that is none",
      () => jsonAnswer({ status: "success", data: { name: "x" } }, 500),
      "unexpected",
      true,
    ],
    [
      "an error of Prometheus",
      () => jsonAnswer({ status: "error", errorType: "internal", error: "create snapshot: link: no such file" }, 500),
      "error",
      true,
      { status: 500, errorType: "internal", error: "create snapshot: link: no such file" },
    ],
    ["a bad parameter", () => jsonAnswer({ status: "error", errorType: "bad_data", error: "no" }, 400), "error", false],
    ["401", () => new Response("", { status: 401 }), "unauthorized", false, { sent: "none" }],
    ["403", () => new Response("", { status: 403 }), "forbidden", false],
    ["404", () => new Response("404 page not found", { status: 404 }), "notFound", false],
    ["405", () => new Response("", { status: 405 }), "methodRefused", false, { method: "POST" }],
    ["a proxy's 502", () => new Response("Bad Gateway", { status: 502 }), "unexpected", true],
    ["a proxy's 503", () => new Response("no upstream", { status: 503 }), "unexpected", true],
    ["a web page with 504", () => new Response("<html>", { status: 504 }), "html", true],
  ];
  for (const [what, answer, code, lost, details] of cases) {
    test(`${what}: ${code}`, async () => {
      const told = await toldOf(answer);
      expect(told).toMatchObject({ code: `prometheus.${code}`, mayHaveRun: lost, exitCode: 4, details: details ?? {} });
    });
  }
});

describe("a snapshot name that is no plain name of Prometheus's is refused", () => {
  const names = ["../wal", "/etc", "..", ".", "", "20260101T000000Z-1/../..", "20260101T000000Z-1\u0000", "snapshot-1"];
  for (const name of [...names, "20260101T000000Z-", "20260101T000000Z-XYZ", "20260101T000000Z-1\n"]) {
    test(JSON.stringify(name), async () => {
      const told = await toldOf(() => success({ name }));
      expect(told).toMatchObject({ code: "prometheus.snapshotName", mayHaveRun: true });
    });
  }

  test("a long one is shown cut, without what could drive a terminal", async () => {
    const { details } = await toldOf(() => success({ name: `\u001b]0;owned\u0007${"x".repeat(100_000)}` }));
    const { name } = details as { name: string };
    expect([...name]).toHaveLength(200);
    expect(name).toStartWith("\\u{1b}]0;owned\\u{07}");
  });
});

describe("a redirect is not followed", () => {
  for (const status of [301, 302, 307, 308]) {
    test(`${status}: the credentials stay here, and the message says where it would have led`, async () => {
      await using elsewhere = startAnswers(() => success({ name: "20260101T000000Z-1" }));
      await using server = startAnswers(() => Response.redirect(`${elsewhere.url}/secret-path?x=1`, status));
      const fault = await faultOf(clientOf(server.url, { username: "me", password: "secret" }));
      expect(fault.data).toMatchObject({
        code: "prometheus.redirected",
        details: { status, origin: elsewhere.url },
      });
      expect(mayHaveRun(fault)).toBe(false);
      expect(elsewhere.asked).toEqual([]);
      expect(server.asked).toHaveLength(1);
    });
  }

  test("303 says that the request was carried out", async () => {
    const told = await toldOf(() => new Response("", { status: 303, headers: { location: "http://[" } }));
    expect(told).toMatchObject({ mayHaveRun: true, details: { status: 303, origin: "unknown" } });
  });
});

describe("what is asked", () => {
  const name = "20260101T000000Z-0123456789abcdef";

  test("one POST, with the prefix kept, the parameter only where it is wanted, and the credentials in UTF-8", async () => {
    await using server = startAnswers(() => success({ name }));
    const client = clientOf(`${server.url}/prom/`, { username: "jörg", password: "é:ü" });
    expect(await client.takeSnapshot({ skipHead: true, signal: unbroken() })).toBe(name);
    expect(await client.takeSnapshot({ skipHead: false, signal: unbroken() })).toBe(name);
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /prom/api/v1/admin/tsdb/snapshot?skip_head=true",
      "POST /prom/api/v1/admin/tsdb/snapshot",
    ]);
    const header = server.asked[0]?.headers.get("authorization") ?? "";
    expect(Buffer.from(header.replace("Basic ", ""), "base64").toString("utf8")).toBe("jörg:é:ü");
  });

  test("a bearer token goes as it is", async () => {
    await using server = startAnswers(() => success({ name }));
    await clientOf(server.url, { token: "abc.def" }).takeSnapshot({ skipHead: false, signal: unbroken() });
    expect(server.asked[0]?.headers.get("authorization")).toBe("Bearer abc.def");
  });

  test("once, when the answer is an error", async () => {
    await using server = startAnswers(() => jsonAnswer({}, 503));
    await faultOf(clientOf(server.url));
    expect(server.asked).toHaveLength(1);
  });
});

test("an answer without an end is read only as far as the limit", async () => {
  let sent = 0;
  const told = await toldOf(() => {
    const piece = new Uint8Array(1 << 16).fill(0x20);
    const pull = (controller: ReadableStreamDefaultController) => {
      sent += piece.length;
      controller.enqueue(piece);
    };
    return new Response(new ReadableStream({ pull }));
  });
  expect(told).toMatchObject({ code: "prometheus.tooLong", details: { limit: answerLimit }, mayHaveRun: true });
  expect(sent).toBeLessThan(64 * answerLimit);
});

test("an abort ends the call at once with the signal's own reason", async () => {
  const asked = Promise.withResolvers<void>();
  await using server = startAnswers(() => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  const controller = new AbortController();
  const reason = new Error("the operator said so");
  const call = clientOf(server.url).takeSnapshot({ skipHead: false, signal: controller.signal });
  await asked.promise;
  controller.abort(reason);
  expect(await call.catch((thrown: unknown) => thrown)).toBe(reason);
  expect(mayHaveRun(reason)).toBe(true);
});

test("a signal that is already aborted asks nothing", async () => {
  await using server = startAnswers(() => success({}));
  const call = clientOf(server.url).takeSnapshot({ skipHead: false, signal: AbortSignal.abort(new Error("no")) });
  expect(await call.catch((thrown: unknown) => String(thrown))).toBe("Error: no");
  expect(server.asked).toEqual([]);
});

test("flags that are none are told", async () => {
  await using server = startAnswers(() => success({}));
  expect((await caught(() => clientOf(server.url).flags(unbroken()))).data.code).toBe("prometheus.unexpected");
  expect((await caught(() => clientOf(server.url).runtimeInfo(unbroken()))).data.code).toBe("prometheus.unexpected");
});
