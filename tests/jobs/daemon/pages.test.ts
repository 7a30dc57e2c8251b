import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "../../../src/errors.ts";
import { createPages } from "../../../src/jobs/daemon/pages.ts";
import type { Vitals } from "../../../src/jobs/daemon/vitals.ts";
import { realSystem } from "../../../src/system/system.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

let place: Temporary;
const store = () => join(place.path, "store");
let vitals: Vitals;
let elapsed = 0;
let page: (path: string) => Promise<{ status: number; text: string }>;
beforeEach(async () => {
  place = await temporaryDirectory();
  const SNAPSHOT_DIR = { kind: "directory", path: store() } as const;
  const PROMETHEUS_DATA_DIR = join(place.path, "data");
  await mkdir(store());
  elapsed = 0;
  vitals = {
    settings: { SNAPSHOT_DIR, PROMETHEUS_DATA_DIR } as Vitals["settings"],
    lastRun: { attempt: { ended: 5000, milliseconds: 1000, exitCode: 4 } },
    running: false,
    nextRun: 60_000,
    broken: undefined,
    looked: 0,
  };
  const pages = createPages({ system: realSystem() }, vitals, () => elapsed);
  page = (path) => pages({ method: "GET", path });
});
afterEach(() => place.remove());

const values = async () => {
  const lines = (await page("/metrics")).text.split("\n").filter((line) => line.startsWith("promsnap_"));
  return Object.fromEntries(lines.map((line) => [line.split("{")[0], Number(line.split("} ")[1])]));
};

test("a failed backup shows in the metrics, and the daemon is well all the same", async () => {
  expect(await values()).toMatchObject({
    promsnap_last_attempt_exit_code: 4,
    promsnap_last_attempt_timestamp_seconds: 5,
    promsnap_daemon_running: 0,
    promsnap_daemon_next_run_timestamp_seconds: 60,
    promsnap_daemon_config_valid: 1,
  });
  expect(await page("/healthz")).toMatchObject({ status: 200, text: "ok\n" });
});

test("a configuration that cannot be used is unhealthy, and named", async () => {
  vitals.broken = fault("config.missingKey", { key: "HOST", path: "/secret/place" });
  expect(await page("/healthz")).toMatchObject({
    status: 503,
    text: "the configuration cannot be used (config.missingKey): see the log\n",
  });
  expect(await values()).toMatchObject({ promsnap_daemon_config_valid: 0 });
});

test("a loop that stands still is unhealthy, unless a run takes its time", async () => {
  elapsed = 4 * 60_000;
  expect(await page("/healthz")).toMatchObject({ status: 503, text: "the loop stands still\n" });
  vitals.running = true;
  expect(await page("/healthz")).toMatchObject({ status: 200 });
  expect(await values()).toMatchObject({ promsnap_daemon_running: 1 });
});

test("the store is looked through once a minute at most, and anew after each attempt", async () => {
  const count = async () => (await values())["promsnap_snapshots"];
  expect(await count()).toBe(0);
  await writeFile(join(store(), "snapshot-22_11_2026-11_09_40.tar.gz"), "");
  expect(await count()).toBe(0);
  elapsed = 60_000;
  expect(await count()).toBe(1);
  await writeFile(join(store(), "snapshot-22_11_2026-11_09_41.tar.gz"), "");
  vitals.lastRun = {};
  expect(await count()).toBe(2);
});

test.each(["/", "/metrics/", "/../etc/passwd", "/healthz/../metrics", "//metrics", "/%6detrics", "metrics", "*"])(
  "nothing else is there: %s",
  async (path) => {
    expect(await page(path)).toMatchObject({ status: 404 });
  },
);
