import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstat, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
import { replaceShared } from "../../src/system/shared-file.ts";
import { testWith } from "../bed/abilities.ts";
import { smallDisk, type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "../prometheus/clients.ts";

let place: Temporary;
let directory: Directory;
beforeEach(async () => {
  place = await temporaryDirectory();
  directory = Directory.open(place.path);
});
afterEach(async () => {
  directory[Symbol.dispose]();
  await place.remove();
});

const at = (name: string) => join(place.path, name);
const text = (name: string) => readFile(at(name), "utf8");

test("a file is put in place with exactly its mode, over the one before, and nothing is left beside it", async () => {
  await writeFile(at("a.prom"), "old", { mode: 0o600 });
  await replaceShared(directory, "a.prom", "new\n", 0o644);
  expect(await text("a.prom")).toBe("new\n");
  expect((await lstat(at("a.prom"))).mode & 0o7777).toBe(0o644);
  expect(directory.names()).toEqual(["a.prom"]);
});

test("a link under its name is replaced, not followed", async () => {
  await writeFile(at("elsewhere"), "theirs");
  await symlink("elsewhere", at("a.prom"));
  await replaceShared(directory, "a.prom", "ours", 0o644);
  expect((await lstat(at("a.prom"))).isFile()).toBe(true);
  expect(await text("elsewhere")).toBe("theirs");
});

test("of many who write at the same time each writes whole", async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(50_000));
  await Promise.all(texts.map((one) => replaceShared(directory, "a.prom", one, 0o644)));
  expect(texts).toContain(await text("a.prom"));
  expect(directory.names()).toEqual(["a.prom"]);
});

test("what a killed process left goes after an hour, and nothing else does", async () => {
  const aside = (name: string) => `${name}.${crypto.randomUUID()}.new`;
  const [old, fresh, other] = [aside("a.prom"), aside("a.prom"), aside("b.prom")];
  for (const name of [old, fresh, other, "a.prom.new", "a.prom.mine.new"]) await writeFile(at(name), "");
  const hoursAgo = Date.now() / 1000 - 7200;
  for (const name of [old, other, "a.prom.new", "a.prom.mine.new"]) await utimes(at(name), hoursAgo, hoursAgo);
  await replaceShared(directory, "a.prom", "", 0o644);
  expect(directory.names().sort()).toEqual(["a.prom", fresh, "a.prom.mine.new", "a.prom.new", other].sort());
});

test("a directory under its name is a fault, and nothing is left beside it", async () => {
  directory.makeDirectory("a.prom", 0o755);
  const failure = await caught(() => replaceShared(directory, "a.prom", "x", 0o644));
  expect(errnoOf(failure)).toBe("EISDIR");
  expect(directory.names()).toEqual(["a.prom"]);
});

testWith("mounts")("on a full disk the old file stays whole, and nothing is left beside it", async () => {
  await using disk = await smallDisk(64 << 10);
  using small = Directory.open(disk.path);
  await replaceShared(small, "a.prom", "old\n", 0o644);
  const failure = await caught(() => replaceShared(small, "a.prom", "x".repeat(1 << 20), 0o644));
  expect(failure.data.code).toBe("files.full");
  expect(small.names()).toEqual(["a.prom"]);
  expect(await readFile(join(disk.path, "a.prom"), "utf8")).toBe("old\n");
});
