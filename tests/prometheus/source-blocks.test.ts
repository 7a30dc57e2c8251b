import { expect, test } from "bun:test";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { readSourceBlocks } from "../../src/prometheus/source-blocks.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/** A snapshot of one block with these chunk files; what is in them does not matter here. */
async function look(chunks: readonly string[], numSamples: number, change?: (block: string) => Promise<void>) {
  await using place = await temporaryDirectory();
  const block = join(place.path, ulid);
  const meta = { ulid, version: 1, minTime: 0, maxTime: 1000, stats: { numSamples }, compaction: { level: 1 } };
  await mkdir(join(block, "chunks"), { recursive: true });
  await Bun.write(join(block, "meta.json"), JSON.stringify(meta));
  for (const file of ["index", ...chunks.map((name) => `chunks/${name}`)]) await Bun.write(join(block, file), "x");
  await change?.(block);
  using snapshot = Directory.open(place.path);
  return readSourceBlocks(snapshot);
}

const missing = async (...looking: Parameters<typeof look>) =>
  (await look(...looking)).damage.map(({ file, problem }) => `${file} ${problem}`);

test("a block with all its files is sound", async () => {
  const { count, metas, damage } = await look(["000001", "000002"], 10);
  expect([count, metas.map(({ samples }) => samples), damage]).toEqual([1, [10], []]);
});

test("a chunk file that is missing among others is named", async () => {
  expect(await missing(["000002", "000003"], 10)).toEqual(["chunks/000001 missing"]);
  expect(await missing(["000001", "000003"], 10)).toEqual(["chunks/000002 missing"]);
});

test("a block without chunk files is damaged where it has samples", async () => {
  expect(await missing([], 10)).toEqual(["chunks/000001 missing"]);
  expect(await missing([], 0)).toEqual([]);
});

test("a chunk file of an absurd number costs nothing and is found", async () => {
  expect(await missing(["999999"], 10)).toEqual(["chunks/000001 missing"]);
});

test("a block without index, chunks or a readable meta.json is damaged", async () => {
  expect(await missing(["000001"], 10, (block) => rm(join(block, "index")))).toEqual(["index missing"]);
  expect(await missing([], 10, (block) => rm(join(block, "chunks"), { recursive: true }))).toEqual(["chunks missing"]);
  const bad = await missing(["000001"], 10, async (block) => void (await Bun.write(join(block, "meta.json"), "{")));
  expect(bad).toEqual(["meta.json not JSON"]);
});

test("what is no block refuses the snapshot", async () => {
  const stray = (block: string) => mkdir(join(block, "../stray"));
  await expect(look(["000001"], 10, async (block) => void (await stray(block)))).rejects.toMatchObject({
    data: { code: "source.unexpected" },
  });
});
