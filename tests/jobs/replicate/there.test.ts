import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Fault, fault } from "../../../src/errors.ts";
import { lossThere } from "../../../src/jobs/replicate/loss.ts";
import { snapshotsIn } from "../../../src/jobs/replicate/there.ts";
import { stockOf } from "../../../src/jobs/stock.ts";
import { acceptanceName } from "../../../src/stores/acceptance.ts";
import { DirectoryStore } from "../../../src/stores/directory-store.ts";
import type { Store, StoredFile } from "../../../src/stores/store.ts";
import { Directory } from "../../../src/system/directory.ts";
import { describeWith } from "../../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../../bed/archive-store.ts";

const day = 24 * 3_600_000;
const noon = Date.UTC(2026, 0, 30, 12);
const nothing = { here: [], there: [] };

describeWith("blocks")("what is in a further store", () => {
  let bed: ArchiveStore;
  const zone = process.env["TZ"];
  beforeAll(async () => {
    process.env["TZ"] = "UTC";
    bed = await openArchiveStore();
  }, 120_000);
  afterAll(async () => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    await bed?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await rm(bed.store, { recursive: true });
    await mkdir(bed.store);
  });

  const open = () => new DirectoryStore(Directory.open(bed.store));
  /** A store that counts how often it is looked into. */
  const counting = (store: Store, opened: string[]): Store =>
    new Proxy(store, {
      get: (target, key) => {
        if (key === "open") {
          return (file: StoredFile) => {
            opened.push(file.name);
            return store.open(file);
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  /** A store that does not give one of its files. */
  const refusing = (store: Store, name: string, failure: Fault): Store =>
    new Proxy(store, {
      get: (target, key) => {
        if (key === "open") {
          return async (file: StoredFile) => {
            if (file.name === name) throw failure;
            return await store.open(file);
          };
        }
        const value: unknown = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });

  test("is told by its own archives as SNAPSHOT_DIR would tell it of the same", async () => {
    await bed.add(noon - 6 * day);
    await bed.add(noon - 5 * day, { damaged: 2 });
    await bed.add(noon - 4 * day, { sound: false });
    await bed.add(noon - 3 * day, { sound: true });
    await bed.add(noon - 2 * day, { maker: "script" });
    await bed.add(noon - day, { name: "snapshot-20_01_2025-12_00_00" });
    const cut = await bed.add(noon);
    await truncate(join(bed.store, `${cut}.tar.gz`), 1000);
    await writeFile(join(bed.store, "notes.tar.gz"), "no snapshot");
    using store = open();
    using here = open();
    const there = await snapshotsIn(store, nothing);
    const pairs = (all: readonly { name: string; instant: number; good: boolean }[]) =>
      all.map(({ name, instant, good }) => `${name} ${instant} ${good}`).sort();
    expect(pairs(there)).toEqual(pairs(await stockOf(here)));
    expect(there.filter(({ good }) => good)).toHaveLength(3);
  });

  test("knows by the checksum file beside it which copy was finished", async () => {
    const [whole, killed] = [await bed.add(noon - day), await bed.add(noon)];
    await rm(join(bed.store, `${killed}.tar.gz.sha256`));
    using store = open();
    const complete = (await snapshotsIn(store, nothing)).map(({ name, complete: is }) => [name, is]);
    expect(Object.fromEntries(complete)).toEqual({ [whole]: true, [killed]: false });
  });

  test("is not looked into again where it is known, but for a verdict on it", async () => {
    const [first, second] = [await bed.add(noon - day), await bed.add(noon)];
    using store = open();
    const there = await snapshotsIn(store, nothing);
    const opened: string[] = [];
    expect(await snapshotsIn(counting(store, opened), { here: [], there })).toEqual(there);
    expect(opened).toEqual([]);
    await bed.add(noon, { sound: false });
    const again = await snapshotsIn(counting(store, opened), { here: [], there });
    expect(again.map(({ name, good }) => [name, good])).toEqual([
      [first, true],
      [second, false],
    ]);
  });

  test("is another file where its size is another, and looked into", async () => {
    const name = await bed.add(noon);
    using store = open();
    const there = await snapshotsIn(store, nothing);
    await truncate(join(bed.store, `${name}.tar.gz`), 1000);
    const opened: string[] = [];
    const [found] = await snapshotsIn(counting(store, opened), { here: [], there });
    expect([opened, found?.good]).toEqual([[`${name}.tar.gz`], false]);
  });

  test("counts as not good while the store does not give it, and keeps nobody from the others", async () => {
    const [first, second] = [await bed.add(noon - day), await bed.add(noon)];
    using store = open();
    const [url, operation, message] = [`${bed.store}/${first}.tar.gz`, "GetObject", "in Glacier"];
    const refused = fault("s3.refused", { url, operation, status: 403, code: "InvalidObjectState", message });
    const frozen = refusing(store, `${first}.tar.gz`, refused);
    const goodOf = (all: readonly { name: string; good: boolean }[]) => all.map(({ name, good }) => [name, good]);
    const seen = await snapshotsIn(frozen, nothing);
    expect(goodOf(seen)).toEqual([
      [first, false],
      [second, true],
    ]);
    expect((await snapshotsIn(store, { here: [], there: seen })).every(({ good }) => good)).toBe(true);
    const away = fault("s3.connection", { url, host: "s3.example.org", problem: "refused", reason: "" });
    await expect(snapshotsIn(refusing(store, `${first}.tar.gz`, away), nothing)).rejects.toBe(away);
  });

  test("may be what later ones lack while the store does not give it: nothing goes before somebody accepts that", async () => {
    const [old, fresh] = [await bed.add(noon - day), await bed.add(noon)];
    using store = open();
    const denied = fault("s3.denied", { url: `${bed.store}/${old}.tar.gz`, operation: "GetObject" });
    const frozen = refusing(store, `${old}.tar.gz`, denied);
    const there = await snapshotsIn(frozen, nothing);
    const here = (await stockOf(store)).filter(({ name }) => name === fresh);
    const askLimits = () => Promise.reject(denied);
    const terms = { here, there, acceptedHere: Number.NEGATIVE_INFINITY, accept: false, now: noon + day, askLimits };
    await expect(lossThere(frozen, terms)).rejects.toBe(denied);
    expect(await store.file(acceptanceName)).toBeUndefined();
    expect(await lossThere(frozen, { ...terms, accept: true })).toBeUndefined();
    expect(await store.file(acceptanceName)).toBeDefined();
  });

  test("is good again once a later verdict says so", async () => {
    const name = await bed.add(noon, { sound: false });
    using store = open();
    const there = await snapshotsIn(store, nothing);
    expect(there.map(({ good }) => good)).toEqual([false]);
    const verdict = join(bed.store, `${name}.tar.gz.verdict`);
    const text = await readFile(verdict, "utf8");
    await writeFile(verdict, text.replace('"sound":false', '"sound":true'));
    expect((await snapshotsIn(store, { here: [], there })).map(({ good }) => good)).toEqual([true]);
  });
});
