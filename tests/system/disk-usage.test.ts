import { afterAll, beforeAll, expect, test } from "bun:test";
import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { bytesFreed, filesBelow } from "../../src/system/disk-usage.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

let place: Temporary;
beforeAll(async () => {
  place = await temporaryDirectory();
  const at = (...names: string[]) => join(place.path, ...names);
  for (const name of ["live", "one/deep", "two"]) await mkdir(at(name), { recursive: true });
  await writeFile(at("live/chunk"), new Uint8Array(1 << 20));
  await link(at("live/chunk"), at("one/deep/chunk"));
  await writeFile(at("one/shared"), new Uint8Array(1 << 21));
  await link(at("one/shared"), at("two/shared"));
  await writeFile(at("two/own"), new Uint8Array(1 << 19));
  await symlink(at("live"), at("two/link"));
});
afterAll(() => place?.remove());

const freed = (...names: string[]) => {
  using directory = Directory.open(place.path);
  return bytesFreed(names.flatMap((name) => filesBelow(directory, name)));
};

test("what has a name elsewhere is not free once it is deleted here", () => expect(freed("one")).toBe(0));

test("what has all its names among what is deleted is free", () => {
  expect(freed("one", "two") - freed("two")).toBe(1 << 21);
});

test("a link is a link, and not what it leads to", () => {
  expect(freed("two")).toBeGreaterThanOrEqual(1 << 19);
  expect(freed("two")).toBeLessThan((1 << 19) + 8192);
});

test("a directory that is not there holds nothing", () => expect(freed("none")).toBe(0));
