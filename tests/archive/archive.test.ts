import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { cp, mkdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { readArchiveHead } from "../../src/archive/head.ts";
import { mostArchiveBytes } from "../../src/archive/layout.ts";
import { readStoredMetas } from "../../src/archive/metas.ts";
import { isPromsnapArchive } from "../../src/archive/own-pieces.ts";
import { Pool } from "../../src/archive/pool.ts";
import { trailerSize, trailerTailBytes } from "../../src/archive/trailer.ts";
import { listTree } from "../../src/archive/tree.ts";
import { readWholeArchive } from "../../src/archive/whole.ts";
import { type WrittenArchive, writeArchive } from "../../src/archive/writer.ts";
import { Fault } from "../../src/errors.ts";
import { readSourceBlocks } from "../../src/prometheus/source-blocks.ts";
import { Directory } from "../../src/system/directory.ts";
import { cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-23_11_2026-12_00_00";
const taken = Date.UTC(2026, 10, 23, 12);
const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const never = new AbortController().signal;
const quiet = () => undefined;

let place: Temporary;
let blocks: string;
let here: Directory;

beforeAll(async () => {
  place = await temporaryDirectory();
  blocks = join(place.path, "source");
  await cp(await cachedBlocks(oneDay), blocks, { recursive: true });
  here = Directory.open(place.path);
});
afterAll(() => place.remove());

/** Writes the blocks of a directory as an archive into the temporary place. */
async function archive(file: string, { workers = 2, level = 6, source = blocks } = {}): Promise<WrittenArchive> {
  using root = Directory.open(source);
  using pool = new Pool(() => new Worker(worker, { type: "module" }), workers);
  here.remove(file);
  using output = here.create(file, 0o640);
  const order = { root, tree: listTree(root), name, taken, level, damage: [], metas: readSourceBlocks(root).metas };
  return await writeArchive(order, pool, workers, output, never, quiet);
}

/** What sha256sum says of a file of the temporary place. */
const sha256Of = async (file: string) => (await must(["sha256sum", join(place.path, file)])).slice(0, 64);

/** What a call is refused with. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error instanceof Fault ? error.data : error;
  }
}

/** Where each chunk of a chunk file ends: behind a uvarint of one or two bytes, the encoding, the data and the CRC. */
function chunkEnds(bytes: Uint8Array): number[] {
  const ends = [];
  for (let at = 8; at < bytes.length; ends.push(at)) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    at += first < 0x80 ? 1 + first : 2 + (first & 0x7f) + (second << 7);
    at += 5;
  }
  return ends;
}

describe("an archive of real blocks", () => {
  test("is unpacked by GNU tar to the very same files", async () => {
    const { bytes, damage } = await archive("a.tar.gz");
    expect(damage).toEqual([]);
    expect(Bun.file(join(place.path, "a.tar.gz")).size).toBe(bytes);
    await mkdir(join(place.path, "out"));
    await must(["gzip", "--test", join(place.path, "a.tar.gz")]);
    await must(["tar", "-xzf", join(place.path, "a.tar.gz"), "-C", join(place.path, "out")]);
    await must(["diff", "--recursive", blocks, join(place.path, "out", name)]);
  });

  test("has the same bytes however many workers made it", async () => {
    const hashes = [];
    for (const workers of [1, 2, 5]) {
      await archive("b.tar.gz", { workers });
      hashes.push(await sha256Of("b.tar.gz"));
    }
    expect(new Set(hashes).size).toBe(1);
  });

  test("holds the same tar stream at every level", async () => {
    const streams = [];
    for (const level of [0, 1, 6, 12]) {
      await archive("c.tar.gz", { level });
      streams.push(Bun.hash(Bun.gunzipSync(new Uint8Array(await Bun.file(join(place.path, "c.tar.gz")).bytes()))));
    }
    expect(new Set(streams).size).toBe(1);
  });

  test("tells its blocks and its time from its first and last bytes", async () => {
    await archive("d.tar.gz");
    using file = here.file("d.tar.gz");
    expect(await isPromsnapArchive(file)).toBe(true);
    const { metas, trailer } = await readArchiveHead(file);
    expect(metas.map(({ ulid }) => ulid)).toEqual(
      listTree(Directory.open(blocks)).directories.flatMap(({ path }) => (path.length === 1 ? path : [])),
    );
    expect(metas.every(({ ulid, text }) => JSON.parse(text).ulid === ulid)).toBe(true);
    expect(trailer).toMatchObject({ taken, damaged: 0 });
  });

  test("is never larger than was foreseen, though nothing in it can be compressed", async () => {
    const source = join(place.path, "random");
    await cp(blocks, source, { recursive: true });
    const [block = ""] = listTree(Directory.open(source)).directories[0]?.path ?? [];
    await Bun.write(join(source, block, "chunks/000002"), randomBytes(40_000_000));
    const foreseen = mostArchiveBytes(listTree(Directory.open(source)));
    for (const level of [0, 1, 12]) {
      const { bytes } = await archive("random.tar.gz", { source, level });
      expect(bytes).toBeGreaterThan(40_000_000);
      expect(bytes).toBeLessThanOrEqual(foreseen);
    }
  });

  test("reads as a whole, and tells its checksum", async () => {
    await archive("e.tar.gz");
    using file = here.file("e.tar.gz");
    expect(await readWholeArchive(file, never, quiet)).toBe(await sha256Of("e.tar.gz"));
  });

  test("names what is damaged in a block, and stores it all the same", async () => {
    const source = join(place.path, "damaged");
    await cp(blocks, source, { recursive: true });
    const [block = ""] = listTree(Directory.open(source)).directories[0]?.path ?? [];
    const chunks = join(source, block, "chunks/000001");
    const bytes = await Bun.file(chunks).bytes();
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await Bun.write(chunks, bytes);
    await truncate(join(source, block, "index"), 1000);
    const { damage } = await archive("f.tar.gz", { source });
    expect(damage).toEqual([
      { block, file: "index", offset: 948, problem: "table of contents", section: "table of contents" },
      { block, file: "chunks/000001", offset: 8, problem: "checksum", section: "chunk" },
    ]);
    using file = here.file("f.tar.gz");
    expect((await readArchiveHead(file)).trailer).toMatchObject({ damaged: 2, damage });
  });

  test("names a block whose chunk file ends early between two chunks: no checksum tells that", async () => {
    const source = join(place.path, "ended");
    await cp(blocks, source, { recursive: true });
    const [block = ""] = listTree(Directory.open(source)).directories[0]?.path ?? [];
    const chunks = join(source, block, "chunks/000001");
    const bytes = await Bun.file(chunks).bytes();
    const ends = chunkEnds(bytes);
    expect(ends.at(-1)).toBe(bytes.length);
    for (const end of [8, ends[0], ends.at(-2)]) {
      await truncate(chunks, end);
      const { damage } = await archive("k.tar.gz", { source });
      expect(damage).toEqual([{ block, file: "chunks", offset: 0, problem: "missing chunks", section: "" }]);
      await Bun.write(chunks, bytes);
    }
  });
});

describe("an archive that is not as it was written", () => {
  test("is refused by a whole reading wherever a bit is flipped", async () => {
    await archive("g.tar.gz");
    const bytes = await Bun.file(join(place.path, "g.tar.gz")).bytes();
    const sound = await readWholeArchive(here.file("g.tar.gz"), never, quiet);
    // Two hundred bits spread over the file, and all of the first header and the trailer's last bytes.
    const spread = Array.from({ length: 200 }, (_, index) => Math.floor((index * bytes.length) / 200));
    const edges = Array.from({ length: 26 }, (_, index) => index).concat(
      Array.from({ length: 14 }, (_, index) => bytes.length - 1 - index),
    );
    for (const offset of [...spread, ...edges]) {
      const flipped = bytes.slice();
      flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (offset % 8));
      await Bun.write(join(place.path, "flipped.tar.gz"), flipped);
      using file = here.file("flipped.tar.gz");
      const data = await refusal(async () => {
        // A flip inside the trailer's words changes only the checksum of the file.
        expect([offset, await readWholeArchive(file, never, quiet)]).not.toEqual([offset, sound]);
      });
      if (data !== undefined) expect(data).toMatchObject({ code: "archive.corrupt" });
    }
  }, 60_000);

  test("is refused by a whole reading wherever it ends too early or goes on", async () => {
    await archive("h.tar.gz");
    const bytes = await Bun.file(join(place.path, "h.tar.gz")).bytes();
    const lengths = Array.from({ length: 60 }, (_, index) => Math.floor((index * bytes.length) / 60));
    for (const cut of [...lengths.map((length) => bytes.subarray(0, length)), new Blob([bytes, new Uint8Array([0])])]) {
      await Bun.write(join(place.path, "cut.tar.gz"), cut);
      using file = here.file("cut.tar.gz");
      expect(await refusal(() => readWholeArchive(file, never, quiet))).toMatchObject({ code: "archive.corrupt" });
    }
  });

  test("is refused by a whole reading that finds something between its last piece and its end", async () => {
    await archive("l.tar.gz");
    const bytes = await Bun.file(join(place.path, "l.tar.gz")).bytes();
    const end = bytes.length - (trailerSize(bytes.subarray(-trailerTailBytes)) ?? 0);
    for (const junk of [1, 30_000]) {
      await Bun.write(
        join(place.path, "junk.tar.gz"),
        new Blob([bytes.subarray(0, end), new Uint8Array(junk), bytes.subarray(end)]),
      );
      using file = here.file("junk.tar.gz");
      const data = await refusal(() => readWholeArchive(file, never, quiet));
      expect(data).toMatchObject({ code: "archive.corrupt", details: { offset: end, reason: "trailing bytes" } });
    }
  });

  test("announcing more than it holds is refused without filling memory", async () => {
    await archive("i.tar.gz");
    const bytes = await Bun.file(join(place.path, "i.tar.gz")).bytes();
    new DataView(bytes.buffer).setUint32(22, 0xffffffff, true);
    await Bun.write(join(place.path, "bomb.tar.gz"), bytes);
    using file = here.file("bomb.tar.gz");
    const data = await refusal(() => readArchiveHead(file));
    expect(data).toMatchObject({ code: "archive.corrupt", details: { reason: "member sizes" } });
  });
});

