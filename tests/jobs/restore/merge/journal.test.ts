import { expect, test } from "bun:test";
import { parseJournal } from "../../../../src/jobs/restore/journal.ts";
import { ulidOf } from "../../../bed/blocks.ts";

const block = {
  ulid: ulidOf(1, 1),
  minTime: 0,
  maxTime: 7_200_000,
  sources: [ulidOf(1, 1)],
  parents: [],
  deletable: false,
  bytes: 4096,
  device: "2049",
  inode: "131",
};
const journal = {
  version: 1,
  device: "2049",
  kind: "merge",
  file: "latest",
  archive: "/store/snapshot-22_11_2026-11_09_40.tar.gz",
  allowOverlap: false,
  in: "restore-20261124T230501Z/new",
  blocks: [block],
};
const parse = (value: object) => parseJournal(JSON.stringify(value)) as object | undefined;

test("the journal of a merge is read as it was written", () => {
  expect(parse(journal)).toEqual(journal);
});

test.each([
  ["a place that promsnap does not make", { ...journal, in: "../../etc/new" }],
  ["the data of before a restore as its staging", { ...journal, in: "previous-20261124T230501Z" }],
  ["a name that is no block's", { ...journal, blocks: [{ ...block, ulid: "wal" }] }],
  ["a path for a block", { ...journal, blocks: [{ ...block, ulid: `../${block.ulid}` }] }],
  ["a block without identity", { ...journal, blocks: [{ ...block, inode: undefined }] }],
  ["times that are none", { ...journal, blocks: [{ ...block, maxTime: "later" }] }],
  ["another version", { ...journal, version: 2 }],
] as const)("a journal of a merge with %s is damaged", (_, value) => {
  expect(parse(value)).toBeUndefined();
});
