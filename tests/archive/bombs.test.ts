import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trailerSize, trailerTailBytes } from "../../src/archive/trailer.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { join as joined, top } from "./forge.ts";
import { type SmallArchives, smallArchives } from "./small-archives.ts";

let place: Temporary;
let archives: SmallArchives;

beforeAll(async () => {
  place = await temporaryDirectory();
  archives = await smallArchives(place.path);
});
afterAll(() => place.remove());

describe("a bomb", () => {
  const program = join(import.meta.dir, "../bed/extract.ts");
  const bun = process.execPath;
  const gigabyte = 2 ** 30;

  /** What a program of its own makes of an archive, and how much memory that took, in MiB. */
  async function outcome(archive: string) {
    const into = join(place.path, "bombed");
    await mkdir(into);
    const out = await must([bun, program, place.path, archive, into, "2"]);
    const written = Number((await must(["du", "--block-size=1M", "--summarize", into])).split("\t")[0]);
    await rm(into, { recursive: true });
    const { fault, memory } = JSON.parse(out);
    return { fault, written, memory: memory / 1024 };
  }

  async function zeros(file: string) {
    await must(["bash", "-c", `head -c ${gigabyte} /dev/zero | gzip -1 > ${file}`], { directory: place.path });
  }

  test("of zeros that nobody announced is refused at once", async () => {
    await zeros("zeros");
    const { fault, written, memory } = await outcome("zeros");
    expect(fault).toMatchObject({ code: "archive.corrupt", details: { reason: "trailing bytes" } });
    expect(written).toBeLessThanOrEqual(1);
    expect(memory).toBeLessThan(200);
  }, 60_000);

  test("of zeros that a file announces is written through without filling memory", async () => {
    await mkdir(join(place.path, "huge", top, archives.block), { recursive: true });
    const path = join(place.path, "huge", top, archives.block, "x");
    await writeFile(path, "");
    await truncate(path, gigabyte);
    await must(["tar", "-czf", join(place.path, "announced"), "-C", join(place.path, "huge"), top]);
    const { fault, written, memory } = await outcome("announced");
    expect(fault).toBeUndefined();
    expect(written).toBeGreaterThanOrEqual(1024);
    expect(memory).toBeLessThan(300);
  }, 120_000);

  test("in one member of promsnap's kind is refused without filling memory", async () => {
    await zeros("inside");
    const bomb = new Uint8Array(await Bun.file(join(place.path, "inside")).bytes());
    const { own } = archives;
    // The first member's header, which announces a few kilobytes, before four megabytes that inflate to a gigabyte.
    const body = bomb.subarray(10, 10 + Math.min(bomb.length - 10, 4 << 20));
    const header = own.slice(0, 26);
    new DataView(header.buffer).setUint32(18, 26 + body.length, true);
    const trailer = own.subarray(own.length - (trailerSize(own.subarray(-trailerTailBytes)) ?? 0));
    await writeFile(join(place.path, "bomb"), joined(header, body, trailer));
    const { fault, written, memory } = await outcome("bomb");
    expect(fault).toMatchObject({ code: "archive.corrupt", details: { reason: "member sizes" } });
    expect(written).toBeLessThanOrEqual(1);
    expect(memory).toBeLessThan(200);
  }, 60_000);
});
