import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MetricsContext } from "../../../src/jobs/metrics/figures.ts";
import type { LastRun } from "../../../src/jobs/metrics/last-run.ts";
import { publishMetrics } from "../../../src/jobs/metrics/publish.ts";
import type { Notice } from "../../../src/notices.ts";
import { realSystem } from "../../../src/system/system.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

let place: Temporary;
let context: MetricsContext;
const at = (name: string) => join(place.path, name);
beforeEach(async () => {
  place = await temporaryDirectory();
  for (const name of ["store", "data", "textfiles"]) await mkdir(at(name));
  context = contextWith({});
});
afterEach(() => place.remove());

const contextWith = (settings: Record<string, unknown>) => {
  const paths = {
    SNAPSHOT_DIR: { kind: "directory", path: at("store") },
    PROMETHEUS_DATA_DIR: at("data"),
    METRICS_FILE: at("textfiles/a.prom"),
  };
  return { system: realSystem(), settings: { ...paths, ...settings } } as unknown as MetricsContext;
};
const publish = async (learnt?: (known: LastRun) => LastRun, of = context) => {
  const notices: Notice[] = [];
  await publishMetrics(of, (told) => notices.push(told), learnt);
  return notices;
};
const metrics = async () => {
  const text = await readFile(at("textfiles/a.prom"), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith("promsnap_"));
  return Object.fromEntries(lines.map((line) => [line.split("{")[0], Number(line.split("} ")[1])]));
};
const attempt = (ended: number, exitCode: number) => ({ ended, milliseconds: 1000, exitCode });
const success = { ended: 1_000_000, archiveBytes: 10, contentBytes: 20 };

test("without METRICS_FILE nothing is written", async () => {
  expect(await publish(undefined, contextWith({ METRICS_FILE: undefined }))).toEqual([]);
  expect(await readdir(at("textfiles"))).toEqual([]);
});

test("everybody may read it, and node_exporter finds one .prom file and no more", async () => {
  expect(await publish(() => ({ attempt: attempt(2_000_000, 0), success }))).toEqual([]);
  expect((await readdir(at("textfiles"))).sort()).toEqual(["a.prom", "a.prom.last-run"]);
  expect((await lstat(at("textfiles/a.prom"))).mode & 0o7777).toBe(0o644);
});

test("a failure does not lose the last success, nor does whoever writes later lose the failure", async () => {
  await publish(() => ({ attempt: attempt(1_000_000, 0), success }));
  await publish((known) => ({ ...known, attempt: attempt(2_000_000, 4) }));
  await publish();
  expect(await metrics()).toMatchObject({
    promsnap_last_attempt_exit_code: 4,
    promsnap_last_attempt_timestamp_seconds: 2000,
    promsnap_last_success_timestamp_seconds: 1000,
    promsnap_last_success_archive_bytes: 10,
    promsnap_last_success_content_bytes: 20,
  });
});

test("a record of another store, or one that is none, is not believed", async () => {
  await publish(() => ({ attempt: attempt(1_000_000, 0), success }));
  const record = at("textfiles/a.prom.last-run");
  const good = JSON.parse(await readFile(record, "utf8"));
  const bad = [
    JSON.stringify({ ...good, store: "/elsewhere" }),
    JSON.stringify({ ...good, format: 2 }),
    JSON.stringify({ ...good, attempt: { ended: "now" }, success: { ended: -1 } }),
    "{",
    "x".repeat(100_000),
  ];
  for (const text of bad) {
    await writeFile(record, text);
    expect(await publish()).toEqual([]);
    const names = Object.keys(await metrics());
    expect(names).not.toContain("promsnap_last_attempt_exit_code");
    expect((await metrics())["promsnap_last_success_timestamp_seconds"]).toBe(0);
  }
});

test("a link in place of the record is not read, and replaced when there is something to write", async () => {
  await writeFile(at("theirs"), JSON.stringify({ format: 1, store: at("store"), attempt: attempt(1, 0) }));
  await symlink(at("theirs"), at("textfiles/a.prom.last-run"));
  await publish();
  expect(Object.keys(await metrics())).not.toContain("promsnap_last_attempt_exit_code");
  await publish(() => ({ attempt: attempt(2_000_000, 1) }));
  expect((await metrics())["promsnap_last_attempt_exit_code"]).toBe(1);
  expect(await readFile(at("theirs"), "utf8")).toContain('"exitCode":0');
});

test("data that restores put aside are told with their size and the age of the oldest, a killed one's staging is not", async () => {
  const own = at("data/.promsnap");
  for (const name of ["previous-20261101T000000Z", "set-aside-20261102T000000Z", "restore-20261003T000000Z"]) {
    await mkdir(join(own, name, "01ARZ3NDEKTSV4RRFFQ69G5FAV"), { recursive: true });
    await writeFile(join(own, name, "01ARZ3NDEKTSV4RRFFQ69G5FAV/index"), "12345");
  }
  await publish();
  expect(await metrics()).toMatchObject({
    promsnap_previous_data_bytes: 10,
    promsnap_previous_data_oldest_timestamp_seconds: Date.UTC(2026, 10, 1) / 1000,
  });
});

test("a store or a data directory that is not to be had leaves its metrics out, and the others in", async () => {
  await rm(at("data"), { recursive: true });
  await rm(at("store"), { recursive: true });
  await writeFile(at("store"), "not a directory");
  expect(await publish(() => ({ attempt: attempt(2_000_000, 1) }))).toEqual([]);
  expect(Object.keys(await metrics())).toEqual([
    "promsnap_last_attempt_timestamp_seconds",
    "promsnap_last_attempt_duration_seconds",
    "promsnap_last_attempt_exit_code",
    "promsnap_last_success_timestamp_seconds",
  ]);
});

test.each([
  { what: "whose directory is missing", name: "nowhere/a.prom", reason: "ENOENT" },
  { what: "that is a directory", name: "taken.prom", reason: "EISDIR" },
])("a METRICS_FILE $what is a warning that says why", async ({ name, reason }) => {
  await mkdir(at("taken.prom"));
  const [told, ...more] = await publish(undefined, contextWith({ METRICS_FILE: at(name) }));
  expect(told).toMatchObject({ code: "metrics.unwritable", details: { path: at(name) } });
  expect(JSON.stringify(told)).toContain(reason);
  expect(more).toEqual([]);
});

test("of many who publish at the same time the file shows what the last run recorded", async () => {
  await Promise.all([
    ...Array.from({ length: 8 }, () => publish()),
    publish((known) => ({ ...known, attempt: attempt(3_000_000, 7) })),
    ...Array.from({ length: 8 }, () => publish()),
  ]);
  expect((await metrics())["promsnap_last_attempt_exit_code"]).toBe(7);
});
