import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { blocksIn, cachedBlocks } from "../../bed/blocks.ts";
import { type BlockFiles, inShort, prove, proveReferences } from "./proving.ts";
import { fiveSeries, writeBlock } from "./written-block.ts";

const stones = [
  [1, 1000, 1100],
  [3, 1000, 1000],
] as const;

/** What is said of a block in which one bit of a file is another. */
function flipped(ulid: string, files: BlockFiles, name: string, offset: number, bit: number): string[] {
  const bytes = files.get(name)?.slice() ?? new Uint8Array(0);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
  return inShort(prove(ulid, new Map([...files, [name, bytes]])));
}

/** Bits of a file that are padding, and so odd where they are not zero. */
function isPadding(name: string, files: BlockFiles, offset: number, first: number): boolean {
  if (name.startsWith("chunks/")) return offset >= 5 && offset < 8;
  // Between two series; no other padding of this index is needed.
  return name === "index" && offset >= first && files.get(name)?.[offset] === 0;
}

describe("every single bit of a block", () => {
  for (const version of [1, 2, 3] as const) {
    test(`is seen when it flips, in a block of version ${version}: as damage, in padding as odd`, () => {
      const block = writeBlock(fiveSeries, { version }, { stones });
      const silent: [string, number, number][] = [];
      // The other files are the same in every version.
      const others = version === 2 ? ["chunks/000001", "chunks/000002", "tombstones"] : [];
      for (const name of ["index", ...others]) {
        const bytes = block.files.get(name) ?? new Uint8Array(0);
        for (let place = 0; place < bytes.length * 8; place++) {
          const [offset, bit] = [place >>> 3, place & 7];
          const said = flipped(block.ulid, block.files, name, offset, bit);
          if (said.length === 0) silent.push([name, offset, bit]);
          else if (said.every((line) => line.includes("padding"))) {
            expect([name, offset, isPadding(name, block.files, offset, 5), said.length]).toEqual([
              name,
              offset,
              true,
              1,
            ]);
          } else if (said.some((line) => line.includes("unchecked"))) {
            expect([name, offset, said.length]).toEqual(["index", 4, 1]);
          } else {
            const [first = "", ...more] = said;
            expect([name, offset, bit, first.includes("odd"), offset === 4 ? [] : more]).toEqual([
              name,
              offset,
              bit,
              false,
              [],
            ]);
          }
        }
      }
      // Prometheus reads the third version as the second, and so does promsnap: one bit lies between the two.
      expect(silent).toEqual(version === 1 ? [] : [["index", 4, 0]]);
    }, 60_000);
  }

  test("of a real block is seen as well, wherever it is tried", async () => {
    const blocks = await cachedBlocks({ hosts: 1, hours: 2, end: 1767225600 });
    const [ulid = ""] = await blocksIn(blocks);
    const names = ["index", "chunks/000001", "tombstones", "meta.json"];
    const read = (name: string) => new Uint8Array(readFileSync(join(blocks, ulid, name)));
    const files: BlockFiles = new Map(names.map((name) => [name, read(name)]));
    expect(inShort(prove(ulid, files))).toEqual([]);
    for (const name of names.slice(0, 3)) {
      fc.assert(
        fc.property(fc.nat((files.get(name)?.length ?? 1) - 1), fc.nat(7), (offset, bit) => {
          const said = flipped(ulid, files, name, offset, bit);
          const silent = name === "index" && offset === 4 && bit === 0;
          expect([name, offset, bit, said.length > 0]).toEqual([name, offset, bit, !silent]);
        }),
        { numRuns: 60 },
      );
    }
  });
});

describe("whatever the bytes say", () => {
  const block = writeBlock(fiveSeries, {}, { stones });
  const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });

  test("a check ends, and says the same for any pieces", () => {
    const name = fc.constantFrom("index", "chunks/000001", "chunks/000002", "tombstones", "meta.json");
    const edit = fc.record({
      offset: fc.nat(),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(name, fc.array(edit, { maxLength: 3 }), pieces, (file, edits, sizes) => {
        let bytes = block.files.get(file)?.slice() ?? new Uint8Array(0);
        for (const { offset, bytes: put, cut } of edits) {
          const at = offset % (bytes.length + 1);
          bytes.set(put.subarray(0, Math.max(0, bytes.length - at)), at);
          if (cut) bytes = bytes.slice(0, at);
        }
        const files = new Map([...block.files, [file, bytes] as const]);
        expect(inShort(prove(block.ulid, files, sizes)).sort()).toEqual(inShort(prove(block.ulid, files)).sort());
        expect(proveReferences(block.ulid, files, sizes)).toEqual(proveReferences(block.ulid, files));
      }),
      { numRuns: 300 },
    );
  });

  test("a body with a right checksum ends its check as well, and asks for no more memory than it has bytes", () => {
    const body = fc.uint8Array({ maxLength: 80 });
    const part = fc.constantFrom("series", "list", "symbols", "tombstones", "label index", "entries", "label entries");
    fc.assert(
      fc.property(part, body, fc.constantFrom(1, 2, 3), pieces, (section, bytes, version, sizes) => {
        const written = writeBlock(
          fiveSeries,
          { version: version as 1 | 2 | 3 },
          {
            raw: { section, bytes: [...bytes] },
          },
        );
        expect(inShort(prove(written.ulid, written.files, sizes)).sort()).toEqual(
          inShort(prove(written.ulid, written.files)).sort(),
        );
        expect(proveReferences(written.ulid, written.files, sizes)).toEqual(
          proveReferences(written.ulid, written.files),
        );
      }),
      { numRuns: 400 },
    );
  });
});
