import { expect, test } from "bun:test";
import { missingFiles } from "../../src/tsdb/missing-files.ts";

const block = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const missing = (index: boolean, chunks: string[] | undefined, samples = 1) =>
  missingFiles(block, { index, chunks }, samples).map(({ file }) => file);

test("a block with its index and its chunks numbered from one lacks nothing", () => {
  expect(missing(true, ["000002", "000001"])).toEqual([]);
  expect(missing(true, [], 0)).toEqual([]);
});

test("a block lacks its index, its chunks, or the first number that is not there", () => {
  expect(missing(false, undefined)).toEqual(["index", "chunks"]);
  expect(missing(true, [])).toEqual(["chunks/000001"]);
  expect(missing(true, ["000002"])).toEqual(["chunks/000001"]);
  expect(missing(true, ["000001", "000003"])).toEqual(["chunks/000002"]);
});

test("a number that Prometheus would take for a chunk file out of its turn is one too many", () => {
  expect(missing(true, ["000001", "1"])).toEqual(["chunks/000002"]);
  expect(missing(true, ["000001", "notes.txt"])).toEqual([]);
});
