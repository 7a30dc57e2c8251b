import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { archivesIn, freeName } from "../../src/stores/archives.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-22_11_2026-11_09_40";
const noon = Date.UTC(2026, 10, 22, 12);

let place: Temporary;
let store: DirectoryStore;

beforeEach(async () => {
  place = await temporaryDirectory();
  store = new DirectoryStore(Directory.open(place.path));
});

afterEach(async () => {
  store[Symbol.dispose]();
  await place.remove();
});

const at = (file: string) => join(place.path, file);

describe("the archives of a store", () => {
  test("are files with a snapshot's name, oldest first, whoever made them", async () => {
    for (const file of [
      "snapshot-02_01_2026-00_00_00",
      "snapshot-31_12_2025-23_59_59",
      "snapshot-01_02_2026-00_00_00",
    ]) {
      await writeFile(at(`${file}.tar.gz`), "four");
    }
    await writeFile(at("snapshot-02_01_2026-00_00_00.tar.gz.sha256"), "");
    expect((await archivesIn(store)).map((archive) => [archive.name, archive.bytes, archive.hasChecksum])).toEqual([
      ["snapshot-31_12_2025-23_59_59", 4, false],
      ["snapshot-02_01_2026-00_00_00", 4, true],
      ["snapshot-01_02_2026-00_00_00", 4, false],
    ]);
  });

  test("are not partials, checksums, directories, links, FIFOs or anything else", async () => {
    await writeFile(at(`${name}.tar.gz.partial`), "");
    await writeFile(at(`${name}.tar.gz.sha256`), "");
    await writeFile(at("notes.tar.gz"), "");
    await mkdir(at("snapshot-01_01_2026-00_00_00.tar.gz"));
    await symlink("notes.tar.gz", at("snapshot-01_01_2026-00_00_01.tar.gz"));
    await must(["mkfifo", at("snapshot-01_01_2026-00_00_02.tar.gz")]);
    expect(await archivesIn(store)).toEqual([]);
  });
});

describe("the next name", () => {
  test("is the second asked for when it is free", async () => {
    expect(await freeName(store, noon)).toBe(snapshotName(noon));
  });

  test("is the next free second where any file bears the name", async () => {
    for (const [second, suffix] of [".tar.gz", "", ".tar.gz.partial", ".tar.gz.sha256"].entries()) {
      await writeFile(at(`${snapshotName(noon + second * 1000)}${suffix}`), "");
    }
    expect(await freeName(store, noon)).toBe(snapshotName(noon + 4000));
  });

  test("in the hour that comes twice is one of that hour, not the first pass's again", async () => {
    const { TZ = "UTC" } = process.env;
    process.env["TZ"] = "Europe/Paris";
    try {
      const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
      await writeFile(at(`${await freeName(store, first)}.tar.gz`), "");
      expect(await freeName(store, second)).toBe("snapshot-25_10_2026-02_30_01");
    } finally {
      process.env["TZ"] = TZ;
    }
  });
});
