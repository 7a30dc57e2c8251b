import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
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

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("a file is read from any position, and a buffer is filled as far as the file goes", async () => {
  await writeFile(join(place.path, "file"), "0123456789");
  using file = directory.file("file");
  expect(file.size).toBe(10);
  for (const read of [file.read.bind(file), file.readLater.bind(file)]) {
    const buffer = new Uint8Array(4);
    expect([await read(buffer, 2), text(buffer)]).toEqual([4, "2345"]);
    expect([await read(buffer, 8), text(buffer.subarray(0, 2))]).toEqual([2, "89"]);
    expect(await read(buffer, 10)).toBe(0);
    expect(await read(buffer, 1 << 30)).toBe(0);
    expect(await read(new Uint8Array(0), 0)).toBe(0);
  }
});

test("its size is that of when it was opened: who compares sees it grow and shrink", async () => {
  const path = join(place.path, "file");
  await writeFile(path, "0123456789");
  using file = directory.file("file");
  await appendFile(path, "more");
  expect(file.size).toBe(10);
  await truncate(path, 3);
  expect(file.read(new Uint8Array(10), 0)).toBe(3);
  using again = directory.file("file");
  expect(again.size).toBe(3);
});

test("what is written comes one after the other, and an empty piece changes nothing", async () => {
  const file = directory.create("out", 0o600);
  for (const piece of ["one ", "", "two ", "three"]) await file.write(new TextEncoder().encode(piece));
  await file.sync();
  file.close();
  file.close();
  expect(await readFile(join(place.path, "out"), "utf8")).toBe("one two three");
});

test("a closed file cannot be written or synced, and says so with its path", async () => {
  const file = directory.create("out", 0o600);
  file.close();
  for (const call of [() => file.write(new Uint8Array(1)), () => file.sync()]) {
    const failure = await caught(call);
    expect(errnoOf(failure)).toBe("EBADF");
    expect(failure.message).toContain(join(place.path, "out"));
  }
});

testWith("mounts")("a full disk is told as one, and not one byte too many counts as written", async () => {
  await using disk = await smallDisk(1 << 20);
  using full = Directory.open(disk.path);
  using file = full.create("out", 0o600);
  expect((await caught(() => file.write(new Uint8Array(2 << 20)))).data).toMatchObject({
    code: "files.full",
    details: { operation: "write", path: join(disk.path, "out") },
  });
  const failure = await caught(() => full.replace("record", "x".repeat(5000), 0o600));
  expect(failure.exitCode).toBe(7);
  expect(full.names()).toEqual(["out"]);
});

test("a file kept out of the page cache holds what was written, whatever the lengths and places of its pieces", async () => {
  const buffer = crypto.getRandomValues(new Uint8Array(1 << 16));
  const pieces = [512, 4096, 60_000, 3, 0, 65_536, 40_960, 4095, 1, 8192].map((length) => buffer.subarray(0, length));
  const shifted = buffer.subarray(7, 50_000);
  const file = directory.create("out", 0o600);
  file.bypassCache();
  for (const piece of [...pieces, shifted, ...pieces]) await file.write(piece);
  await file.sync();
  file.close();
  const all = Buffer.concat([...pieces, shifted, ...pieces]);
  expect(all.equals(await readFile(join(place.path, "out")))).toBe(true);
});
