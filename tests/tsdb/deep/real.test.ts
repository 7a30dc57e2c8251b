import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beginCheck, headBytes } from "../../../src/tsdb/block-files.ts";
import { ChunkTrace } from "../../../src/tsdb/chunk-trace.ts";
import type { BlockFindings } from "../../../src/tsdb/deep/findings.ts";
import { pushFrames } from "../../../src/tsdb/frames.ts";
import { testWith } from "../../bed/abilities.ts";
import { blocksIn, cachedBlocks, fillDataDirectory, oneDay } from "../../bed/blocks.ts";
import { must } from "../../bed/processes.ts";
import { type Prometheus, startPrometheus } from "../../bed/prometheus.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";
import { until } from "../../bed/waiting.ts";
import { inShort, prove } from "./proving.ts";

/** What is said of each block in a directory. */
async function proveAll(directory: string): Promise<BlockFindings[]> {
  return (await blocksIn(directory)).map((ulid) => {
    const names = readdirSync(join(directory, ulid, "chunks")).map((name) => `chunks/${name}`);
    const read = (name: string) => new Uint8Array(readFileSync(join(directory, ulid, name)));
    const files = new Map([...names, "index", "meta.json", "tombstones"].map((name) => [name, read(name)] as const));
    return prove(ulid, files, [70_001]);
  });
}

/** Samples, chunks and series of each block, as promtool lists them. */
async function listed(directory: string): Promise<Map<string, number[]>> {
  const rows = (await must(["promtool", "tsdb", "list", directory])).split("\n").slice(1);
  const cells = rows.map((row) => row.trim().split(/\s+/));
  return new Map(cells.map(([ulid = "", _min, _max, _duration, ...counts]) => [ulid, counts.slice(0, 3).map(Number)]));
}

/** All blocks of a directory are sound, with the counts that promtool and meta.json give. */
async function expectSound(directory: string): Promise<BlockFindings[]> {
  const all = await proveAll(directory);
  const list = await listed(directory);
  expect(all.length).toBeGreaterThan(0);
  for (const findings of all) {
    const { ulid, counts, unresolved, meta } = findings;
    expect([ulid, inShort(findings), unresolved]).toEqual([ulid, [], false]);
    expect([counts.samples, counts.chunks, counts.series]).toEqual(list.get(ulid) ?? []);
    expect([counts.samples, counts.chunks, counts.series]).toEqual([meta?.samples, meta?.chunks, meta?.series]);
  }
  return all;
}

async function post(prometheus: Prometheus, path: string): Promise<unknown> {
  const response = await fetch(`${prometheus.url}${path}`, { method: "POST" });
  const text = await response.text();
  expect([path, response.status < 300, text]).toEqual([path, true, text]);
  return text === "" ? undefined : JSON.parse(text);
}

async function snapshotOf(prometheus: Prometheus): Promise<string> {
  const { data } = (await post(prometheus, "/api/v1/admin/tsdb/snapshot")) as { data: { name: string } };
  return join(prometheus.dataDirectory, "snapshots", data.name);
}

test("blocks that promtool makes are sound, and their counts are its own", async () => {
  await expectSound(await cachedBlocks(oneDay));
});

testWith("prometheus")("blocks that Prometheus 2 compacted, deleted from and cut from its head are sound", async () => {
  await using scratch = await temporaryDirectory();
  await fillDataDirectory(scratch.path);
  await using prometheus = await startPrometheus({ dataDirectory: scratch.path, compaction: true });
  await prometheus.scraped();
  const level = async () => Math.max(...(await proveAll(scratch.path)).map(({ meta }) => meta?.level ?? 0));
  await until("a compaction", async () => (await level().catch(() => 0)) > 1, 60_000);
  await post(prometheus, `/api/v1/admin/tsdb/delete_series?${new URLSearchParams({ "match[]": "node_info" })}`);
  const all = await expectSound(await snapshotOf(prometheus));
  expect(all.some(({ counts }) => (counts.tombstones ?? 0) > 0)).toBe(true);
  expect(all.some(({ meta }) => (meta?.level ?? 0) > 1)).toBe(true);
});

const features = "--enable-feature=st-storage,histograms-st-encoding";

/** The encodings of the chunks of a block. */
function encodingsOf(block: string): readonly number[] {
  const trace = new ChunkTrace();
  for (const name of readdirSync(join(block, "chunks"))) {
    const bytes = new Uint8Array(readFileSync(join(block, "chunks", name)));
    const state = beginCheck("chunks", bytes.length, bytes.subarray(0, headBytes), new Uint8Array(0));
    pushFrames(state, bytes, trace);
  }
  return trace.finish().encodings;
}

for (const [flags, floats, histograms] of [
  [[], 1, 2],
  [[features], 4, 5],
] as const) {
  const kind = floats === 1 ? "" : " of the newest encodings";
  testWith("prometheus3")(`blocks of Prometheus 3 with native histograms${kind} are sound`, async () => {
    await using scratch = await temporaryDirectory();
    await using prometheus = await startPrometheus({
      version: "3",
      dataDirectory: scratch.path,
      flags,
      scraping: { scrape_native_histograms: true },
    });
    await until(
      "a histogram",
      async () => (await prometheus.query("prometheus_http_request_duration_seconds")) !== "[]",
      60_000,
    );
    const snapshot = await snapshotOf(prometheus);
    const all = await expectSound(snapshot);
    for (const { ulid } of all) {
      const encodings = encodingsOf(join(snapshot, ulid));
      expect([encodings.includes(floats), encodings.includes(histograms)]).toEqual([true, true]);
    }
    expect(all.every(({ counts }) => (counts.histogramSamples ?? 0) > 0 && (counts.floatSamples ?? 0) > 0)).toBe(true);
  });
}
