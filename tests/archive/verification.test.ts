import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { TailCollector, tailsAhead } from "../../src/archive/index-tails.ts";
import { inflateHere } from "../../src/archive/inflate.ts";
import { readArchive } from "../../src/archive/reader.ts";
import { readTrailer, trailerSize, writeTrailer } from "../../src/archive/trailer.ts";
import { type VerificationTerms, verifyArchive } from "../../src/archive/verification.ts";
import { isFault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { blocksIn, cachedBlocks, oneDay, ulidOf } from "../bed/blocks.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { type Breakage, fiveSeries } from "../tsdb/deep/block-spec.ts";
import { writeBlock } from "../tsdb/deep/written-block.ts";
import { Bytes } from "../tsdb/small-block.ts";
import { block, directory, join as joined, member, scriptArchive, tarParts, top, trailerOf } from "./forge.ts";
import { hostileCases } from "./hostile-cases.ts";
import { kinds, makeOwnArchive } from "./making.ts";
import { threadHere } from "./thread-here.ts";

setDefaultTimeout(60_000);

const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const createWorker = () => new Worker(worker, { type: "module" });
const never = new AbortController().signal;
const quiet = () => undefined;
const terms: VerificationTerms = {
  ...{ createWorker, workers: 2, deep: true, signal: never },
  ...{ progress: quiet, again: () => quiet },
};

let place: Temporary;
let blocks: string;
let count = 0;
beforeAll(async () => {
  place = await temporaryDirectory();
  blocks = join(place.path, "blocks");
  await cp(await cachedBlocks(oneDay), blocks, { recursive: true });
});
afterAll(() => place.remove());

const fresh = () => join(place.path, `archive-${count++}`);
async function verified(path: string, more: Partial<VerificationTerms> = {}) {
  using here = Directory.open(dirname(path));
  using file = here.file(basename(path));
  return await verifyArchive(file, { ...terms, ...more });
}

/** A directory with one block of five series, one of whose references leads elsewhere. */
async function referring(to: bigint): Promise<string> {
  const breakage: Breakage = {
    series: (plain, number, { symbol }) => {
      if (number !== 3) return plain;
      const labels = new Bytes([]).uvarint(1n).uvarint(symbol("__name__")).uvarint(symbol("memory"));
      return labels.uvarint(1n).varint(1000n).uvarint(990n).uvarint(to);
    },
  };
  const written = writeBlock(fiveSeries, {}, breakage);
  const source = fresh();
  for (const [name, bytes] of written.files) {
    await mkdir(dirname(join(source, written.ulid, name)), { recursive: true });
    await writeFile(join(source, written.ulid, name), bytes);
  }
  return source;
}

describe.each(kinds)("%s archive", (kind, make) => {
  test("of real blocks is sound, with all that they hold counted, whatever the number of threads", async () => {
    const path = fresh();
    await make(blocks, path);
    const [one, two] = [await verified(path, { workers: 1 }), await verified(path)];
    expect(two).toEqual(one);
    expect(one.blocks.map(({ ulid }) => ulid)).toEqual(await blocksIn(blocks));
    for (const { counts, meta, ...found } of one.blocks) {
      expect(found).toMatchObject({ damage: [], oddities: [], unchecked: [], unresolved: false });
      const { series, chunks, samples } = meta ?? {};
      expect(counts).toMatchObject({ series, chunks, samples });
    }
    expect(one.sha256).toBe(new Bun.CryptoHasher("sha256").update(await Bun.file(path).bytes()).digest("hex"));
    expect((await verified(path, { deep: false })).sha256).toBe(one.sha256);
  });

  test("is read once more only where the references of a block are not the list of its chunks", async () => {
    for (const { to, damage, again } of [
      { to: 2n ** 32n + 8n, damage: [], again: 0 }, // its own chunk, which Prometheus would give
      { to: 8n, damage: [], again: 1 },
      { to: 9n, damage: [{ file: "index", problem: "chunk reference", section: "series" }], again: 1 },
    ]) {
      const path = fresh();
      await make(await referring(to), path);
      let times = 0;
      const heard: number[] = [];
      const told = () => {
        times++;
        return (done: number) => heard.push(done);
      };
      const { blocks: found } = await verified(path, { again: told });
      expect([kind, times, found[0]?.damage]).toMatchObject([kind, again, damage]);
      expect(heard.length > 0).toBe(again > 0);
    }
  });

  test("without what a block needs is told, deep or not", async () => {
    const source = fresh();
    await cp(blocks, source, { recursive: true });
    const [first = "", second = "", third = ""] = await blocksIn(source);
    await rm(join(source, first, "index"));
    await rm(join(source, second, "chunks"), { recursive: true });
    await writeFile(join(source, third, "meta.json"), "{");
    const path = fresh();
    await make(source, path);
    for (const deep of [true, false]) {
      const { blocks: found } = await verified(path, { deep });
      const damage = found.flatMap((one) => one.damage.map(({ file, problem }) => [one.ulid, file, problem]));
      expect(damage).toEqual([
        [first, "index", "missing"],
        [second, "chunks", "missing"],
        [third, "meta.json", "not JSON"],
      ]);
    }
  });
});

test("no hostile archive is taken for one, deep or not", async () => {
  const path = fresh();
  for (const [name, reason, bytes] of hostileCases) {
    await writeFile(path, bytes);
    for (const deep of [true, false]) {
      const failure = await verified(path, { deep, workers: 1, createWorker: threadHere }).catch(
        (error: unknown) => error,
      );
      const found = isFault(failure, "archive.corrupt") ? failure.data.details.reason : failure;
      expect([name, found]).toEqual([name, reason]);
    }
  }
});

test("more blocks than any snapshot has are refused, for what is known of each is kept", async () => {
  const names = Array.from({ length: 50_001 }, (_, number) => `${top}/${ulidOf(1e12, number)}/`);
  const path = fresh();
  await writeFile(path, scriptArchive({ head: [`${top}/`, ...names].map(directory) }));
  const failure = await verified(path).catch((error: unknown) => error);
  expect(isFault(failure, "archive.corrupt") && failure.data.details.reason).toBe("too many entries");
});

test("a trailer that does not fit the rest of its archive is damage", async () => {
  const path = fresh();
  await makeOwnArchive(blocks, path);
  const whole = await Bun.file(path).bytes();
  const trailer = readTrailer(whole.slice(-(trailerSize(whole) ?? 0)));
  if (trailer === undefined) throw new Error("no trailer");
  const { damaged: _, format: __, ...own } = trailer;
  const one = { block: "x", file: "index", offset: 0, problem: "checksum", section: "" } as const;
  const others = [
    [{ ...own, taken: own.taken + 1000 }, "trailer"],
    [{ ...own, damage: [{ ...one, offset: Number.NaN }] }, "no trailer"],
  ] as const;
  for (const [other, reason] of others) {
    await writeFile(path, joined(whole.slice(0, -(trailerSize(whole) ?? 0)), writeTrailer(other)));
    const failure = await verified(path).catch((error: unknown) => error);
    expect(isFault(failure, "archive.corrupt") && failure.data.details.reason).toBe(reason);
  }
});

test("the ends of indexes are found wherever members of the archive are cut", async () => {
  const sizes = [0, 1, 51, 52, 53, 459, 460, 461, 512, 3000];
  const ulids = sizes.map((_, number) => `${block.slice(0, -2)}${String(10 + number)}`);
  const head = [directory(`${top}/`), ...ulids.map((ulid) => directory(`${top}/${ulid}/`))];
  const rest = sizes.map((size, number) => ({
    path: `${top}/${ulids[number]}/index`,
    body: Uint8Array.from({ length: size }, (_, at) => (at * 7 + number) & 255),
  }));
  const [first, second] = tarParts({ head, rest });
  for (const cut of [512, 1024, 1536, 5120]) {
    const members = [member(first, { head: true })];
    for (let at = 0; at < second.length; at += cut) members.push(member(second.slice(at, at + cut)));
    const content = sizes.reduce((total, size) => total + size, 0);
    const path = fresh();
    await writeFile(path, joined(...members, trailerOf(first.length + second.length, content)));
    using here = Directory.open(dirname(path));
    using file = here.file(basename(path));
    const [ahead, collector] = [tailsAhead(file), new TailCollector()];
    const found: (Uint8Array | undefined)[] = [];
    for await (const event of readArchive(file, { inflate: inflateHere, ahead: 2, signal: never, progress: quiet })) {
      collector.hear(event);
      if (event.kind !== "entry" || event.entry.path[1] !== "index") continue;
      found.push(await ahead(event.entry.path[0] ?? "", event.start, event.entry.size));
    }
    expect(found).toEqual(rest.map(({ body }) => body.slice(-52)));
    expect(await Promise.all(ulids.map((ulid) => collector.tailOf(ulid, 0, 0)))).toEqual(found);
  }
});
