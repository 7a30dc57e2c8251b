import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cp, mkdir, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExtractionTerms } from "../../src/archive/extract.ts";
import { Fault } from "../../src/errors.ts";
import { testWith } from "../bed/abilities.ts";
import { blocksIn, bytesBelow, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { smallDisk, type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { top } from "./forge.ts";
import { extractInto, kinds } from "./making.ts";

/** Each makes and extracts whole archives, some of them many. */
setDefaultTimeout(60_000);

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

/** Makes an archive of a directory. */
async function archiveOf(make: (typeof kinds)[number][1], source = blocks): Promise<string> {
  const path = fresh("archive");
  await make(source, path);
  return path;
}

async function extract(archive: string, terms: Partial<ExtractionTerms> = {}, target = fresh("into")) {
  await mkdir(target, { recursive: true });
  return { target, ...(await extractInto(archive, target, terms)) };
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

describe.each(kinds)("%s archive", (_, make) => {
  test("is extracted to the very same files, all of them found sound", async () => {
    const extracted = await extract(await archiveOf(make));
    await must(["diff", "--recursive", blocks, extracted.target]);
    expect(extracted).toMatchObject({ top, bytes: await bytesBelow(blocks) });
    expect(extracted.blocks.map(({ ulid }) => ulid)).toEqual(await blocksIn(blocks));
    for (const block of extracted.blocks) {
      expect(block).toMatchObject({ damage: [], indexVersion: 2, encodings: [1], meta: { ulid: block.ulid } });
      expect(block.bytes).toBe(await bytesBelow(join(blocks, block.ulid)));
    }
  });

  test("gives the blocks to whom they are to belong, readable for all, writable for nobody else", async () => {
    const { source } = await changedBlocks((block) => must(["chmod", "0600", join(block, "index")]));
    const { target } = await extract(await archiveOf(make, source), { owner: { user: 65534, group: 65533 } });
    const found = await must(["find", target, "-mindepth", "1", "-printf", "%y %m %U:%G\n"]);
    expect(new Set(found.trim().split("\n"))).toEqual(new Set(["d 755 65534:65533", "f 644 65534:65533"]));
  });

  test("keeps the times of files and directories", async () => {
    const { source, block } = await changedBlocks((path) => utimes(join(path, "index"), 1_600_000_000, 1_600_000_000));
    await must(["touch", "-d", "@1500000000", join(source, block, "chunks"), join(source, block)]);
    const path = await archiveOf(make, source);
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
    const { target, blocks: extracted } = await extract(await archiveOf(make, source));
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
      const { target, blocks: extracted } = await extract(await archiveOf(make, source));
      const damaged = extracted.filter(({ damage }) => damage.length > 0);
      expect(damaged.map(({ ulid, damage }) => [ulid, damage[0]])).toMatchObject([[block, { block, file, problem }]]);
      await must(["diff", "--recursive", "--exclude", "tombstones", source, target]);
      await rm(target, { recursive: true });
    }
  });

  test("follows no link that lies in its way, and overwrites nothing", async () => {
    const [path, elsewhere] = [await archiveOf(make), fresh("elsewhere")];
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
    const path = await archiveOf(make);
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
    const path = await archiveOf(make);
    for (const size of [64 << 10, 1 << 20, 4 << 20]) {
      await using disk = await smallDisk(size);
      expect(await refusal(extract(path, {}, disk.path))).toMatchObject({ code: "files.full" });
    }
  });
});

test("progress ends at the size of the archive", async () => {
  for (const [, make] of kinds) {
    const path = await archiveOf(make);
    const heard: number[] = [];
    await extract(path, { progress: (done) => heard.push(done) });
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    const { size } = await stat(path);
    expect(heard.at(-1)).toBeLessThanOrEqual(size);
    expect(heard.at(-1)).toBeGreaterThan(size - 1000);
  }
});
