import { expect, test } from "bun:test";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { removeIfEmpty } from "../../src/system/empty.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

test("only a directory that holds nothing is deleted", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  await mkdir(join(place.path, "empty"));
  await Bun.write(join(place.path, "full/file"), "somebody's");
  for (const name of ["empty", "full", "none"]) removeIfEmpty(directory, name);
  expect((await readdir(place.path, { recursive: true })).sort()).toEqual(["full", "full/file"]);
  expect(() => removeIfEmpty(directory, "../x")).toThrow();
});
