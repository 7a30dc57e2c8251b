import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { FileEnd } from "../../src/archive/file-end.ts";
import { surveyArchive } from "../../src/archive/survey.ts";
import { isFault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { bytesOf } from "../../src/tsdb/byte-source.ts";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, bytesBelow, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { file as forged, inBlock, ownArchive, scriptArchive } from "./forge.ts";
import { hostileCases } from "./hostile-cases.ts";
import { kinds } from "./making.ts";

const terms = { signal: new AbortController().signal, progress: () => undefined };

describeWith("blocks")("a survey of an archive", () => {
  let place: Temporary;
  let source: string;
  let blocks: string[];
  let here: Directory;

  beforeAll(async () => {
    place = await temporaryDirectory();
    source = await cachedBlocks(oneDay);
    blocks = await blocksIn(source);
    for (const [kind, make] of kinds) await make(source, join(place.path, kind));
    here = Directory.open(place.path);
  }, 60_000);
  afterAll(() => place?.remove());

  test.each(kinds.map(([kind]) => kind))(
    "of %s kind tells the size of every block, and what they have together",
    async (kind) => {
      using file = here.file(kind);
      const { blocks: found, content, trailer } = await surveyArchive(file, false, terms);
      const sizes = await Promise.all(blocks.map(async (ulid) => [ulid, await bytesBelow(join(source, ulid))]));
      expect(Object.fromEntries(found.map(({ ulid, bytes }) => [ulid, bytes]))).toEqual(Object.fromEntries(sizes));
      expect(content).toBe(await bytesBelow(source));
      expect(trailer?.content).toBe(kind === "promsnap's" ? content : undefined);
      for (const { ulid, metaText } of found) {
        expect(metaText).toBe(await readFile(join(source, ulid, "meta.json"), "utf8"));
      }
    },
  );

  test.each(kinds.map(([kind]) => kind))("of %s kind has the index of the newest block", async (kind) => {
    using file = here.file(kind);
    const { newest } = await surveyArchive(file, true, terms);
    const [last = ""] = blocks.slice(-1);
    const index = new Uint8Array(await readFile(join(source, last, "index")));
    expect(newest?.ulid).toBe(last);
    expect(newest && bytesOf(newest.index, 0, index.length)).toEqual(index);
    expect(newest && bytesOf(newest.index, index.length - 52, 100)).toEqual(index.slice(-52));
  });
});

describe("a survey of a hostile archive", () => {
  let place: Temporary;
  beforeAll(async () => {
    place = await temporaryDirectory();
  });
  afterAll(() => place.remove());

  test.each(hostileCases.map((hostile) => [...hostile] as const))("with %s is refused", async (_, __, bytes) => {
    await writeFile(join(place.path, "hostile"), bytes);
    using here = Directory.open(place.path);
    using file = here.file("hostile");
    const failure = await surveyArchive(file, true, terms).catch((error: unknown) => error);
    expect(isFault(failure, "archive.corrupt")).toBe(true);
  });

  test("of which nothing is wrong is taken, though its index is none", async () => {
    for (const forge of [ownArchive, scriptArchive]) {
      await writeFile(join(place.path, "sound"), forge({ rest: [forged(inBlock("index"))] }));
      using here = Directory.open(place.path);
      using file = here.file("sound");
      expect(await surveyArchive(file, true, terms)).toMatchObject({ content: 10, newest: undefined });
    }
  });
});

describe("the end of a file that goes by", () => {
  test("is kept with its beginning, and nothing in between, in whatever pieces it comes", () => {
    const anyFile = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(
        anyFile,
        fc.nat({ max: 320 }),
        fc.array(fc.nat({ max: 90 })),
        fc.nat(),
        (bytes, most, lengths, random) => {
          const end = new FileEnd(bytes.length, most);
          let at = 0;
          for (const length of [...lengths, bytes.length]) {
            end.push(bytes.subarray(at, at + length));
            at = Math.min(bytes.length, at + length);
          }
          const source = end.source();
          const position = random % (bytes.length + 1);
          const buffer = new Uint8Array(400);
          const read = buffer.subarray(0, source.read(buffer, position));
          expect(read).toEqual(bytes.subarray(position, position + read.length));
          if (position >= bytes.length - most) expect(read).toHaveLength(bytes.length - position);
          if (position < 64 && position < bytes.length) expect(read.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
