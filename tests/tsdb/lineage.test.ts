import { expect, test } from "bun:test";
import { readLineage } from "../../src/tsdb/lineage.ts";

const [ulid, other] = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"];
const meta = (changes: object) => JSON.stringify({ version: 1, ulid, minTime: 1, maxTime: 2, ...changes });

test("a compacted block tells what it was made of", () => {
  const compaction = { level: 2, sources: [other, ulid], parents: [{ ulid: other, minTime: 0, maxTime: 1 }] };
  expect(readLineage(meta({ compaction }))).toEqual({
    ulid,
    minTime: 1,
    maxTime: 2,
    sources: [other, ulid],
    parents: [other],
    deletable: false,
  });
});

test("an emptied block is deletable", () => {
  expect(readLineage(meta({ compaction: { deletable: true } }))).toMatchObject({ deletable: true, sources: [] });
});

test.each(["", "[]", "{}", meta({ version: 2 }), meta({ ulid: "../etc" }), meta({ minTime: "1" }), "{"])(
  "what Prometheus does not take for a block has no lineage: %s",
  (text) => expect(readLineage(text)).toBeUndefined(),
);

test("what is odd in a list is left out", () => {
  const compaction = { sources: [ulid, 7, "x", null], parents: [null, "x", { ulid: 7 }, { ulid: other }] };
  expect(readLineage(meta({ compaction }))).toMatchObject({ sources: [ulid], parents: [other] });
  expect(readLineage(meta({ compaction: 7 }))).toMatchObject({ sources: [], parents: [] });
});
