import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeChecksum } from "../../src/stores/archives.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { SnapshotDirectory } from "../../src/stores/snapshot-directory.ts";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "../prometheus/clients.ts";

const name = "snapshot-22_11_2026-11_09_40";

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
    await writeChecksum(new DirectoryStore(directory), name, sha256);
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
