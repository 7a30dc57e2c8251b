import { afterAll, expect } from "bun:test";
import { createServer } from "node:net";
import { dataOf, textOf } from "../../src/prometheus/answers.ts";
import { foresee } from "../../src/prometheus/foresight.ts";
import { type MetricsReader, metricsReader } from "../../src/prometheus/metrics.ts";
import {
  blocksIn,
  type Data,
  replayIn,
  runtimeIn,
  seriesIn,
  textsIn,
  versionIn,
} from "../../src/prometheus/readings.ts";
import type { Answer } from "../../src/prometheus/request.ts";
import { limitsOf, readRetention } from "../../src/prometheus/retention.ts";
import { isSnapshotName, snapshotInstant } from "../../src/prometheus/snapshot-name.ts";
import { parseVersion } from "../../src/prometheus/version.ts";
import { sayNotice } from "../../src/report/say.ts";
import { clientOf, unbroken } from "../prometheus/clients.ts";
import { expectPrintable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";
import { soundMeta } from "./sound.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (line: string) => new TextEncoder().encode(line);

const answerOf = (body: string, status = 200): Answer => ({
  url: "http://127.0.0.1:9090/api/v1/x",
  method: "GET",
  status,
  type: "application/json",
  location: undefined,
  date: undefined,
  text: body,
  limit: 1 << 20,
  end: "whole",
  hide: (part) => part,
});

const success = (data: unknown) => ({ status: "success", data });
const point = [1_795_354_000.123, "1.5e+06"];
const answers = [
  success({ name: "20261122T132325Z-4f5aa5bc52e4c752" }),
  success({ "storage.tsdb.path": "data/", "web.enable-admin-api": "true" }),
  success({ startTime: "2026-11-22T13:00:00Z", CWD: "/", storageRetention: "15d or 512MiB" }),
  success({ version: "3.16.0" }),
  success({ min: 0, max: 9, current: 4 }),
  success({ blocks: [soundMeta, soundMeta] }),
  success({ resultType: "vector", result: [{ metric: { __name__: "up" }, value: point }] }),
  success({ resultType: "matrix", result: [{ metric: { __name__: "up" }, values: [point, point] }] }),
  { status: "error", errorType: "unavailable", error: "admin APIs disabled" },
];

/** Everything that may be read of an answer. */
function readings(data: Data) {
  const runtime = runtimeIn(data);
  const retention = runtime && readRetention(runtime.storageRetention);
  return {
    data,
    retention,
    name: data["name"],
    version: parseVersion(versionIn(data)?.version ?? ""),
    blocks: blocksIn(data),
    all: [textsIn(data), replayIn(data), seriesIn(data)],
  };
}

fuzz({
  name: "answer of Prometheus",
  inputs: hostileJson(answers),
  sound: asJson(answers.slice(0, -1)),
  read: (bytes) => readings(dataOf(answerOf(text(bytes)), "none")),
  holds: ({ retention, blocks, name }) => {
    if (typeof name === "string" && isSnapshotName(name)) {
      expect(name).toMatch(/^[0-9TZa-f-]+$/);
      expect(Number.isFinite(snapshotInstant(name))).toBe(true);
    }
    for (const block of blocks ?? []) for (const time of [block.minTime, block.maxTime]) expect(time).toBeFinite();
    const weighed = (blocks ?? []).map((block) => ({ ...block, bytes: 1000 }));
    const data = { blocks: weighed, indexVersions: new Set([3]), encodings: new Set([5]), customBuckets: true };
    const limits = limitsOf(retention ?? { time: 1, bytes: 1500 }, 1e12);
    for (const told of foresee(data, { version: "2.42.0", limits }, 1_795_354_000_000)) {
      for (const language of ["en", "fr"] as const) expectPrintable(sayNotice(told, language).join(" "));
    }
  },
});

const metrics = [
  "# HELP prometheus_tsdb_head_min_time x\n# TYPE prometheus_tsdb_head_min_time gauge\n" +
    'prometheus_tsdb_head_min_time 1.795354000123e+12\nprometheus_tsdb_blocks_loaded 3\nother{a="b c"} NaN\n' +
    "prometheus_tsdb_head_max_time -9.223372036854776e+18\n",
].map(bytesOf);
const names = ["prometheus_tsdb_head_min_time", "prometheus_tsdb_head_max_time", "prometheus_tsdb_blocks_loaded"];

function read({ wants, read: values }: MetricsReader, lines: string) {
  const kept = lines.split("\n").filter(wants);
  return values(kept.map((line) => `${line}\n`).join(""));
}

fuzz({
  name: "metrics of Prometheus",
  inputs: hostileBytes(metrics),
  sound: metrics,
  read: (bytes) => read(metricsReader(names), textOf(answerOf(text(bytes)), "none")),
  holds: (values) => {
    expect([...values.keys()].filter((name) => !names.includes(name))).toEqual([]);
    expect([...values.values()].every((value) => typeof value === "number")).toBe(true);
  },
});

const retentions = ["15d", "1w2d or 1GiB512MiB", "15d or 80%", "0s or 1.5e+01%"].map(bytesOf);

fuzz({
  name: "retention of Prometheus",
  inputs: hostileBytes(retentions),
  sound: retentions,
  read: (bytes) => readRetention(text(bytes)),
  holds: (retention) => {
    for (const limit of Object.values(limitsOf(retention, 1e12))) expect(limit).toBeGreaterThanOrEqual(0);
  },
});

/** What comes over the line, status and headers with it: a fake server, for no real one sends such things. */
let sent = new Uint8Array();
const server = createServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("data", () => socket.end(sent));
});
const port = await new Promise<number>((resolve) =>
  server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
);
afterAll(() => void server.close());
const client = clientOf(`http://127.0.0.1:${port}`, { timeout: 1000, username: "me", password: "opensesame" });

const over = (status: string, body: string, header = "") =>
  bytesOf(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\n${header}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
const name = JSON.stringify(answers[0]);
const lines = [
  over("200 OK", name),
  over("500 Internal Server Error", JSON.stringify(answers.at(-1))),
  over("302 Found", "", "Location: http://other.example/x\r\n"),
  over("503 Service Unavailable", "Service Unavailable"),
  over("401 Unauthorized", "opensesame b3BlbnNlc2FtZQ==", "WWW-Authenticate: Basic\r\n"),
  bytesOf(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${name.length.toString(16)}\r\n${name}\r\n0\r\n\r\n`),
];

fuzz<string>({
  name: "answer on the line",
  inputs: hostileBytes(lines),
  sound: [lines[0] as Uint8Array, lines[5] as Uint8Array],
  read: (bytes) => {
    sent = Uint8Array.from(bytes);
    return client.takeSnapshot({ skipHead: false, signal: unbroken() });
  },
  holds: (taken) => expect(isSnapshotName(taken)).toBe(true),
});
