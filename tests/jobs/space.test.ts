import { expect, test } from "bun:test";
import { join } from "node:path";
import * as fc from "fast-check";
import { memberOf } from "../../src/archive/member.ts";
import { writeTrailer } from "../../src/archive/trailer.ts";
import { Fault } from "../../src/errors.ts";
import { judgeSpace, newestRatio } from "../../src/jobs/space.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const bytes = fc.integer({ min: 0, max: 2 ** 45 });
const ratios = fc.double({ min: 0.01, max: 1, noNaN: true });

test("a snapshot is refused exactly when even the optimistic estimate does not fit", () => {
  fc.assert(
    fc.property(bytes, bytes, ratios, (free, needed, ratio) => {
      const refused = () => judgeSpace("/store", free, needed, ratio);
      if (Math.ceil(needed * ratio) > free) expect(refused).toThrow(Fault);
      else expect(refused()?.code).toBe(needed > free ? "space.tight" : undefined);
    }),
  );
});

test("the refusal and the warning tell what is free and what is needed", () => {
  expect(judgeSpace("/store", 70, 100, 0.5)).toEqual({
    code: "space.tight",
    details: { path: "/store", free: 70, needed: 100 },
  });
  expect(() => judgeSpace("/store", 49, 100, 0.5)).toThrow('{"path":"/store","free":49,"needed":50}');
});

test("an archive larger than what is in it, as of a tiny snapshot, does not make the next one seem too large", async () => {
  await using place = await temporaryDirectory();
  const tar = new Uint8Array(5120);
  const member = memberOf(new Uint8Array(Bun.gzipSync(tar, { level: 0 })), tar.length, true);
  const trailer = writeTrailer({ taken: 0, unpacked: tar.length, content: 1000, damage: [] });
  await Bun.write(join(place.path, "snapshot-23_11_2026-12_00_00.tar.gz"), new Blob([...member, trailer]));
  using store = new DirectoryStore(Directory.open(place.path));
  expect(await newestRatio(store)).toBe(1);
});
