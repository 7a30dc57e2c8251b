import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { readTrailer } from "../../src/archive/trailer.ts";
import { readMeta, readOtherCounts } from "../../src/tsdb/meta.ts";
import { join as joined } from "../archive/forge.ts";
import { makeScriptArchive } from "../archive/making.ts";
import { describeWith } from "../bed/abilities.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import {
  type Data,
  flip,
  flippingBlock,
  membersOf,
  numbersBelow,
  ownArchive,
  placeIn,
  repacked,
  type Stretch,
  sha256Of,
  stretchesOf,
} from "./flipped.ts";
import { type Said, verifier } from "./verifying.ts";

/** With PROMSNAP_TEST_FULL=1 ten thousand bits are flipped at random, and a thousand lengths tried. */
const full = process.env["PROMSNAP_TEST_FULL"] === "1";
const share = full ? 1 : 0.08;
const patience = full ? 1_800_000 : 120_000;
const seed = 20261125;

/**
 * Where a flipped bit changes nothing that an archive is for, and why. Elsewhere each one is found: as damage (exit code 5),
 * or, where it is said here, as a warning.
 */
const harmless = {
  "deflate data": "another way to write the same bytes, such as the bits behind the end of the data",
  trailer: "the milliseconds of the time of the snapshot; its seconds stand in the tar stream too",
  "script's gzip header": "time, compression and system of whoever packed it; promsnap's own are fixed",
  "script's deflate data": "another way to write the same bytes, such as the bits behind the end of the data",
  "meta.json":
    "what nothing else says and Prometheus does not need: spaces, history, times that are wider than the samples'",
} as const;
const warned = {
  index: "padding that nobody reads",
  "chunks/000001": "three bytes of padding behind the version",
  "meta.json": "counts and times that are not those of the samples; fewer chunks than it counts are damage",
} as const;

