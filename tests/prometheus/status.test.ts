import { expect, test } from "bun:test";
import fc from "fast-check";
import { blocksIn, replayIn, runtimeIn, seriesIn } from "../../src/prometheus/readings.ts";
import { jsonAnswer, startAnswers } from "../bed/answers.ts";
import { ulidOf } from "../bed/blocks.ts";
import { caught, clientOf, unbroken } from "./clients.ts";

const success = (data: unknown) => jsonAnswer({ status: "success", data });

test("a list of ten thousand blocks is read whole, though it is longer than other answers may be", async () => {
  const compaction = (ulid: string) => ({ level: 1, sources: [ulid], parents: [], hints: ["x".repeat(200)] });
  const blocks = Array.from({ length: 10_000 }, (_, number) => {
    const ulid = ulidOf(0, number);
    return { ulid, minTime: number, maxTime: number + 1, stats: {}, compaction: compaction(ulid), version: 1 };
  });
  await using server = startAnswers(() => success({ blocks }));
  expect(await clientOf(server.url).loadedBlocks(unbroken())).toHaveLength(10_000);
});

test("no block at all is an empty list, also where it is written as null", async () => {
  expect([blocksIn({ blocks: null }), blocksIn({ blocks: [] })]).toEqual([[], []]);
});

test.each([404, 403])("where the list of blocks is answered with %d it cannot be asked", async (status) => {
  await using server = startAnswers(() => new Response("no", { status }));
  expect(await clientOf(server.url).loadedBlocks(unbroken())).toBeUndefined();
});

test("a list with an entry that is no block is not Prometheus's", async () => {
  await using server = startAnswers(() => success({ blocks: [{ ulid: "../../etc", version: 1 }] }));
  const fault = await caught(() => clientOf(server.url).loadedBlocks(unbroken()));
  expect(fault.data.code).toBe("prometheus.unexpected");
});

test.each([401, 403, 404, 405])("where a query is answered with %d it is not permitted", async (status) => {
  await using server = startAnswers(() => new Response("no", { status }));
  expect(await clientOf(server.url).query({ expression: "up", time: 1 }, unbroken())).toBeUndefined();
});

test("a query goes with its expression escaped and its time in seconds, to the millisecond", async () => {
  await using server = startAnswers(() => success({ resultType: "vector", result: [] }));
  await clientOf(`${server.url}/prom/`).query({ expression: '{a="b&c"}[1ms]', time: 1_767_223_800_791 }, unbroken());
  const expected = "/prom/api/v1/query?query=%7Ba%3D%22b%26c%22%7D%5B1ms%5D&time=1767223800.791";
  expect(server.asked.map(({ path }) => path)).toEqual([expected]);
});

test("a query's error is told as Prometheus's own", async () => {
  const error = { status: "error", errorType: "execution", error: "expanding series: EOF" };
  await using server = startAnswers(() => jsonAnswer(error, 422));
  const fault = await caught(() => clientOf(server.url).query({ expression: "up", time: 1 }, unbroken()));
  expect(fault.data).toMatchObject({
    code: "prometheus.error",
    details: { status: 422, error: "expanding series: EOF" },
  });
});

test("metrics are picked by their whole name, without labels, from a text of any length", async () => {
  const noise = `other_metric{a="wanted 5"} 1\n# HELP wanted a text\nwanted_more 2\n${"x".repeat(200_000)}\n`;
  const text = `${noise}wanted 3\n${noise}big 9.223372036854775807e+18\n${noise}wanted{l="x"} 4\nendless +Inf 17\nodd x\nlast -1.5e-07`;
  await using server = startAnswers(() => new Response(text));
  const metrics = await clientOf(server.url).metrics(["wanted", "big", "endless", "odd", "last"], unbroken());
  expect(Object.fromEntries(metrics)).toEqual({ wanted: 3, big: 2 ** 63, endless: Infinity, last: -1.5e-7 });
});

test("metrics without an end are read no further than a limit", async () => {
  let sent = 0;
  const piece = new TextEncoder().encode("wanted 1\n".repeat(10_000));
  await using server = startAnswers(() => {
    const pull = (controller: ReadableStreamDefaultController) => {
      sent += piece.length;
      controller.enqueue(piece);
    };
    return new Response(new ReadableStream({ pull }));
  });
  const fault = await caught(() => clientOf(server.url).metrics(["wanted"], unbroken()));
  expect(fault.data).toMatchObject({ code: "prometheus.tooLong", details: { limit: 1 << 20 } });
  expect(sent).toBeLessThan(64 << 20);
});

test.each([
  ["a web page", () => new Response("<html>", { headers: { "content-type": "text/html" } }), "prometheus.html"],
  ["401", () => new Response("", { status: 401 }), "prometheus.unauthorized"],
  ["500", () => new Response("oh", { status: 500 }), "prometheus.unexpected"],
])("%s instead of metrics is told", async (_, answer, code) => {
  await using server = startAnswers(answer);
  expect((await caught(() => clientOf(server.url).metrics(["x"], unbroken()))).data.code as string).toBe(code);
});

test("no JSON makes the readings fail", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const data = { blocks: value, min: value, resultType: "vector", result: value, startTime: value };
      blocksIn(data);
      replayIn(data);
      runtimeIn(data);
      seriesIn(data);
      seriesIn({
        resultType: "matrix",
        result: [
          { metric: value, values: value },
          { metric: {}, values: [value] },
        ],
      });
    }),
  );
});

test("a retention that is not told is empty", () => {
  expect(runtimeIn({ startTime: "x", CWD: "/" })).toEqual({ startTime: "x", CWD: "/", storageRetention: "" });
});
