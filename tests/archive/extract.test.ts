import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdir, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { type ExtractionTerms, extractArchive } from "../../src/archive/extract.ts";
import { Pool } from "../../src/archive/pool.ts";
import { listTree } from "../../src/archive/tree.ts";
import { writeArchive } from "../../src/archive/writer.ts";
import { Fault } from "../../src/errors.ts";
import { readSourceBlocks } from "../../src/prometheus/source-blocks.ts";
import { Directory } from "../../src/system/directory.ts";
import { testWith } from "../bed/abilities.ts";
import { blocksIn, bytesBelow, cachedBlocks, oneDay, ulidOf } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { smallDisk, type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = "snapshot-23_11_2026-12_00_00";
const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const createWorker = () => new Worker(worker, { type: "module" });
const never = new AbortController().signal;
const quiet = () => undefined;

let place: Temporary;
let blocks: string;
let count = 0;

beforeAll(async () => {
  place = await temporaryDirectory();
  blocks = join(place.path, "blocks");
  await cp(await cachedBlocks(oneDay), blocks, { recursive: true, preserveTimestamps: true });
});
afterAll(() => place.remove());

const fresh = (what: string) => join(place.path, `${what}-${count++}`);

/** promsnap's archive of a directory. */
async function ownArchive(source: string): Promise<string> {
  const path = fresh("own");
  using here = Directory.open(place.path);
  using root = Directory.open(source);
  using pool = new Pool(createWorker, 2);
  using output = here.create(path.slice(place.path.length + 1), 0o640);
  const { metas } = readSourceBlocks(root);
  const order = { root, tree: listTree(root), name, taken: 1e12, level: 1, damage: [], metas };
  await writeArchive(order, pool, 2, output, never, quiet);
  return path;
}

/** The script's archive of a directory: copied, then packed by the same command. */
async function scriptArchive(source: string): Promise<string> {
  const [path, copies] = [fresh("script"), fresh("copies")];
  await mkdir(copies);
  await must(["cp", "-r", source, join(copies, name)]);
  await must(["tar", "-czf", path, "-C", copies, name]);
  return path;
}

async function extract(archive: string, terms: Partial<ExtractionTerms> = {}, target = fresh("into")) {
  await mkdir(target, { recursive: true });
  using file = Directory.open(place.path).file(archive.slice(place.path.length + 1));
  using into = Directory.open(target);
  const usual = { createWorker, workers: 2, signal: never, progress: quiet };
  return { target, ...(await extractArchive(file, into, { ...usual, ...terms })) };
}

/** What an extraction is refused with. */
async function refusal(extraction: Promise<unknown>): Promise<unknown> {
  return await extraction.then(
    () => undefined,
    (error: unknown) => (error instanceof Fault ? error.data : error),
  );
}

/** A copy of the blocks in which something is done to one of them. */
async function changedBlocks(change: (block: string) => Promise<unknown>): Promise<{ source: string; block: string }> {
  const source = fresh("changed");
  await cp(blocks, source, { recursive: true });
  const [block = ""] = await blocksIn(source);
  await change(join(source, block));
  return { source, block };
}

const kinds = [
  ["promsnap's", ownArchive],
  ["the script's", scriptArchive],
] as const;

describe.each(kinds)("%s archive", (_, archive) => {
  test("is extracted to the very same files, all of them found sound", async () => {
    const extracted = await extract(await archive(blocks));
    await must(["diff", "--recursive", blocks, extracted.target]);
    expect(extracted).toMatchObject({ top: name, bytes: await bytesBelow(blocks) });
    expect(extracted.blocks.map(({ ulid }) => ulid)).toEqual(await blocksIn(blocks));
    for (const block of extracted.blocks) {
      expect(block).toMatchObject({ damage: [], indexVersion: 2, encodings: [1], meta: { ulid: block.ulid } });
      expect(block.bytes).toBe(await bytesBelow(join(blocks, block.ulid)));
    }
  });

  test("gives the blocks to whom they are to belong, readable for all, writable for nobody else", async () => {
    const { source } = await changedBlocks((block) => must(["chmod", "0600", join(block, "index")]));
    const { target } = await extract(await archive(source), { owner: { user: 65534, group: 65533 } });
    const found = await must(["find", target, "-mindepth", "1", "-printf", "%y %m %U:%G\n"]);
    expect(new Set(found.trim().split("\n"))).toEqual(new Set(["d 755 65534:65533", "f 644 65534:65533"]));
  });

  test("keeps the times of files and directories", async () => {
    const { source, block } = await changedBlocks((path) => utimes(join(path, "index"), 1_600_000_000, 1_600_000_000));
    await must(["touch", "-d", "@1500000000", join(source, block, "chunks"), join(source, block)]);
    const path = archive === scriptArchive ? await archive(source) : await ownArchive(source);
    const { target } = await extract(path);
    const listed = await must(["tar", "--utc", "--full-time", "-tvzf", path]);
    const times = (
      await must(["find", target, "-mindepth", "1", "-printf", "%TY-%Tm-%Td %TH:%TM:%TS %P\n"], {
        environment: { TZ: "UTC" },
      })
    )
      .replaceAll(/\.0+ /g, " ")
      .trim()
      .split("\n");
    const expected = [...listed.matchAll(/(\d{4}-\S+ \S+) \S+?\/(\S+?)\/?$/gm)].map(
      ([, time, below]) => `${time} ${below}`,
    );
    expect(times.toSorted()).toEqual(expected.toSorted());
    expect(times.length).toBe(12 * 6);
  });

  test("gets the tombstones file that a block lacks, as Prometheus writes an empty one", async () => {
    const { source, block } = await changedBlocks((path) => rm(join(path, "tombstones")));
    const { target, blocks: extracted } = await extract(await archive(source));
    await must(["cmp", join(target, block, "tombstones"), join(blocks, block, "tombstones")]);
    expect(extracted.flatMap(({ damage }) => damage)).toEqual([]);
  });

  test("tells what is damaged in a block, and extracts it all the same", async () => {
    const flip = async (path: string, offset: number) => {
      const bytes = await Bun.file(path).bytes();
      bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      await Bun.write(path, bytes);
    };
    const damages: [change: (block: string) => Promise<unknown>, file: string, problem: string][] = [
      [(block) => flip(join(block, "chunks/000001"), 20), "chunks/000001", "checksum"],
      [(block) => flip(join(block, "index"), 5000), "index", "checksum"],
      [(block) => flip(join(block, "tombstones"), 1), "tombstones", "magic number"],
      [(block) => writeFile(join(block, "meta.json"), "{"), "meta.json", "not JSON"],
      [(block) => rm(join(block, "meta.json")), "meta.json", "missing"],
      [(block) => rm(join(block, "index")), "index", "missing"],
      [(block) => rm(join(block, "chunks"), { recursive: true }), "chunks", "missing"],
      [(block) => rm(join(block, "chunks/000001")), "chunks/000001", "missing"],
      [(block) => must(["truncate", "-s", "8", join(block, "chunks/000001")]), "chunks", "missing chunks"],
      [(block) => must(["truncate", "-s", "-1", join(block, "chunks/000001")]), "chunks/000001", "entry length"],
      [(block) => must(["truncate", "-s", "0", join(block, "index")]), "index", "too short"],
      [(block) => must(["truncate", "-s", "5000", join(block, "index")]), "index", "table of contents"],
    ];
    for (const [change, file, problem] of damages) {
      const { source, block } = await changedBlocks(change);
      const { target, blocks: extracted } = await extract(await archive(source));
      const damaged = extracted.filter(({ damage }) => damage.length > 0);
      expect(damaged.map(({ ulid, damage }) => [ulid, damage[0]])).toMatchObject([[block, { block, file, problem }]]);
      await must(["diff", "--recursive", "--exclude", "tombstones", source, target]);
      await rm(target, { recursive: true });
    }
  }, 60_000);

  test("follows no link that lies in its way, and overwrites nothing", async () => {
    const [path, elsewhere] = [await archive(blocks), fresh("elsewhere")];
    const [block = ""] = await blocksIn(blocks);
    await mkdir(elsewhere);
    for (const put of [
      (at: string) => symlink(elsewhere, at),
      (at: string) => mkdir(at),
      (at: string) => writeFile(at, "kept"),
    ]) {
      const target = fresh("into");
      await mkdir(target);
      await put(join(target, block));
      expect(await refusal(extract(path, {}, target))).toMatchObject({
        code: "files.failed",
        details: { operation: "mkdir", errno: "EEXIST" },
      });
      expect(await readdir(elsewhere)).toEqual([]);
    }
  });

  test("ends as soon as it is told to, and writes no more", async () => {
    const path = await archive(blocks);
    const [stop, target] = [new AbortController(), fresh("into")];
    const reason = new Error("enough");
    const size = (await stat(path)).size;
    const heard: number[] = [];
    const progress = (done: number) => {
      heard.push(done);
      stop.abort(reason);
    };
    expect(await refusal(extract(path, { signal: stop.signal, progress }, target))).toBe(reason);
    expect(heard[0]).toBeLessThanOrEqual(size);
    const written = await bytesBelow(target);
    expect(await refusal(extract(path, { signal: stop.signal }, fresh("into")))).toBe(reason);
    expect(await bytesBelow(target)).toBe(written);
  });

  testWith("mounts")("says that the disk is full where it is, whenever that happens", async () => {
    const path = await archive(blocks);
    for (const size of [64 << 10, 1 << 20, 4 << 20]) {
      await using disk = await smallDisk(size);
      expect(await refusal(extract(path, {}, disk.path))).toMatchObject({ code: "files.full" });
    }
  });
});

test("progress ends at the size of the archive", async () => {
  for (const archive of [ownArchive, scriptArchive]) {
    const path = await archive(blocks);
    const heard: number[] = [];
    await extract(path, { progress: (done) => heard.push(done) });
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    const { size } = await stat(path);
    expect(heard.at(-1)).toBeLessThanOrEqual(size);
    expect(heard.at(-1)).toBeGreaterThan(size - 1000);
  }
});

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
      const source = fresh("random");
      for (const [block, file, size] of drawn) {
        const bytes = new Uint8Array(size).map((_, index) => (index * byte) >> 3);
        await Bun.write(join(source, ulidOf(1e12, block), file), bytes, { createPath: true });
      }
      for (const [, archive] of kinds) {
        const { target } = await extract(await archive(source));
        for (const block of await blocksIn(target)) {
          if (!(await Bun.file(join(source, block, "tombstones")).exists()))
            await rm(join(target, block, "tombstones"));
        }
        await must(["diff", "--recursive", source, target]);
        await rm(target, { recursive: true });
      }
      await rm(source, { recursive: true });
    }),
    { numRuns: 15 },
  );
}, 120_000);

test("the same happens under Deno", async () => {
  const program = join(import.meta.dir, "../bed/extract.ts");
  for (const [, archive] of kinds) {
    const target = fresh("into");
    await mkdir(target);
    const arguments_ = [place.path, (await archive(blocks)).slice(place.path.length + 1), target, "2"];
    const deno = join(import.meta.dir, "../../node_modules/.bin/deno");
    const out = await must([deno, "run", "-A", "--cached-only", program, ...arguments_]);
    await must(["diff", "--recursive", blocks, target]);
    const extracted: { blocks: { damage: unknown[] }[] } = JSON.parse(out);
    expect(extracted.blocks.map(({ damage }) => damage)).toEqual(Array.from({ length: 12 }, () => []));
  }
}, 60_000);
