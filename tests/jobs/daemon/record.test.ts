import { expect, test } from "bun:test";
import fc from "fast-check";
import { type DaemonRecord, parseRecord, recordText } from "../../../src/jobs/daemon/record.ts";

const record: DaemonRecord = {
  agenda: { attended: 1000, owed: { at: 2000, attempts: 1, killed: true } },
  lastRun: {
    attempt: { ended: 1, milliseconds: 2, exitCode: 4 },
    success: { ended: 1, archiveBytes: 2, contentBytes: 3 },
  },
};

test("a record is read as it was written", () => {
  expect(parseRecord(recordText(record, "/store"), "/store")).toEqual(record);
  const plain = { agenda: { attended: 5 }, lastRun: {} };
  expect(parseRecord(recordText(plain, "/store"), "/store")).toEqual(plain);
});

test("of another store's runs nothing is known, but what is due stays due", () => {
  expect(parseRecord(recordText(record, "/store"), "/other")).toEqual({ agenda: record.agenda, lastRun: {} });
});

test.each([
  "",
  "{}",
  "[]",
  "null",
  '{"format":2,"attended":1}',
  '{"format":1,"attended":"1"}',
  '{"format":1,"attended":-1}',
  '{"format":1,"attended":1e999}',
  '{"format":1,"attended":1e18}',
])("what is no record is none: %p", (text) => {
  expect(parseRecord(text, "/store")).toBeUndefined();
});

test("what is wrong with what is owed makes nothing owed, and no text makes it throw", () => {
  expect(parseRecord('{"format":1,"attended":1,"owed":{"at":1,"attempts":1}}', "/store")?.agenda).toEqual({
    attended: 1,
  });
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => void parseRecord(text, "/store")));
});
