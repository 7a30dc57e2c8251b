import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { catalogue } from "../../src/jobs/catalogue.ts";
import { archivesIn } from "../../src/stores/archives.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { type SmallArchives, smallArchives } from "../archive/small-archives.ts";
import { describeWith } from "../bed/abilities.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-24_11_2026-13_00_00";

describeWith("blocks")("what the catalogue knows of an archive", () => {
  let place: Temporary;
  let archives: SmallArchives;

  beforeAll(async () => {
    place = await temporaryDirectory();
    archives = await smallArchives(place.path);
  }, 120_000);
  afterAll(() => place.remove());

  const path = () => join(place.path, `${name}.tar.gz`);
  const look = async () => {
    using store = new DirectoryStore(Directory.open(place.path));
    const [archive] = await archivesIn(store);
    if (archive === undefined) throw new Error("no archive");
    return await catalogue(archive);
  };

  test("of promsnap's: when it was taken, and its blocks", async () => {
    await copyFile(join(place.path, "own"), path());
    const { head, ...rest } = await look();
    expect(rest).toEqual({ name, path: path(), bytes: (await stat(path())).size, instant: 1e12, maker: "promsnap" });
    expect(head?.metas.map(({ ulid }) => ulid)).toEqual([archives.block]);
  });

  test("of the script's: what its name says", async () => {
    await copyFile(join(place.path, "script"), path());
    expect(await look()).toMatchObject({ maker: "script", instant: new Date(2026, 10, 24, 13).getTime() });
    expect((await look()).problem).toBeUndefined();
  });

  test("that promsnap's is cut off: it has no end", async () => {
    await copyFile(join(place.path, "own"), path());
    await truncate(path(), 2000);
    expect(await look()).toMatchObject({ maker: "promsnap", problem: { code: "archive.corrupt" } });
    expect((await look()).head).toBeUndefined();
  });

  test("that the script's is cut off, or ends in the zeros of a power cut: it does not count as a good one", async () => {
    const { size } = await stat(join(place.path, "script"));
    for (const kept of [size - 8, size - 100, 1000, 100]) {
      await copyFile(join(place.path, "script"), path());
      await truncate(path(), kept);
      expect(await look()).toMatchObject({ maker: "script", problem: { code: "archive.corrupt" } });
      await truncate(path(), size);
      expect(await look()).toMatchObject({ maker: "script", problem: { code: "archive.corrupt" } });
    }
  });

  for (const [what, text] of [
    ["an empty file, as the script leaves on a full disk", ""],
    ["something else", "junk that is longer than a header of gzip"],
  ] as const) {
    test(`that ${what}, is none`, async () => {
      await writeFile(path(), text);
      expect(await look()).toMatchObject({ maker: "script", problem: { code: "archive.corrupt" } });
    });
  }
});
