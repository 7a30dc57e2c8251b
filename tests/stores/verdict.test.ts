import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { readVerdict, type Verdict, writeVerdict } from "../../src/stores/verdict.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-24_11_2026-13_00_00";
const verdict: Verdict = { at: Date.UTC(2026, 10, 24, 14), deep: true, sound: false, bytes: 4 };

describe("the verdict on an archive", () => {
  let place: Temporary;
  let store: DirectoryStore;

  beforeEach(async () => {
    place = await temporaryDirectory();
    await writeFile(join(place.path, `${name}.tar.gz`), "abcd");
    store = new DirectoryStore(Directory.open(place.path));
  });

  afterEach(async () => {
    store[Symbol.dispose]();
    await place[Symbol.asyncDispose]();
  });

  test("is read as it was written", async () => {
    await writeVerdict(store, name, verdict);
    expect(await readVerdict(store, name, 4)).toEqual(verdict);
    expect(await readFile(join(place.path, `${name}.tar.gz.verdict`), "utf8")).toBe(
      '{"format":1,"verified":"2026-11-24T14:00:00.000Z","deep":true,"sound":false,"bytes":4}\n',
    );
  });

  test("does not hold for an archive of another size", async () => {
    await writeVerdict(store, name, verdict);
    expect(await readVerdict(store, name, 5)).toBeUndefined();
  });

  test("is not written for an archive that is gone", async () => {
    await writeVerdict(store, "snapshot-24_11_2026-13_00_01", verdict);
    expect(await store.names()).toEqual([`${name}.tar.gz`]);
  });

  for (const text of [
    "",
    "{",
    "[]",
    '{"format":2,"bytes":4}',
    '{"format":1,"verified":"soon","deep":true,"sound":true,"bytes":4}',
  ]) {
    test(`is none where the file says ${JSON.stringify(text)}`, async () => {
      await writeFile(join(place.path, `${name}.tar.gz.verdict`), text);
      expect(await readVerdict(store, name, 4)).toBeUndefined();
    });
  }
});
