import { expect, test } from "bun:test";
import { missingChunks } from "../../src/tsdb/chunk-counts.ts";
import type { Damage } from "../../src/tsdb/damage.ts";

const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const missing: Damage = { block: ulid, file: "chunks", offset: 0, problem: "missing chunks", section: "" };
const counts = (...chunks: number[]) => chunks.map((count) => ({ block: ulid, chunks: count }));

test("chunks are counted over all files of a block", () => {
  expect(missingChunks([{ ulid, chunks: 7 }], counts(3, 4), [])).toEqual([]);
  expect(missingChunks([{ ulid, chunks: 7 }], counts(3, 3), [])).toEqual([missing]);
});

test("a block none of whose chunk files is there lacks its chunks, unless it has none", () => {
  const other = { block: "01ARZ3NDEKTSV4RRFFQ69G5FAW", chunks: 7 };
  expect(missingChunks([{ ulid, chunks: 7 }], [other], [])).toEqual([missing]);
  expect(missingChunks([{ ulid, chunks: 0 }], [other], [])).toEqual([]);
});

test("more chunks than were promised are no loss", () => {
  expect(missingChunks([{ ulid, chunks: 6 }], counts(3, 4), [])).toEqual([]);
});

test("a damaged chunk file is told once; a damaged index says nothing about chunks", () => {
  const chunks: Damage = { ...missing, file: "chunks/000001", problem: "checksum" };
  expect(missingChunks([{ ulid, chunks: 7 }], counts(3), [chunks])).toEqual([]);
  expect(missingChunks([{ ulid, chunks: 7 }], counts(3), [{ ...chunks, file: "index" }])).toEqual([missing]);
});
