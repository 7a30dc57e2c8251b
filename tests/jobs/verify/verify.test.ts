import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { loadSettings } from "../../../src/config/load.ts";
import { Fault, fault } from "../../../src/errors.ts";
import type { JobContext } from "../../../src/jobs/backup-terms.ts";
import type { VerifyEvents, VerifyRequest } from "../../../src/jobs/verify/terms.ts";
import { verify } from "../../../src/jobs/verify/verify.ts";
import type { Notice } from "../../../src/notices.ts";
import { DirectoryStore } from "../../../src/stores/directory-store.ts";
import { writeVerdict } from "../../../src/stores/verdict.ts";
import { Directory } from "../../../src/system/directory.ts";
import { realSystem } from "../../../src/system/system.ts";
import { makeOwnArchive, makeScriptArchive } from "../../archive/making.ts";
import { cachedBlocks, oneDay } from "../../bed/blocks.ts";
import { must } from "../../bed/processes.ts";
import { writeConfiguration } from "../../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

setDefaultTimeout(60_000);

const [older, newer] = ["snapshot-22_11_2026-12_00_00", "snapshot-23_11_2026-12_00_00"];
const worker = new URL("../../../src/archive/worker.ts", import.meta.url);
let place: Temporary;
let store: string;
let context: JobContext;

beforeAll(async () => {
  place = await temporaryDirectory();
  store = join(place.path, "store");
  await mkdir(store);
  const blocks = await cachedBlocks(oneDay);
  await makeScriptArchive(blocks, join(place.path, "script"));
  await makeOwnArchive(blocks, join(place.path, "own"));
  const values = {
    HOST: "http://localhost:9090",
    SNAPSHOT_DIR: store,
    PROMETHEUS_DATA_DIR: join(place.path, "data"),
  };
  const config = await writeConfiguration(join(place.path, "conf"), values);
  const system = realSystem();
  const createWorker = () => new Worker(worker, { type: "module" });
  const { settings } = loadSettings(config, system);
  context = { system, settings, createWorker, signal: new AbortController().signal };
});
afterAll(() => place.remove());
beforeEach(async () => {
  await rm(store, { recursive: true });
  await mkdir(store);
  await copyFile(join(place.path, "script"), join(store, `${older}.tar.gz`));
  await copyFile(join(place.path, "own"), join(store, `${newer}.tar.gz`));
});

/** Verifies, and keeps all that is told meanwhile. */
async function told(request: VerifyRequest, events: Partial<VerifyEvents> = {}, signal = context.signal) {
  const [notices, phases, progress]: [Notice[], [string, number][], number[]] = [[], [], []];
  const verified = await verify({ ...context, signal }, request, {
    phase: (phase, total) => phases.push([phase, total]),
    progress: (done) => {
      progress.push(done);
      events.progress?.(done);
    },
    notice: (one) => notices.push(one),
  });
  return { verified, notices, phases, progress };
}

const sizeOf = (name: string) => Bun.file(join(store, `${name}.tar.gz`)).size;

test("progress goes up to its total over all archives, the script's read twice for a deep look", async () => {
  for (const [deep, passes] of [
    [false, 1],
    [true, 2],
  ] as const) {
    const { phases, progress } = await told({ archives: "all", deep });
    const total = passes * sizeOf(older) + sizeOf(newer);
    expect(phases).toEqual([["verifying", total]]);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(total);
  }
});

test("an archive that a prune deletes meanwhile is told as gone, and the others are verified", async () => {
  let deleted = false;
  const progress = () => {
    if (!deleted) void Bun.spawnSync(["rm", join(store, `${newer}.tar.gz`)]);
    deleted = true;
  };
  const { verified, notices } = await told({ archives: "all", deep: false }, { progress });
  expect(verified.map(({ name, state }) => [name, state])).toEqual([
    [older, "sound"],
    [newer, "gone"],
  ]);
  expect(notices).toEqual([{ code: "verify.gone", details: { path: join(store, `${newer}.tar.gz`) } }]);
});

test("an archive is verified once, however often it is named", async () => {
  const archives = ["latest", older, `${older}.tar.gz`, join(store, `${older}.tar.gz`)];
  const { verified } = await told({ archives, deep: false });
  expect(verified.map(({ name }) => name)).toEqual([older]);
});

test("damage that a deep look found is not refuted by another that does not look so far", async () => {
  using verdicts = new DirectoryStore(Directory.open(store));
  const bytes = sizeOf(newer);
  await writeVerdict(verdicts, newer, { at: 0, deep: true, sound: false, bytes });
  const verdict = () => Bun.file(join(store, `${newer}.tar.gz.verdict`)).json();
  await told({ archives: [newer], deep: false });
  expect(await verdict()).toMatchObject({ deep: true, sound: false });
  await told({ archives: [newer], deep: true });
  expect(await verdict()).toMatchObject({ deep: true, sound: true });
});

test("an archive outside the store gets no verdict", async () => {
  const path = join(place.path, `${newer}.tar.gz`);
  await copyFile(join(place.path, "own"), path);
  expect((await told({ archives: [path], deep: true })).verified).toMatchObject([
    { name: newer, path, state: "sound" },
  ]);
  expect(await Bun.file(`${path}.verdict`).exists()).toBe(false);
});

test("what stands in the place of a verdict makes no sound archive unreadable, and keeps no other from its own", async () => {
  await mkdir(join(store, `${older}.tar.gz.verdict`));
  const { verified, notices } = await told({ archives: "all", deep: false });
  expect(verified.map(({ state }) => state)).toEqual(["sound", "sound"]);
  expect(notices.map(({ code }) => code)).toContain("verify.verdictNotKept");
  expect(await Bun.file(join(store, `${newer}.tar.gz.verdict`)).json()).toMatchObject({ sound: true });
});

test("a store that is a link is the store all the same", async () => {
  const link = join(place.path, "link");
  await must(["ln", "-sfn", store, link]);
  const settings = { ...context.settings, SNAPSHOT_DIR: { kind: "directory", path: link } as const };
  const quiet = { phase: () => undefined, progress: () => undefined, notice: () => undefined };
  await verify({ ...context, settings }, { archives: [newer], deep: false }, quiet);
  expect(await Bun.file(join(store, `${newer}.tar.gz.verdict`)).exists()).toBe(true);
});

test("an interruption ends the verification at once, and nothing is kept", async () => {
  const interruption = new AbortController();
  const reason = fault("signal.interrupted", { signal: "SIGINT" });
  const progress = () => interruption.abort(reason);
  const ended = told({ archives: "all", deep: true }, { progress }, interruption.signal);
  expect(await ended.catch((error: unknown) => error)).toBe(reason);
  expect((await Array.fromAsync(new Bun.Glob("*.verdict").scan(store))).length).toBe(0);
});

test("a store without archives is no success", async () => {
  await rm(store, { recursive: true });
  await mkdir(store);
  const failure = await told({ archives: "all", deep: false }).catch((error: unknown) => error);
  expect(failure instanceof Fault && failure.data.code).toBe("restore.nothingStored");
});
