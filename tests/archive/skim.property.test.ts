import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join as joinPath } from "node:path";
import fc from "fast-check";
import { inflateHere } from "../../src/archive/inflate.ts";
import { type ArchiveEvent, readArchive } from "../../src/archive/reader.ts";
import { type MemberPlaces, skimArchive } from "../../src/archive/skim.ts";
import { readFileEnd, TarStream } from "../../src/archive/tar-stream.ts";
import { Directory } from "../../src/system/directory.ts";
import type { InputFile } from "../../src/system/file.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { directory, type ForgedEntry, inBlock, join, member, soundHead, tarParts, trailerOf } from "./forge.ts";

const signal = new AbortController().signal;
const quiet = { signal, progress: () => undefined };

let place: Temporary;
let here: Directory;
beforeAll(async () => {
  place = await temporaryDirectory();
  here = Directory.open(place.path);
});
afterAll(() => place.remove());

/** An archive whose members are cut at any blocks: files of these sizes, of bytes that tell them apart. */
function cutArchive(sizes: readonly number[], cuts: readonly number[]) {
  const bodies = sizes.map((size, number) => new Uint8Array(size).map((_, at) => (at * 7 + number) % 251));
  const files = bodies.map((body, number): ForgedEntry => ({ path: inBlock(`chunks/${number}`), body }));
  const [head, rest] = tarParts({ rest: [directory(`${inBlock("chunks")}/`), ...files] });
  const places = [...new Set(cuts.map((cut) => (cut % (rest.length / 512)) * 512))].sort((a, b) => a - b);
  const edges = [0, ...places.filter((cut) => cut > 0), rest.length];
  const members = edges.slice(1).map((end, index) => member(rest.slice(edges[index], end)));
  const content = 2 + sizes.reduce((total, size) => total + size, 0);
  const trailer = trailerOf(head.length + rest.length, content);
  return { bytes: join(member(head, { head: true }), ...members, trailer), bodies };
}

async function opened<T>(bytes: Uint8Array, work: (file: InputFile) => Promise<T>): Promise<T> {
  await writeFile(joinPath(place.path, "archive"), bytes);
  using file = here.file("archive");
  return await work(file);
}

async function eventsOf(events: AsyncIterable<ArchiveEvent>): Promise<ArchiveEvent[]> {
  const all = await Array.fromAsync(events);
  return all.filter(({ kind }) => kind !== "content");
}

describe("skimming an archive", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 6 });
  const cuts = fc.array(fc.nat({ max: 100 }), { maxLength: 12 });

  test("tells all that reading tells but for contents, wherever its members are cut", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, cuts, async (some, at) => {
        await opened(cutArchive(some, at).bytes, async (file) => {
          const read = await eventsOf(readArchive(file, { inflate: inflateHere, ahead: 1, ...quiet }));
          expect(await eventsOf(skimArchive(file, { offsets: [], positions: [] }, quiet))).toEqual(read);
        });
      }),
    );
  });

  test("finds where files begin, so that each can be read from any place, and its end beforehand", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, cuts, fc.nat(), async (some, at, random) => {
        const { bytes, bodies } = cutArchive(some, at);
        await opened(bytes, async (file) => {
          const places: MemberPlaces = { offsets: [], positions: [] };
          const found: [position: number, size: number][] = [];
          for await (const event of skimArchive(file, places, quiet)) {
            if (event.kind === "entry") found.push([event.start, event.entry.size]);
          }
          const stream = new TarStream(file, places);
          for (const [number, body] of bodies.entries()) {
            const [position, size] = found[number + soundHead.length + 1] ?? [0, 0];
            const from = random % (size + 1);
            const buffer = new Uint8Array(size + 100);
            const count = stream.fileAt(position, size).read(buffer, from);
            expect(buffer.subarray(0, count)).toEqual(body.subarray(from));
            const end = await readFileEnd(file, places, position, size, size - from);
            expect(buffer.subarray(0, end.read(buffer, from))).toEqual(body.subarray(from));
            expect(end.read(buffer.subarray(0, 5), 0)).toBe(Math.min(5, size));
          }
        });
      }),
    );
  });

  test("does not look at what holds contents alone, and says so when that is asked for", async () => {
    const { bytes } = cutArchive([5000], [2, 4, 8]);
    const third = [...bytes.keys()].filter(
      (at) => bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 3] === 4,
    )[2];
    const broken = bytes.with((third ?? 0) + 40, (bytes[(third ?? 0) + 40] ?? 0) ^ 0xff);
    await opened(broken, async (file) => {
      const places: MemberPlaces = { offsets: [], positions: [] };
      expect((await eventsOf(skimArchive(file, places, quiet))).at(-1)).toMatchObject({ kind: "whole", content: 5002 });
      const corrupt = expect.objectContaining({ data: expect.objectContaining({ code: "archive.corrupt" }) });
      expect(() => new TarStream(file, places).fileAt(2048, 5000).read(new Uint8Array(5000), 0)).toThrow(corrupt);
    });
  });

  test("ends at a signal", async () => {
    const gone = AbortSignal.abort(new Error("interrupted"));
    const skimming = opened(cutArchive([1], []).bytes, (file) =>
      eventsOf(skimArchive(file, { offsets: [], positions: [] }, { ...quiet, signal: gone })),
    );
    await expect(skimming).rejects.toThrow("interrupted");
  });
});
