import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { SnapshotDirectory } from "../../src/stores/snapshot-directory.ts";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "../prometheus/clients.ts";

const name = "snapshot-22_11_2026-11_09_40";
const noon = Date.UTC(2026, 10, 22, 12);

let place: Temporary;
let directory: Directory;
let store: SnapshotDirectory;

beforeEach(async () => {
  place = await temporaryDirectory();
  directory = Directory.open(place.path);
  store = new SnapshotDirectory(directory);
});

afterEach(async () => {
  directory[Symbol.dispose]();
  await place.remove();
});

const at = (file: string) => join(place.path, file);
const files = async () => (await readdir(place.path)).sort();
const bytes = new TextEncoder().encode("an archive's bytes");
const sha256 = createHash("sha256").update(bytes).digest("hex");

async function begun() {
  const draft = await store.begin(name);
  await draft.write(bytes);
  return draft;
}

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
    expect(store.archives().map((archive) => [archive.name, archive.bytes, archive.hasChecksum])).toEqual([
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
    expect(store.archives()).toEqual([]);
  });
});

describe("the next name", () => {
  test("is the second asked for when it is free", () => expect(store.freeName(noon)).toBe(snapshotName(noon)));

  test("is the next free second where any file bears the name", async () => {
    for (const [second, suffix] of [".tar.gz", "", ".tar.gz.partial", ".tar.gz.sha256"].entries()) {
      await writeFile(at(`${snapshotName(noon + second * 1000)}${suffix}`), "");
    }
    expect(store.freeName(noon)).toBe(snapshotName(noon + 4000));
  });

  test("in the hour that comes twice is one of that hour, not the first pass's again", async () => {
    const { TZ = "UTC" } = process.env;
    process.env["TZ"] = "Europe/Paris";
    try {
      const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
      await writeFile(at(`${store.freeName(first)}.tar.gz`), "");
      expect(store.freeName(second)).toBe("snapshot-25_10_2026-02_30_01");
    } finally {
      process.env["TZ"] = TZ;
    }
  });
});

describe("an archive in the making", () => {
  test("has its partial's name, with mode 0640, on record from the beginning", async () => {
    const draft = await begun();
    expect(await files()).toEqual([".promsnap-writing", `${name}.tar.gz.partial`]);
    expect((await lstat(at(`${name}.tar.gz.partial`))).mode & 0o7777).toBe(0o640);
    expect(store.leftover()).toBe(at(`${name}.tar.gz.partial`));
    await draft.discard();
  });

  test("carries its final name once it is proved and committed, and nothing else stays", async () => {
    const draft = await begun();
    expect(await draft.prove()).toBe(sha256);
    expect(await draft.commit()).toBe(at(`${name}.tar.gz`));
    expect(await files()).toEqual([`${name}.tar.gz`]);
    await store.writeChecksum(name, sha256);
    await must(["sha256sum", "--check", "--strict", `${name}.tar.gz.sha256`], { directory: place.path });
    expect((await lstat(at(`${name}.tar.gz.sha256`))).mode & 0o7777).toBe(0o640);
  });

  test("is gone when it is discarded, twice as well as once", async () => {
    const draft = await begun();
    expect([await draft.discard(), await draft.discard()]).toEqual([undefined, undefined]);
    expect(await files()).toEqual([]);
  });

  test.each([
    { what: "other bytes", given: "setyb s'evihcra na" },
    { what: "more bytes", given: "an archive's bytes " },
    { what: "fewer bytes", given: "n archive's bytes" },
    { what: "no bytes", given: "" },
  ])("is not proved when the disk gives $what back", async ({ given }) => {
    const draft = await store.begin(name);
    const disk = { write: draft.output.write.bind(draft.output) };
    draft.output.write = async () => disk.write(new TextEncoder().encode(String(given)));
    await draft.write(bytes);
    expect((await caught(() => draft.prove())).data.code).toBe("archive.readBack");
    await draft.discard();
  });

  test("does not overwrite an archive that took its name meanwhile", async () => {
    const draft = await begun();
    await writeFile(at(`${name}.tar.gz`), "somebody's");
    expect(errnoOf(await caught(() => draft.commit()))).toBe("EEXIST");
    await draft.discard();
    expect(await readFile(at(`${name}.tar.gz`), "utf8")).toBe("somebody's");
    expect(await files()).toEqual([`${name}.tar.gz`]);
  });

  test("is not begun over a partial that is there", async () => {
    await writeFile(at(`${name}.tar.gz.partial`), "somebody's");
    expect(errnoOf(await caught(() => store.begin(name)))).toBe("EEXIST");
    expect(await files()).toEqual([`${name}.tar.gz.partial`]);
    expect(await readFile(at(`${name}.tar.gz.partial`), "utf8")).toBe("somebody's");
  });
});

describe("what a killed run left", () => {
  test("is its partial and the record of it, and no other partial", async () => {
    const { output } = await begun();
    output.close();
    await writeFile(at("snapshot-01_01_2026-00_00_00.tar.gz.partial"), "somebody's");
    store.removeLeftover();
    expect(await files()).toEqual(["snapshot-01_01_2026-00_00_00.tar.gz.partial"]);
    expect(store.leftover()).toBeUndefined();
  });

  test("is nothing where there is no record, or one of a partial that is gone", async () => {
    expect(store.leftover()).toBeUndefined();
    store.removeLeftover();
    await writeFile(at(".promsnap-writing"), `${name}.tar.gz.partial\n`);
    expect(store.leftover()).toBeUndefined();
    store.removeLeftover();
    expect(await files()).toEqual([]);
  });

  for (const record of [
    "../outside",
    "other",
    `${name}.tar.gz`,
    `${name}.partial`,
    ".partial",
    "",
    `x/${name}.tar.gz.partial`,
  ]) {
    test(`is nothing that a record with ${JSON.stringify(record)} in it names`, async () => {
      await writeFile(at("other"), "");
      await writeFile(at(`${name}.tar.gz`), "");
      await writeFile(at(".promsnap-writing"), `${record}\n`);
      expect(store.leftover()).toBeUndefined();
      store.removeLeftover();
      expect(await files()).toEqual(["other", `${name}.tar.gz`]);
    });
  }
});
