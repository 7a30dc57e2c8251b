import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Directory } from "../../src/system/directory.ts";
import { takeLock } from "../../src/system/lock.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

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

test("a lock is held by one, is free again after it, and leaves its file empty", () => {
  const lock = takeLock(directory, "lock");
  expect(takeLock(directory, "lock")).toBeUndefined();
  lock?.release();
  takeLock(directory, "lock")?.release();
  expect(statSync(join(place.path, "lock")).size).toBe(0);
});

test("a lock file that somebody filled is refused before SQLite follows the journal beside it", () => {
  const [lock, journal] = [join(place.path, "lock"), join(place.path, "lock-journal")];
  const database = new DatabaseSync(lock);
  database.exec("CREATE TABLE planted (value)");
  database.close();
  const before = new Uint8Array(512);
  before.set([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
  writeFileSync(journal, before);
  expect(() => takeLock(directory, "lock")).toThrow("files.notPlain");
  expect(existsSync(journal)).toBe(true);
});