describe("an archive of the script's", () => {
  test("tells its blocks when it is read whole, and is not taken for promsnap's", async () => {
    await must([
      "tar",
      "-czf",
      join(place.path, "script.tar.gz"),
      "-C",
      place.path,
      "--transform",
      `s/^source/${name}/`,
      "source",
    ]);
    using file = here.file("script.tar.gz");
    expect(await isPromsnapArchive(file)).toBe(false);
    const metas = await readStoredMetas(file, never, quiet);
    expect(metas.length).toBe(12);
    expect(metas.every(({ ulid, text }) => JSON.parse(text).ulid === ulid)).toBe(true);
  });

  test("is refused where it is cut short or no gzip data at all", async () => {
    const bytes = await Bun.file(join(place.path, "script.tar.gz")).bytes();
    for (const wrong of [
      bytes.subarray(0, bytes.length / 2),
      new TextEncoder().encode("not gzip"),
      new Uint8Array(0),
    ]) {
      await Bun.write(join(place.path, "wrong.tar.gz"), wrong);
      using file = here.file("wrong.tar.gz");
      expect(await refusal(() => readStoredMetas(file, never, quiet))).toMatchObject({ code: "archive.corrupt" });
    }
  });
});

describe("a source that changes while it is read", () => {
  test("makes the archive fail, not shrink", async () => {
    const source = join(place.path, "changing");
    await cp(blocks, source, { recursive: true });
    using root = Directory.open(source);
    const tree = listTree(root);
    const [first] = tree.files.filter(({ path }) => path[1] === "index");
    await truncate(join(source, ...(first?.path ?? [])), 5);
    using pool = new Pool(() => new Worker(worker, { type: "module" }), 2);
    using output = here.create("j.tar.gz", 0o640);
    const order = { root, tree, name, taken, level: 1, damage: [], metas: [] };
    const data = await refusal(() => writeArchive(order, pool, 2, output, never, quiet));
    expect(data).toMatchObject({ code: "source.changed" });
  });
});
