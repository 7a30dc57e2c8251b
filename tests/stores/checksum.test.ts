import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readChecksum } from "../../src/stores/checksum.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const file = "snapshot-24_11_2026-13_00_00.tar.gz";
const sum = "0123456789abcdef".repeat(4);

describe("the checksum file beside an archive", () => {
  let place: Temporary;
  let store: DirectoryStore;
  const of = async (text: string) => {
    await writeFile(join(place.path, `${file}.sha256`), text);
    return await readChecksum(store, file);
  };

  beforeAll(async () => {
    place = await temporaryDirectory();
    store = new DirectoryStore(Directory.open(place.path));
  });
  afterAll(() => place.remove());

  test("is none where there is no such file", async () => {
    expect(await readChecksum(store, "other")).toEqual({ kind: "none" });
  });

  test.each([
    ["promsnap's own", `${sum}  ${file}\n`],
    ["of a path, as sha256sum writes it", `${sum}  /var/lib/prometheus-snapshot/${file}\n`],
    ["of a binary file, and without a line end", `${sum} *${file}`],
    ["in upper case", `${sum.toUpperCase()}  ${file}\n`],
  ])("is read: %s", async (_, text) => {
    expect(await of(text)).toEqual({ kind: "sum", sha256: sum });
  });

  test.each([
    ["empty", ""],
    ["of another file", `${sum}  snapshot-24_11_2026-13_00_01.tar.gz\n`],
    ["too short", `${sum.slice(1)}  ${file}\n`],
    ["no hexadecimal number", `${sum.replace("a", "g")}  ${file}\n`],
    ["two of them", `${sum}  ${file}\n${sum}  ${file}\n`],
    ["without a name", `${sum}\n`],
  ])("is unreadable: %s", async (_, text) => {
    expect(await of(text)).toEqual({ kind: "unreadable" });
  });

  test("is unreadable, with the reason, where it is no file", async () => {
    await mkdir(join(place.path, "odd.sha256"));
    expect(await readChecksum(store, "odd")).toEqual({ kind: "unreadable", reason: "not a plain file" });
  });
});
