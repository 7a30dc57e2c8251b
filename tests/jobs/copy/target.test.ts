import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { JobContext } from "../../../src/jobs/backup-terms.ts";
import { openTarget } from "../../../src/jobs/copy/target.ts";
import { DirectoryStore } from "../../../src/stores/directory-store.ts";
import { Directory } from "../../../src/system/directory.ts";
import { realSystem } from "../../../src/system/system.ts";
import { type Temporary, temporaryDirectory } from "../../bed/temporary.ts";

const partial = "snapshot-30_01_2026-12_00_00.tar.gz.partial";
let place: Temporary;
const at = (name: string) => join(place.path, name);
beforeEach(async () => {
  place = await temporaryDirectory();
  for (const name of ["here", "there", "data"]) await mkdir(at(name));
  await writeFile(at(`there/${partial}`), "half of an archive");
  await writeFile(at("there/.promsnap-writing"), `${partial}\n`);
});
afterEach(() => place.remove());

/** Opens the further store for archives of the Prometheus with this id. */
async function open(id: string, told: string[] = []): Promise<void> {
  await writeFile(at("here/.promsnap-store"), `${id}\n`);
  const settings = { SNAPSHOT_DIR: { kind: "directory", path: at("here") }, PROMETHEUS_DATA_DIR: at("data") };
  const context = { system: realSystem(), settings, signal: new AbortController().signal } as unknown as JobContext;
  using store = new DirectoryStore(Directory.open(at("here")));
  const events = { phase: () => {}, progress: () => {}, notice: ({ code }: { code: string }) => void told.push(code) };
  using _ = await openTarget(
    context,
    { kind: "directory", path: at("there") },
    { store, path: store.location },
    events,
  );
}

test("what another Prometheus's promsnap left unfinished in its store is none of ours to delete", async () => {
  await writeFile(at("there/.promsnap-store"), `${crypto.randomUUID()}\n`);
  const told: string[] = [];
  await expect(open(crypto.randomUUID(), told)).rejects.toMatchObject({ data: { code: "copy.foreign" } });
  expect(told).toEqual([]);
  expect(await readdir(at("there"))).toContain(partial);
});

test("what a killed one left unfinished in a store of ours is deleted", async () => {
  const told: string[] = [];
  await open(crypto.randomUUID(), told);
  expect(told).toEqual(["leftover.removed"]);
  expect(await readdir(at("there"))).not.toContain(partial);
});
