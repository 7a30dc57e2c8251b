import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../src/errors.ts";
import { proveAppendable } from "../../src/system/append.ts";
import { Directory } from "../../src/system/directory.ts";
import { modeOf, proveWritable } from "../../src/system/permissions.ts";
import { testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { smallDisk, type Temporary, temporaryDirectory } from "../bed/temporary.ts";

let place: Temporary;
beforeAll(async () => {
  place = await temporaryDirectory();
  await Bun.write(join(place.path, "file"), "text");
  await chmod(join(place.path, "file"), 0o640);
});
afterAll(() => place?.remove());

const faultOf = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return error instanceof Fault ? error.data.code : error;
  }
  return undefined;
};

test("a directory that can be written to is left as it is", async () => {
  const before = (await stat(place.path)).mtimeMs;
  using directory = Directory.open(place.path);
  proveWritable(directory);
  expect([await readdir(place.path), (await stat(place.path)).mtimeMs]).toEqual([["file"], before]);
});

testWith("mounts")("one on a read-only file system is told, even to root", async () => {
  await using disk = await smallDisk(1 << 20);
  await must(["mount", "-o", "remount,ro", disk.path]);
  using directory = Directory.open(disk.path);
  expect(faultOf(() => proveWritable(directory))).toBe("files.readOnly");
});

test("the mode of a file is told, and that of none", () => {
  using directory = Directory.open(place.path);
  expect([modeOf(directory, "file"), modeOf(directory, "none")]).toEqual([0o640, undefined]);
});

test("a file that can be appended to is left as it is, and none is not made", async () => {
  expect(proveAppendable(join(place.path, "file"))).toBe(true);
  expect(proveAppendable(join(place.path, "none"))).toBe(false);
  expect(await readdir(place.path)).toEqual(["file"]);
  expect(await Bun.file(join(place.path, "file")).text()).toBe("text");
});

test("what is no plain file is not appended to", async () => {
  await must(["mkfifo", join(place.path, "pipe")]);
  await mkdir(join(place.path, "directory"));
  expect(faultOf(() => proveAppendable(join(place.path, "pipe")))).toBe("files.failed");
  expect(faultOf(() => proveAppendable(join(place.path, "directory")))).toBe("files.failed");
});
