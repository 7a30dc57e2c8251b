import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { ReadBack } from "../../src/stores/read-back.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("what was read behind the writer is what was written, however it was told", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 300_000 }), fc.boolean()), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(parts, async (drawn) => {
      await writeFile(join(place.path, "file"), "");
      using file = directory.file("file");
      const readBack = new ReadBack(file);
      let all = new Uint8Array(0);
      for (const [length, pause] of drawn) {
        const part = crypto.getRandomValues(new Uint8Array(Math.min(length, 65_536)));
        await appendFile(join(place.path, "file"), part);
        all = new Uint8Array([...all, ...part]);
        readBack.follow(all.length);
        if (pause) await Bun.sleep(0);
      }
      expect(await readBack.finish()).toEqual({ sha256: sha256(all), bytes: all.length });
    }),
    { numRuns: 30 },
  );
});

test("a file that is shorter than what was told to be written ends the reading early, not in a wait", async () => {
  await using place = await temporaryDirectory();
  await writeFile(join(place.path, "file"), "short");
  using directory = Directory.open(place.path);
  using file = directory.file("file");
  const readBack = new ReadBack(file);
  readBack.follow(1000);
  expect(await readBack.finish()).toEqual({ sha256: sha256(new TextEncoder().encode("short")), bytes: 5 });
});

test("a file that cannot be read is a failure of the proof", async () => {
  await using place = await temporaryDirectory();
  await writeFile(join(place.path, "file"), "text");
  using directory = Directory.open(place.path);
  const file = directory.file("file");
  file[Symbol.dispose]();
  const readBack = new ReadBack(file);
  readBack.follow(4);
  await expect(readBack.finish()).rejects.toThrow("files.failed");
});
