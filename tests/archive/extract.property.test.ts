import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { blocksIn, ulidOf } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { extractInto, kinds } from "./making.ts";

let place: Temporary;

beforeAll(async () => {
  place = await temporaryDirectory();
});
afterAll(() => place.remove());

test("whatever files the blocks have, they come back as they were", async () => {
  const names = fc.constantFrom(
    "meta.json",
    "index",
    "tombstones",
    "chunks/000001",
    "chunks/000002",
    "no-compact-mark.json",
    "é ü",
    "deep/er/file",
  );
  const sizes = fc.oneof(fc.constantFrom(0, 1, 511, 512, 513, 1 << 20, (4 << 20) - 1024, 9 << 20), fc.nat(5000));
  const files = fc.uniqueArray(fc.tuple(fc.nat(2), names, sizes), {
    selector: ([block, file]) => `${block}/${file}`,
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(files, fc.nat(255), async (drawn, byte) => {
      const source = join(place.path, "source");
      const target = join(place.path, "into");
      const path = join(place.path, "archive");
      for (const [block, file, size] of drawn) {
        const bytes = new Uint8Array(size).map((_, index) => (index * byte) >> 3);
        await Bun.write(join(source, ulidOf(1e12, block), file), bytes, { createPath: true });
      }
      for (const [, make] of kinds) {
        await make(source, path);
        await mkdir(target);
        const { blocks } = await extractInto(path, target);
        expect(blocks.map(({ ulid }) => ulid)).toEqual(await blocksIn(source));
        for (const block of await blocksIn(target)) {
          if (!(await Bun.file(join(source, block, "tombstones")).exists()))
            await rm(join(target, block, "tombstones"));
        }
        await must(["diff", "--recursive", source, target]);
        await rm(target, { recursive: true });
        await rm(path);
      }
      await rm(source, { recursive: true });
    }),
    { numRuns: 15 },
  );
}, 120_000);
