import { expect, test } from "bun:test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ReplicaRecord, readReplica, underClock, writeReplica } from "../../../src/jobs/replicate/record.ts";
import { Directory } from "../../../src/system/directory.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";

const snapshot = { name: "a", instant: 1, good: true, bytes: 2, complete: true, modified: 3 };
const record: ReplicaRecord = {
  ...{ store: "s3://backups/prometheus", since: 1, complete: 2, failed: false, missing: 3 },
  there: [snapshot],
};

test("what is known of each store is kept apart from the others", async () => {
  await using place = await temporaryDirectory();
  using own = Directory.open(place.path);
  await writeReplica(own, record);
  await writeReplica(own, { ...record, store: "/mnt/nas", missing: 0 });
  expect(readReplica(own, record.store)).toEqual(record);
  expect(readReplica(own, "/mnt/nas")?.missing).toBe(0);
  expect(readReplica(own, "/mnt/other")).toBeUndefined();
});

for (const [what, text] of [
  ["no JSON", "junk"],
  ["another format", JSON.stringify({ format: 2, ...record })],
  ["another store's", JSON.stringify({ format: 1, ...record, store: "/elsewhere" })],
  ["a snapshot that is none", JSON.stringify({ format: 1, ...record, there: [{ ...snapshot, bytes: "2" }] })],
] as const) {
  test(`a record that holds ${what} is none: the store is looked at anew`, async () => {
    await using place = await temporaryDirectory();
    using own = Directory.open(place.path);
    await writeReplica(own, record);
    const [file = ""] = await readdir(place.path);
    await writeFile(join(place.path, file), text);
    expect(readReplica(own, record.store)).toBeUndefined();
  });
}

test("a clock that was years ahead once makes nobody wait for a store, nor call it complete, until then", () => {
  const ahead = { ...record, since: 9_000, complete: 8_000 };
  expect(underClock(ahead, 500)).toEqual({ ...record, since: 500, complete: 500 });
  expect(underClock(record, 500)).toEqual(record);
});
