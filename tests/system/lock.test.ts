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

test("of those that ask for a lock in the same moment one gets it", async () => {
  const rounds = 80;
  const program = join(import.meta.dir, "../bed/lock-racer.ts");
  const racers = Array.from({ length: 4 }, () =>
    Bun.spawn([process.execPath, program, place.path, `${Date.now() + 1000}`, `${rounds}`], { stdin: "pipe" }),
  );
  try {
    const got = await Promise.all(racers.map(({ stdout }) => firstLine(stdout)));
    const holders = Array.from({ length: rounds }, (_, round) => got.filter((one) => one[round] === "x").length);
    expect(holders).toEqual(Array.from({ length: rounds }, () => 1));
  } finally {
    for (const { stdin } of racers) stdin.end();
    await Promise.all(racers.map(({ exited }) => exited));
  }
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

async function firstLine(output: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const part of output.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) return text;
  }
  return text;
}
