import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { inflateHere } from "../../src/archive/inflate.ts";
import { readArchive } from "../../src/archive/reader.ts";
import { Fault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { join as joined } from "./forge.ts";
import { extraction, type SmallArchives, smallArchives } from "./small-archives.ts";

type Kind = "own" | "script";

const never = new AbortController().signal;
const quiet = () => undefined;

let place: Temporary;
let here: Directory;
let archives: SmallArchives;

beforeAll(async () => {
  place = await temporaryDirectory();
  here = Directory.open(place.path);
  archives = await smallArchives(place.path);
});
afterAll(() => place.remove());

/** What reading an archive to its end gives: nothing, or the fault. */
async function reading(bytes: Uint8Array): Promise<unknown> {
  await writeFile(join(place.path, "broken"), bytes);
  using file = here.file("broken");
  try {
    for await (const _ of readArchive(file, { inflate: inflateHere, ahead: 1, signal: never, progress: quiet }));
    return undefined;
  } catch (error) {
    return error instanceof Fault ? error.data : error;
  }
}

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function flip(bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> {
  const flipped = new Uint8Array(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** The bits of a file that are tried: `count` over all of it, and every one of its first and last bytes. */
function bitsOf(bytes: Uint8Array, count: number): number[] {
  const random = numbers(1);
  const spread = Array.from({ length: count }, () => Math.floor((random.next().value ?? 0) * bytes.length * 8));
  const edges = Array.from({ length: 30 * 8 }, (_, bit) => [bit, bytes.length * 8 - 1 - bit]).flat();
  return [...new Set([...spread, ...edges])];
}

describe.each<Kind>(["own", "script"])("an archive (%s)", (kind) => {
  test("that ends too early is refused wherever it does", async () => {
    const bytes = archives[kind];
    const ends = Array.from({ length: Math.ceil(bytes.length / 512) }, (_, index) => index * 512);
    expect(ends.length).toBeGreaterThan(100);
    for (const end of [...ends, bytes.length - 1]) {
      expect([end, await extraction(place.path, bytes.subarray(0, end))]).toMatchObject([
        end,
        { fault: { code: "archive.corrupt" } },
      ]);
    }
  }, 60_000);
});

test("an archive whose tar stream ends too early is refused wherever it does, though gzip finds nothing wrong", async () => {
  const tar = gunzipSync(archives.script);
  for (let end = 0; end < tar.length - 10_240; end += 512) {
    expect([end, await extraction(place.path, joined(gzipSync(tar.subarray(0, end), { level: 1 })))]).toMatchObject([
      end,
      { fault: { code: "archive.corrupt", details: { reason: "cut off" } } },
    ]);
  }
}, 60_000);

/**
 * True for a wrong bit after which the archive holds the very same tar stream. Such bits are in gzip's own time, level and
 * system, in what fills the last byte of deflate data, in a distance that copies the same bytes from elsewhere, and in the
 * trailer's words of when the snapshot was taken and what was damaged then.
 */
function isHarmless(bytes: Uint8Array, flipped: Uint8Array): boolean {
  return gunzipSync(flipped).equals(gunzipSync(bytes));
}

describe.each<Kind>(["own", "script"])("a single wrong bit in an archive (%s)", (kind) => {
  test("is found, unless it means nothing", async () => {
    const bytes = archives[kind];
    const bits = bitsOf(bytes, 3000);
    let harmless = 0;
    for (const bit of bits) {
      const flipped = flip(bytes, bit);
      const found = await reading(flipped);
      if (found !== undefined) expect([bit, found]).toMatchObject([bit, { code: "archive.corrupt" }]);
      else {
        expect([bit, isHarmless(bytes, flipped)]).toEqual([bit, true]);
        harmless++;
      }
    }
    expect(bits.length).toBeGreaterThan(3000);
    expect(harmless).toBeLessThan(200);
  }, 120_000);

  test("leaves nothing but the archive's own blocks, whatever is made of it", async () => {
    const bytes = archives[kind];
    const sound = await extraction(place.path, bytes);
    for (const bit of bitsOf(bytes, 100).slice(0, 100)) {
      const found = await extraction(place.path, flip(bytes, bit));
      if ("fault" in found) expect(found.fault.code).toBe("archive.corrupt");
      else expect(found).toEqual(sound as typeof found);
    }
    expect((await readdir(place.path)).sort()).toEqual(["broken", "own", "script", "source"].sort());
  }, 60_000);
});

/** Bytes of a block that no checksum covers and nobody reads: padding, and the words of meta.json. */
function isUnread(path: string, offset: number, tar: Uint8Array, at: number): boolean {
  if (path.endsWith("meta.json")) return true;
  if (path.endsWith("chunks/000001")) return offset >= 5 && offset < 8;
  if (path.endsWith("index")) return offset === 4 || tar[at] === 0;
  return false;
}

/** Which file of a tar stream a place is in, by the headers before it. */
function placeIn(tar: Uint8Array, at: number): { path: string; offset: number } | undefined {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0.*$/s, "");
  for (let header = 0; header < tar.length && header <= at; ) {
    const size = Number.parseInt(text(header + 124, 12) || "0", 8);
    const next = header + 512 + Math.ceil(size / 512) * 512;
    if (at >= header + 512 && at < header + 512 + size) return { path: text(header, 100), offset: at - header - 512 };
    header = next;
  }
  return undefined;
}

test("a bit that was wrong before the archive was made is found as damage, unless nobody reads it", async () => {
  const tar = new Uint8Array(gunzipSync(archives.script));
  let unread = 0;
  const random = numbers(2);
  for (let turn = 0; turn < 300; turn++) {
    const bit = Math.floor((random.next().value ?? 0) * tar.length * 8);
    const found = await extraction(place.path, joined(gzipSync(flip(tar, bit), { level: 1 })));
    const where = placeIn(tar, bit >> 3);
    if ("fault" in found) expect([bit, where, found.fault.code]).toEqual([bit, undefined, "archive.corrupt"]);
    else if (found.blocks.every(({ damage }) => damage.length === 0)) {
      expect([bit, where, where !== undefined && isUnread(where.path, where.offset, tar, bit >> 3)]).toEqual([
        bit,
        where,
        true,
      ]);
      unread++;
    }
  }
  expect(unread).toBeLessThan(50);
}, 120_000);
