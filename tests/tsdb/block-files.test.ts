import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { beginCheck, headBytes, kindOfBlockFile, tailBytes } from "../../src/tsdb/block-files.ts";
import type { Finding } from "../../src/tsdb/damage.ts";
import { endFrames, pushFrames } from "../../src/tsdb/frames.ts";
import { cachedBlocks, oneDay } from "../bed/blocks.ts";

const blocks = await cachedBlocks(oneDay);
const names = readdirSync(blocks);
const files = ["index", "chunks/000001", "tombstones"] as const;
type BlockFile = (typeof files)[number];
const read = (block: string, file: BlockFile) => new Uint8Array(readFileSync(join(blocks, block, file)));
const realBlock = names[0] ?? "";

/** Checks a whole file, handed over in pieces of the given sizes (the last size repeats), across cloned states. */
function check(file: BlockFile, bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): Finding | undefined {
  const kind = kindOfBlockFile(file);
  if (kind === undefined) throw new Error(`no kind for ${file}`);
  let state = beginCheck(kind, bytes.length, bytes.subarray(0, headBytes), bytes.subarray(-tailBytes));
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length);
    pushFrames(state, bytes.subarray(at, at + size));
    state = structuredClone(state);
    at += size;
  }
  return endFrames(state);
}

describe("files of blocks that a real Prometheus wrote", () => {
  test("are found sound, every one of them", () => {
    expect(names.length).toBe(12);
    for (const name of names)
      for (const file of files) expect([name, file, check(file, read(name, file))]).toEqual([name, file, undefined]);
  });

  test("are found sound however the bytes arrive", () => {
    for (const file of files) {
      const bytes = read(realBlock, file);
      expect(check(file, bytes, [1])).toBeUndefined();
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 30 }), (sizes) => {
          expect(check(file, bytes, sizes)).toBeUndefined();
        }),
        { numRuns: 30 },
      );
    }
  });
});

/**
 * Bytes that no checksum covers and nobody reads: padding between index entries, and that of a chunk file's header. No
 * checksum covers the version of an index either, and one bit lies between its versions 2 and 3.
 */
function isPadding(file: BlockFile, bytes: Uint8Array, offset: number, flipped: Uint8Array): boolean {
  if (file === "chunks/000001") return offset >= 5 && offset < 8;
  if (file === "index" && offset === 4) return flipped[4] === 3;
  return (
    file === "index" &&
    bytes[offset] === 0 &&
    check(file, flipped) === undefined &&
    bytes.subarray(offset - 16, offset + 16).includes(0)
  );
}

describe("damage", () => {
  test("of any single bit is found, padding apart", () => {
    for (const file of files) {
      const bytes = read(realBlock, file);
      let padding = 0;
      fc.assert(
        fc.property(fc.nat(bytes.length - 1), fc.nat(7), (offset, bit) => {
          const flipped = bytes.slice();
          flipped[offset] = (flipped[offset] ?? 0) ^ (1 << bit);
          const finding = check(file, flipped);
          if (finding === undefined && isPadding(file, bytes, offset, flipped)) padding++;
          else expect([file, offset, bit, finding === undefined]).toEqual([file, offset, bit, false]);
        }),
        { numRuns: 400 },
      );
      expect(padding).toBeLessThan(40);
    }
  });

  test("is placed at the entry that holds it", () => {
    const bytes = read(realBlock, "chunks/000001");
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(check("chunks/000001", bytes)).toEqual({ offset: 8, problem: "checksum", section: "chunk" });
  });

  test("of a file cut anywhere inside an entry is found", () => {
    const index = read(realBlock, "index");
    for (const length of [0, 4, 5, 51, 52, 57, 1000, index.length - 1]) {
      expect([length, check("index", index.subarray(0, length)) === undefined]).toEqual([length, false]);
    }
    const chunks = read(realBlock, "chunks/000001");
    for (const length of [0, 7, 9, 10, 1000, chunks.length - 1]) {
      expect([length, check("chunks/000001", chunks.subarray(0, length)) === undefined]).toEqual([length, false]);
    }
    for (const length of [0, 4, 5, 8])
      expect(check("tombstones", read(realBlock, "tombstones").subarray(0, length))?.problem).toBe("too short");
  });

  test("never makes the check crash, whatever the bytes say", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (file, noise, size) => {
          const head = file === "index" ? [0xba, 0xaa, 0xd7, 0, 2] : [0x85, 0xbd, 0x40, 0xdd, 1, 0, 0, 0];
          const bytes = Uint8Array.from([...head, ...noise]);
          expect(["undefined", "object"]).toContain(typeof check(file, bytes, [size]));
        },
      ),
    );
  });
});