describeWith("blocks")("one flipped bit", () => {
  let place: Temporary;
  let verify: Awaited<ReturnType<typeof verifier>>["verify"];
  let block: string;
  let own: Data;
  let script: Data;
  let members: ReturnType<typeof membersOf>;
  let tar: Data;
  let stretches: readonly Stretch[];
  /** How many flips of each place came out how. */
  const tally = new Map<string, Record<string, number>>();

  beforeAll(async () => {
    place = await temporaryDirectory();
    block = await flippingBlock(join(place.path, "blocks"));
    own = await ownArchive(join(place.path, "blocks"), join(place.path, "own"));
    await makeScriptArchive(join(place.path, "blocks"), join(place.path, "script"));
    script = new Uint8Array(await Bun.file(join(place.path, "script")).bytes());
    ({ verify } = await verifier(place.path));
    members = membersOf(own);
    tar = joined(...members.members.map(({ bytes }) => bytes));
    stretches = stretchesOf(tar);
    for (const archive of [own, script]) expect((await verify(archive, "its own")).outcome).toBe("sound");
  }, 120_000);
  afterAll(async () => {
    const lines = [...tally].map(([name, outcomes]) => `${name}: ${JSON.stringify(outcomes)}`);
    if (full) process.stderr.write(`${lines.join("\n")}\n`);
    await place?.remove();
  });

  /** The outcome of a flip, counted under its place. */
  const told = (name: string, { outcome }: Said): Said["outcome"] => {
    const outcomes = tally.get(name) ?? {};
    tally.set(name, { ...outcomes, [outcome]: (outcomes[outcome] ?? 0) + 1 });
    return outcome;
  };

  /** Bits of a stretch of bytes: all of them where there are few, else so many at random. */
  const bits = (start: number, end: number, count: number): number[] => {
    const all = (end - start) * 8;
    if (all <= count) return Array.from({ length: all }, (_, bit) => start * 8 + bit);
    const random = numbersBelow(all, seed);
    return Array.from({ length: count }, () => start * 8 + (random.next().value ?? 0));
  };
  const atRandom = (count: number) => Math.ceil(count * share);

  /** What a gzip file holds; undefined where it is none. */
  const inflated = (gzip: Data): Data | undefined => {
    try {
      return new Uint8Array(gunzipSync(gzip));
    } catch {
      return undefined;
    }
  };
  const same = (a: Uint8Array | undefined, b: Uint8Array) => a !== undefined && Buffer.compare(a, b) === 0;

  test(
    "in the file is found by its checksum, wherever it is",
    async () => {
      for (const bit of bits(0, own.length, atRandom(1500))) {
        const outcome = told(
          `${placeIn(members, bit >> 3)}, with a checksum file`,
          await verify(flip(own, bit), { sha256: sha256Of(own) }),
        );
        expect([bit, outcome]).toEqual([bit, "damaged"]);
      }
    },
    patience,
  );

  /** Whether a flip in the file leaves what it holds as it was, by other means than promsnap's. */
  const harmlessIn = (name: string, bit: number): boolean => {
    if (name === "trailer") {
      const at = bit - (own.length - members.trailer.length) * 8;
      const [before, after] = [readTrailer(members.trailer), readTrailer(flip(members.trailer, at))];
      if (before === undefined || after === undefined) return false;
      const seconds = ({ taken }: { taken: number }) => Math.floor(taken / 1000);
      if (after.taken === before.taken) return false;
      return Bun.deepEquals({ ...after, taken: seconds(after) }, { ...before, taken: seconds(before) });
    }
    const member = members.members.find(
      ({ offset, packed }) => bit >> 3 >= offset && bit >> 3 < offset + packed.length,
    );
    if (name !== "deflate data" || member === undefined) return false;
    return same(inflated(flip(member.packed, bit - member.offset * 8)), member.bytes);
  };

  test(
    "in the file is found without a checksum too, apart from the harmless ones",
    async () => {
      const ends = members.members.flatMap(({ offset, packed }) =>
        bits(offset + packed.length - 9, offset + packed.length - 8, 8),
      );
      const trailer = bits(own.length - members.trailer.length, own.length, Number.POSITIVE_INFINITY);
      const [first] = members.members;
      const header = bits(first?.offset ?? 0, 26, Number.POSITIVE_INFINITY);
      const seen = new Set<string>();
      for (const bit of [...bits(0, own.length, atRandom(3000)), ...ends, ...trailer, ...header]) {
        const name = placeIn(members, bit >> 3);
        const outcome = told(name, await verify(flip(own, bit), "none"));
        if (outcome === "sound") seen.add(name);
        expect([name, bit, outcome]).toEqual([name, bit, harmlessIn(name, bit) ? "sound" : "damaged"]);
      }
      expect([...seen].sort()).toEqual(["deflate data", "trailer"] satisfies (keyof typeof harmless)[]);
    },
    patience,
  );

  test(
    "in an archive of the script's is found, apart from the harmless ones",
    async () => {
      const [header, foot] = [10, 8];
      const placeOf = (byte: number) =>
        byte < header
          ? "script's gzip header"
          : byte < script.length - foot
            ? "script's deflate data"
            : "script's gzip foot";
      const content = inflated(script) ?? script;
      const isHarmless = (bit: number) => {
        const name = placeOf(bit >> 3);
        if (name === "script's gzip header") return bit >> 3 >= 4;
        return name === "script's deflate data" && same(inflated(flip(script, bit)), content);
      };
      const seen = new Set<string>();
      const edges = [
        ...bits(0, header, Number.POSITIVE_INFINITY),
        ...bits(script.length - foot - 1, script.length, Number.POSITIVE_INFINITY),
      ];
      for (const bit of [...bits(0, script.length, atRandom(1500)), ...edges]) {
        const name = placeOf(bit >> 3);
        const outcome = told(name, await verify(flip(script, bit), "none"));
        if (outcome === "sound") seen.add(name);
        expect([name, bit, outcome]).toEqual([name, bit, isHarmless(bit) ? "sound" : "damaged"]);
      }
      expect(["script's deflate data", "script's gzip header"]).toEqual(expect.arrayContaining([...seen]));
      expect([...seen]).toContain("script's gzip header");
    },
    patience,
  );

  /** What a verification is to say of a meta.json with other bytes: whether all that matters in it is as it was. */
  const expectedOfMeta = (text: string, original: string): Said["outcome"] => {
    const [after, before] = [readMeta(text, block), readMeta(original, block)];
    if (!("meta" in after) || !("meta" in before)) return "damaged";
    const [now, then] = [after.meta, before.meta];
    if (now.chunks > then.chunks) return "damaged";
    const counts = now.chunks === then.chunks && now.samples === then.samples && now.series === then.series;
    const others = Bun.deepEquals(readOtherCounts(text), readOtherCounts(original));
    return counts && others && now.minTime <= then.minTime && now.maxTime >= then.maxTime ? "sound" : "warned";
  };

  /** Flips bits in a stretch of the tar stream, packed anew with right checksums; answers how those that were not damage were told. */
  const flipIn = async ({ start, end, what }: Stretch, count: number): Promise<void> => {
    const file = stretches.find((one) => one.start <= start && start < one.end)?.start ?? start;
    const original = new TextDecoder().decode(tar.subarray(start, end));
    for (const bit of bits(start, end, count)) {
      const said = await verify(repacked(members, bit), "its own");
      const outcome = told(what, said);
      const at = (bit >> 3) - file;
      if (what === "meta.json") {
        const text = new TextDecoder().decode(flip(tar.subarray(start, end), bit - start * 8));
        expect([text, outcome]).toEqual([text, expectedOfMeta(text, original)]);
      } else if (outcome === "warned" && (what === "index" || what.startsWith("chunks"))) {
        const { oddities = [], unchecked = [] } = said.verified?.contents?.blocks[0] ?? {};
        expect([oddities, unchecked, tar[bit >> 3]]).toMatchObject([
          [{ oddity: "padding", file: what, offset: at }],
          [],
          0,
        ]);
      } else expect([what, at, bit & 7, outcome]).toEqual([what, at, bit & 7, "damaged"]);
    }
  };

  test(
    "in a block, packed anew with right checksums, is found by what the block says of itself",
    async () => {
      const counts: Readonly<Record<string, number>> = { index: 2000, "chunks/000001": 1500, "meta.json": 2000 };
      for (const stretch of stretches) await flipIn(stretch, atRandom(counts[stretch.what] ?? 200));
      const index = stretches.find(({ what }) => what === "index") as Stretch;
      const chunks = stretches.find(({ what }) => what === "chunks/000001") as Stretch;
      await flipIn({ ...chunks, end: chunks.start + 8 }, Number.POSITIVE_INFINITY);
      for (const gap of gapsIn(tar.subarray(index.start, index.end))) {
        const stretch = { ...index, start: index.start + gap.start, end: index.start + gap.end };
        await flipIn(stretch, Number.POSITIVE_INFINITY);
      }
      const places = (outcome: string) =>
        [...tally].filter(([, of]) => of[outcome] !== undefined).map(([name]) => name);
      expect(places("warned").sort()).toEqual(Object.keys(warned).sort());
      expect(places("sound").filter((name) => stretches.some(({ what }) => what === name))).toEqual(["meta.json"]);
      expect(places("other")).toEqual([]);
    },
    patience,
  );
});

/** The padding behind the first series of an index: each begins at a multiple of 16 bytes. */
function gapsIn(index: Uint8Array): { start: number; end: number }[] {
  const view = new DataView(index.buffer, index.byteOffset, index.byteLength);
  const gaps: { start: number; end: number }[] = [];
  for (let at = Number(view.getBigUint64(index.length - 52 + 8)), count = 0; count < 8; count++) {
    const [low = 0, high = 0] = index.subarray(at, at + 2);
    const start = at + (low < 0x80 ? 1 + low : 2 + (low & 0x7f) + high * 128) + 4;
    at = Math.ceil(start / 16) * 16;
    gaps.push({ start, end: at });
  }
  return gaps;
}
