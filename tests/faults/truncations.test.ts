import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { makeScriptArchive } from "../archive/making.ts";
import { describeWith } from "../bed/abilities.ts";
import { promsnap } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { type Data, flip, flippingBlock, numbersBelow, ownArchive, sha256Of, store } from "./flipped.ts";
import { verifier } from "./verifying.ts";

const full = process.env["PROMSNAP_TEST_FULL"] === "1";
const lengths = full ? 1000 : 100;
const patience = full ? 600_000 : 60_000;

describeWith("blocks")("an archive that is cut short", () => {
  let place: Temporary;
  let bed: Awaited<ReturnType<typeof verifier>>;
  let archives: Readonly<Record<"promsnap's" | "the script's", Data>>;

  beforeAll(async () => {
    place = await temporaryDirectory();
    const blocks = join(place.path, "blocks");
    await flippingBlock(blocks);
    const own = await ownArchive(blocks, join(place.path, "own"));
    await makeScriptArchive(blocks, join(place.path, "script"));
    archives = {
      "promsnap's": own,
      "the script's": new Uint8Array(await Bun.file(join(place.path, "script")).bytes()),
    };
    bed = await verifier(place.path);
  }, 120_000);
  afterAll(() => place?.remove());

  for (const kind of ["promsnap's", "the script's"] as const) {
    test(
      `is found, at any length, with a checksum file and without: ${kind}`,
      async () => {
        const whole = archives[kind];
        const random = numbersBelow(whole.length, 1);
        const before = memory();
        for (let count = 0; count < lengths; count++) {
          const length = random.next().value ?? 0;
          const cut = whole.slice(0, length);
          for (const checksum of ["none", { sha256: sha256Of(whole) }] as const) {
            expect([length, (await bed.verify(cut, checksum)).outcome]).toEqual([length, "damaged"]);
          }
        }
        expect(memory() - before).toBeLessThan(100 << 20);
      },
      patience,
    );
  }

  test(
    "ends the command with exit code 5, as a flipped bit does, and nothing else of the sort",
    async () => {
      const { path, config } = bed;
      const own = archives["promsnap's"];
      const run = async (bytes: Data) => {
        await store(path, bytes, sha256Of(own));
        const { code, stdout, stderr } = await promsnap(["verify", path, "--deep", "--json"], { config });
        return { code, state: JSON.parse(stdout).verified[0].state, stderr };
      };
      expect(await run(own)).toEqual({ code: 0, state: "sound", stderr: "" });
      for (const bytes of [
        own.slice(0, 0),
        own.slice(0, 5),
        own.slice(0, -1),
        flip(own, 3),
        flip(own, own.length * 4),
      ]) {
        expect(await run(bytes)).toMatchObject({
          code: 5,
          state: "damaged",
          stderr: expect.stringContaining("is damaged"),
        });
      }
    },
    patience,
  );

  /** Bytes of this process, with all that it does not need any more given back. */
  function memory(): number {
    Bun.gc(true);
    return process.memoryUsage().rss;
  }
});
