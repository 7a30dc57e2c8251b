import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { handOnArchive } from "../../src/archive/verification.ts";
import { isFault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { describeWith } from "../bed/abilities.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { type SmallArchives, smallArchives } from "./small-archives.ts";

const never = new AbortController().signal;

describeWith("blocks")("an archive that is read and handed on", () => {
  let place: Temporary;
  let archives: SmallArchives;
  beforeAll(async () => {
    place = await temporaryDirectory();
    const scratch = join(place.path, "scratch");
    await mkdir(scratch);
    archives = await smallArchives(scratch);
  });
  afterAll(() => place?.remove());

  /** What comes out of a file with these bytes, and how the reading ended. */
  async function handedOn(bytes: Uint8Array) {
    await Bun.write(join(place.path, "archive"), bytes);
    using here = Directory.open(place.path);
    using file = here.file("archive");
    const came: Uint8Array[] = [];
    const told: number[] = [];
    const output = { write: async (part: Uint8Array) => void came.push(part) };
    const terms = { signal: never, progress: (done: number) => void told.push(done) };
    const outcome = await handOnArchive(file, output, terms).catch((error: unknown) => error);
    return { outcome, came: Buffer.concat(came), told };
  }

  for (const kind of ["own", "script"] as const) {
    test(`arrives byte for byte with its checksum (${kind})`, async () => {
      const bytes = archives[kind];
      const { outcome, came, told } = await handedOn(bytes);
      expect(outcome).toMatchObject({ sha256: createHash("sha256").update(bytes).digest("hex") });
      expect(came).toEqual(Buffer.from(bytes));
      expect(told.length).toBeGreaterThan(0);
    });

    test(`is refused wherever it is cut off or changed (${kind})`, async () => {
      const bytes = archives[kind];
      for (const share of [0.2, 0.6, 0.999]) {
        const at = Math.floor(bytes.length * share);
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ 0x10;
        for (const broken of [bytes.subarray(0, at), flipped]) {
          const { outcome } = await handedOn(broken);
          expect({ share, refused: isFault(outcome, "archive.corrupt") }).toEqual({ share, refused: true });
        }
      }
    });
  }
});
