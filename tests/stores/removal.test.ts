import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAcceptance, writeAcceptance } from "../../src/stores/acceptance.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { orphans, removeOrphans, removeSnapshot } from "../../src/stores/removal.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-24_11_2026-13_00_00";
const other = "snapshot-25_11_2026-13_00_00";

let place: Temporary;
let store: DirectoryStore;

beforeEach(async () => {
  place = await temporaryDirectory();
  store = new DirectoryStore(Directory.open(place.path));
});
afterEach(async () => {
  store[Symbol.dispose]();
  await place[Symbol.asyncDispose]();
});

const put = (file: string, text = "") => writeFile(join(place.path, file), text);
const checksum = (of: string) => `${"0".repeat(64)}  ${of}.tar.gz\n`;

describe("deleting a snapshot", () => {
  test("takes its checksum, its verdict and what killed writers of them left", async () => {
    for (const end of ["", ".sha256", ".verdict", ".sha256.new", ".verdict.new"]) await put(`${name}.tar.gz${end}`);
    for (const end of ["", ".sha256"]) await put(`${other}.tar.gz${end}`);
    expect(await removeSnapshot(store, name, 0)).toBe(true);
    expect((await store.names()).toSorted()).toEqual([`${other}.tar.gz`, `${other}.tar.gz.sha256`]);
  });

  test("leaves another file that has its name by now, and what stands beside it", async () => {
    await put(`${name}.tar.gz`, "another");
    await put(`${name}.tar.gz.sha256`);
    expect(await removeSnapshot(store, name, 3)).toBe(false);
    expect(await store.names()).toHaveLength(2);
  });

  test("follows no link, and deletes no directory", async () => {
    await put("precious", "precious");
    await symlink("precious", join(place.path, `${name}.tar.gz`));
    await mkdir(join(place.path, `${other}.tar.gz`));
    expect([await removeSnapshot(store, name, 8), await removeSnapshot(store, other, 0)]).toEqual([false, false]);
    expect(await store.names()).toHaveLength(3);
  });

  test("ends what a killed one had begun", async () => {
    await put(`${name}.tar.gz.sha256`, checksum(name));
    expect(await removeSnapshot(store, name, 3)).toBe(true);
    expect(await store.names()).toEqual([]);
  });
});

describe("what stands beside archives that are gone", () => {
  test("is promsnap's, or left alone", async () => {
    const mine = [
      `${name}.tar.gz.sha256`,
      `${name}.tar.gz.verdict`,
      `${name}.tar.gz.verdict.new`,
      `${name}.tar.gz.sha256.new`,
    ];
    for (const file of mine) await put(file, checksum(name));
    await put(`${other}.tar.gz`);
    await put(`${other}.tar.gz.verdict`);
    for (const file of [
      "snapshot-26_11_2026-13_00_00.tar.gz.sha256",
      "snapshot-31_02_2026-13_00_00.tar.gz.verdict",
      "mine.tar.gz.verdict",
      "snapshot-24_11_2026-13_00_00.tar.gz.sha256.old",
    ]) {
      await put(file, "somebody's");
    }
    await mkdir(join(place.path, "snapshot-27_11_2026-13_00_00.tar.gz.verdict"));
    const found = await orphans(store);
    expect(found.toSorted()).toEqual(mine.toSorted());
    await removeOrphans(store, found);
    expect(await store.names()).toHaveLength(7);
  });
});

describe("up to when snapshots were compared", () => {
  test("is read as it was written", async () => {
    expect(await readAcceptance(store)).toBeUndefined();
    await writeAcceptance(store, Date.UTC(2026, 10, 24));
    expect(await readAcceptance(store)).toBe(Date.UTC(2026, 10, 24));
  });

  test.each([
    "",
    "{",
    "7",
    '{"format":2,"upTo":"2026-11-24T00:00:00.000Z"}',
    '{"format":1,"upTo":"soon"}',
    '{"format":1}',
  ])("is not known where the file says %p", async (text) => {
    await put(".promsnap-accepted", text);
    expect(await readAcceptance(store)).toBeUndefined();
  });
});
