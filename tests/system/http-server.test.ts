import { beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { listenOf } from "../../src/config/listen-setting.ts";
import { isFault } from "../../src/errors.ts";
import { serveHttp } from "../../src/system/http-server.ts";
import { freePort } from "../bed/ports.ts";
import { type Running, start } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";

const small = "GET /small HTTP/1.1\r\nHost: here\r\n";

/** What a raw connection brings until the other side ends it, and how long that takes. */
async function raw(port: number, send: string): Promise<{ answer: string; milliseconds: number }> {
  const begun = performance.now();
  const socket = await connected(port);
  let answer = "";
  socket.on("data", (bytes) => {
    answer += bytes.toString();
  });
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(send);
  await ended;
  return { answer, milliseconds: performance.now() - begun };
}

/** How many connections a server holds open, as the kernel tells. */
async function heldBy(port: number): Promise<number> {
  const [at, established] = [`:${port.toString(16).toUpperCase().padStart(4, "0")}`, "01"];
  const rows = (await readFile("/proc/net/tcp", "utf8")).split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, local, , state]) => local?.endsWith(at) && state === established).length;
}

function connected(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect(port, "127.0.0.1", () => resolve(socket));
  socket.on("error", reject);
  return promise;
}

describe.each(["bun", "deno"] as const)("the server under %s", (runtime) => {
  let port: number;
  let server: Running;
  beforeAll(async () => {
    port = await freePort();
    const program = join(import.meta.dir, "small-server.ts");
    const runner = join(projectRoot, "node_modules/.bin", runtime);
    server = start([runner, ...(runtime === "deno" ? ["run", "-A"] : []), program, `127.0.0.1:${port}`]);
    await until("the server", async () => (await fetch(`http://127.0.0.1:${port}/small`)).ok);
    return () => server.stop();
  }, 30_000);

  test("answers GET with a body and HEAD without, and closes the connection", async () => {
    const { answer } = await raw(port, `${small}\r\n`);
    expect(answer).toStartWith("HTTP/1.1 200 OK\r\n");
    expect(answer.toLowerCase()).toContain("connection: close\r\n");
    expect(answer).toEndWith("\r\n\r\n/small");
    const head = await raw(port, `${small.replace("GET", "HEAD")}\r\n`);
    expect(head.answer.toLowerCase()).toContain("content-length: 6\r\n");
    expect(head.answer).toEndWith("\r\n\r\n");
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])("refuses %s and reads no body", async (method) => {
    const { answer } = await raw(port, `${small.replace("GET", method)}Content-Length: 1000000000\r\n\r\nx`);
    expect(answer).toStartWith("HTTP/1.1 405 ");
    expect(answer.toLowerCase()).toContain("allow: get, head\r\n");
  });

  test("hands the path on as it was sent, without the query", async () => {
    expect((await raw(port, "GET /../a%2e/b?c=/d HTTP/1.1\r\nHost: here\r\n\r\n")).answer).toEndWith("\r\n/../a%2e/b");
  });

  test("lets go of headers that are too long, and of what is no HTTP", async () => {
    expect((await raw(port, `${small}X: ${"y".repeat(20_000)}\r\n\r\n`)).answer).not.toContain("200 OK");
    expect((await raw(port, `GET /${"y".repeat(20_000)} HTTP/1.1\r\nHost: here\r\n\r\n`)).answer).not.toContain("200");
    expect((await raw(port, "\x16\x03\x01\x02\0\x01\0\r\n\r\n")).answer).not.toContain("200 OK");
  });

  test("lets go of whoever says nothing, or does not come to an end", async () => {
    for (const send of ["", small]) {
      const { answer, milliseconds } = await raw(port, send);
      expect(answer).not.toContain("200 OK");
      expect(milliseconds).toBeLessThan(5000);
    }
  });

  test("lets go of whoever sends a byte now and then", async () => {
    const socket = await connected(port);
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write(`${small}X: `);
    const dribble = setInterval(() => socket.write("y"), 50);
    await ended;
    clearInterval(dribble);
  });

  test("lets go of whoever does not take the answer, and goes on with the others", async () => {
    const socket = await connected(port);
    socket.pause();
    socket.write("GET /large HTTP/1.1\r\nHost: here\r\n\r\n");
    expect((await raw(port, `${small}\r\n`)).answer).toContain("200 OK");
    expect(await heldBy(port)).toBe(1);
    await until("it to be let go", async () => (await heldBy(port)) === 0, 4000);
    socket.destroy();
  });

  test("is not held by a crowd that is larger than its limit", async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, () => connected(port)));
    for (const socket of crowd) socket.write("GET");
    await until("an answer", async () => (await raw(port, `${small}\r\n`)).answer.includes("200 OK"), 10_000);
    for (const socket of crowd) socket.destroy();
  });

  test("an answer that cannot be made is told as that, and nothing of the reason", async () => {
    const { answer } = await raw(port, "GET /broken HTTP/1.1\r\nHost: here\r\n\r\n");
    expect(answer).toStartWith("HTTP/1.1 500 ");
    expect(answer).not.toContain("secret");
  });
});

test.each(["", "127.0.0.1", "[::1]"])(
  "it listens on %p, and says who has the address where somebody has it",
  async (host) => {
    const address = `${host}:${await freePort()}`;
    const answer = async () => ({ status: 200, type: "text/plain", text: "here" });
    await serveHttp(listenOf(address), address, answer);
    const url = `http://${host === "" ? "127.0.0.1" : host}:${listenOf(address).port}/`;
    expect(await (await fetch(url)).text()).toBe("here");
    const again = await serveHttp(listenOf(address), address, answer).catch((error) => error);
    expect(isFault(again, "daemon.cannotListen")).toBe(true);
    expect(again.data.details).toEqual({ address, reason: "EADDRINUSE" });
  },
);

test("an address of another machine is refused", async () => {
  const answer = async () => ({ status: 200, type: "text/plain", text: "here" });
  const failure = await serveHttp({ host: "192.0.2.1", port: 9095 }, "192.0.2.1:9095", answer).catch((error) => error);
  expect(failure.data).toMatchObject({ code: "daemon.cannotListen", details: { reason: "EADDRNOTAVAIL" } });
});
