import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { ReadBack } from "../../src/stores/read-back.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const text = (words: string) => new TextEncoder().encode(words);

test("what was read behind the writer is what was written, however it was told", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 65_536 }), fc.boolean()), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(parts, async (drawn) => {
      await writeFile(join(place.path, "file"), "");
      using file = directory.file("file");
      const readBack = new ReadBack(file);
      let all = new Uint8Array(0);
      for (const [length, pause] of drawn) {
        const part = crypto.getRandomValues(new Uint8Array(length));
        await appendFile(join(place.path, "file"), part);
        all = new Uint8Array([...all, ...part]);
        await readBack.follow(part);
        if (pause) await Bun.sleep(0);
      }
      expect(await readBack.finish()).toEqual({ sha256: sha256(all), bytes: all.length });
    }),
    { numRuns: 30 },
  );
});

test("memory that was given is freed once it was compared, and no other", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  await writeFile(join(place.path, "file"), "givenkept");
  using file = directory.file("file");
  const readBack = new ReadBack(file);
  const [given, kept] = [text("given"), text("kept")];
  await readBack.follow(given, "given");
  await readBack.follow(kept);
  expect(await readBack.finish()).toEqual({ sha256: sha256(text("givenkept")), bytes: 9 });
  expect([given.length, kept.length]).toEqual([0, 4]);
});

test("one bit that comes back otherwise, in any part, is found", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  const bits = fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 99 }), fc.nat({ max: 7 }));
  await fc.assert(
    fc.asyncProperty(bits, async ([part, byte, bit]) => {
      const parts = Array.from({ length: 4 }, () => crypto.getRandomValues(new Uint8Array(100)));
      const stored = new Uint8Array(parts.flatMap((bytes) => [...bytes]));
      stored[part * 100 + byte] = (stored[part * 100 + byte] ?? 0) ^ (1 << bit);
      await writeFile(join(place.path, "file"), stored);
      using file = directory.file("file");
      const readBack = new ReadBack(file);
      for (const bytes of parts) await readBack.follow(bytes);
      expect(await readBack.finish()).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test("a writer that is far ahead waits for the reading: what is not read back yet is in memory", async () => {
  await using place = await temporaryDirectory();
  const part = new Uint8Array(9 << 20);
  await writeFile(join(place.path, "file"), new Uint8Array([...part, ...part]));
  using directory = Directory.open(place.path);
  using file = directory.file("file");
  let reads = 0;
  const read = file.readLater.bind(file);
  file.readLater = async (buffer, position) => {
    const count = await read(buffer, position);
    reads += 1;
    return count;
  };
  const readBack = new ReadBack(file);
  await readBack.follow(part);
  expect(reads).toBe(0);
  await readBack.follow(part);
  expect(reads).toBe(2);
});

test("a file that is shorter than what was told to be written is another, and no wait", async () => {
  await using place = await temporaryDirectory();
  await writeFile(join(place.path, "file"), "short");
  using directory = Directory.open(place.path);
  using file = directory.file("file");
  const readBack = new ReadBack(file);
  await readBack.follow(text("shorter"));
  expect(await readBack.finish()).toBeUndefined();
});

test("a file that cannot be read is a failure of the proof", async () => {
  await using place = await temporaryDirectory();
  await writeFile(join(place.path, "file"), "text");
  using directory = Directory.open(place.path);
  const file = directory.file("file");
  file[Symbol.dispose]();
  const readBack = new ReadBack(file);
  await readBack.follow(text("text"));
  await expect(readBack.finish()).rejects.toThrow("files.failed");
});
