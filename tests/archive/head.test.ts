import { afterAll, beforeAll, expect, test } from "bun:test";
import { ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { readArchiveHead } from "../../src/archive/head.ts";
import { memberOf } from "../../src/archive/member.ts";
import { tarHeader } from "../../src/archive/tar.ts";
import { writeTrailer } from "../../src/archive/trailer.ts";
import { readWholeArchive } from "../../src/archive/whole.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

let place: Temporary;

beforeAll(async () => {
  place = await temporaryDirectory();
});
afterAll(() => place.remove());

const trailer = writeTrailer({ taken: 0, unpacked: 1024, content: 0, damage: [] });
const corrupt = (reason: string) =>
  expect.objectContaining({ data: expect.objectContaining({ details: expect.objectContaining({ reason }) }) });

test("a head with a header that is none is refused, not listed up to there", async () => {
  const broken = tarHeader({ path: "a/b/meta.json", type: "file", size: 0, modified: 0 });
  broken.set(new TextEncoder().encode("nonsense"), 124);
  const sound = tarHeader({ path: "a/c/meta.json", type: "file", size: 0, modified: 0 });
  const tar = new Uint8Array([...broken, ...sound]);
  const member = memberOf(new Uint8Array(Bun.gzipSync(tar)), tar.length, true);
  await Bun.write(join(place.path, "nonsense.tar.gz"), new Blob([...member, trailer]));
  using here = Directory.open(place.path);
  using file = here.file("nonsense.tar.gz");
  await expect(readArchiveHead(file)).rejects.toEqual(corrupt("tar header"));
});

test("a member that announces gigabytes is refused before room is made for them", async () => {
  const [header] = memberOf(new Uint8Array(Bun.gzipSync(new Uint8Array(512))), 512, true);
  new DataView(header.buffer).setUint32(18, 0xf000_0000, true);
  const descriptor = openSync(join(place.path, "huge.tar.gz"), "w");
  writeSync(descriptor, header);
  // A sparse file: it is as large as it says, and holds nothing.
  ftruncateSync(descriptor, 5 * 2 ** 30);
  writeSync(descriptor, trailer, 0, trailer.length, 5 * 2 ** 30);
  using here = Directory.open(place.path);
  using file = here.file("huge.tar.gz");
  const before = process.resourceUsage().maxRSS;
  await expect(readArchiveHead(file)).rejects.toEqual(corrupt("member sizes"));
  await expect(readWholeArchive(file, new AbortController().signal, () => undefined)).rejects.toEqual(
    corrupt("member sizes"),
  );
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(500_000);
});
