import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { needsPerson, statusOf } from "../../../src/jobs/status/status.ts";
import { verdictFileOf } from "../../../src/snapshots/name.ts";
import { realSystem } from "../../../src/system/system.ts";
import { writeConfiguration } from "../../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

const name = "snapshot-01_01_2026-13_00_00";
/** As short as an archive of the script's can be. */
const scripts = Bun.gzipSync(new Uint8Array(512));
const never = new AbortController().signal;
/** A machine without systemd. */
const system = {
  ...realSystem(),
  environment: {},
  realPath: (path: string) => (path === "/run/systemd/system" ? undefined : realSystem().realPath(path)),
};

let place: Temporary;
let config: string;
const at = (path: string) => join(place.path, path);
const status = () => statusOf({ system, signal: never }, config);
const alerts = async () => (await status()).alerts.map(({ id, told }) => [id, told.told.code]);

beforeEach(async () => {
  place = await temporaryDirectory();
  config = await writeConfiguration(at("promsnap.conf"), {
    HOST: "http://127.0.0.1:1",
    SNAPSHOT_DIR: at("store"),
    PROMETHEUS_DATA_DIR: at("data"),
    SERVICE: "none",
  });
  await mkdir(at("data/wal"), { recursive: true });
});
afterEach(() => place.remove());

test("where nothing is stored yet nothing is wrong", async () => {
  expect(await status()).toEqual({
    timer: undefined,
    lastRun: undefined,
    stores: [{ store: at("store"), snapshots: 0, bytes: 0 }],
    newest: undefined,
    previous: undefined,
    alerts: [],
  });
});

test("what is stored is counted, and what a restore has put aside", async () => {
  await Bun.write(at(`store/${name}.tar.gz`), scripts);
  await Bun.write(at("store/snapshot-01_12_2025-13_00_00.tar.gz"), "the script's, too");
  await Bun.write(at("data/.promsnap/previous-20260102T030405Z/wal"), "ten bytes.");
  expect(await status()).toMatchObject({
    stores: [{ snapshots: 2, bytes: scripts.length + 17 }],
    newest: { name, bytes: scripts.length, verified: undefined },
    previous: { path: at("data/.promsnap"), count: 1, bytes: 10, oldest: Date.UTC(2026, 0, 2, 3, 4, 5) },
    alerts: [],
  });
});

test("a newest archive that was found damaged needs a person", async () => {
  await Bun.write(at(`store/${name}.tar.gz`), "the script's");
  const verdict = { format: 1, verified: "2026-01-02T00:00:00.000Z", deep: true, sound: false, bytes: 12 };
  await Bun.write(at(`store/${verdictFileOf(name)}`), JSON.stringify(verdict));
  expect(await alerts()).toEqual([["archive", "archive.unsound"]]);
});

test("a newest archive of which a full disk left nothing, or not all, needs a person", async () => {
  for (const left of [new Uint8Array(), scripts.subarray(0, -4)]) {
    await Bun.write(at(`store/${name}.tar.gz`), left);
    expect(await alerts()).toEqual([["archive", "archive.corrupt"]]);
  }
});

test("a restore that is unfinished needs a person", async () => {
  await Bun.write(at("data/.promsnap/restore.json"), "{");
  expect(await alerts()).toEqual([["journal", "restore.journalDamaged"]]);
});

test("a data directory that is gone, and a configuration that cannot be read, need a person", async () => {
  await Bun.write(config, (await Bun.file(config).text()).replace("/data'", "/gone'"));
  expect(await alerts()).toEqual([["journal", "data.notFound"]]);
  await Bun.write(config, "HOST=$(hostname)\n");
  expect(await status()).toMatchObject({ stores: [], newest: undefined, previous: undefined });
  expect(await alerts()).toEqual([["configuration", "config.syntax"]]);
});

test("a failure needs a person, a warning only where nothing would be stored any more", () => {
  const told = { kind: "fact", told: { code: "journal.none", details: {} } } as const;
  const finding = { id: "age", state: "failure", told } as const;
  expect(needsPerson(finding)).toBe(true);
  expect(needsPerson({ ...finding, state: "warning" })).toBe(false);
  expect(needsPerson({ ...finding, id: "timer", state: "warning" })).toBe(true);
  expect(needsPerson({ ...finding, id: "timer", state: "ok" })).toBe(false);
});
