import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, lstat, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Directory } from "../../src/system/directory.ts";
import { errnoOf } from "../../src/system/errno.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "../prometheus/clients.ts";

let place: Temporary;
let directory: Directory;
/** A directory beside it, which nothing may reach through it. */
let outside: string;

beforeEach(async () => {
  place = await temporaryDirectory();
  const path = join(place.path, "inside");
  outside = join(place.path, "outside");
  await mkdir(path);
  await mkdir(outside);
  await writeFile(join(outside, "file"), "outside\n");
  directory = Directory.open(path);
});

afterEach(async () => {
  directory[Symbol.dispose]();
  await place.remove();
});

const inside = (name: string) => join(directory.path, name);
const modeOf = async (name: string) => (await lstat(inside(name))).mode & 0o7777;

describe("a directory held by its descriptor", () => {
  test("stays the same one when another takes its path", async () => {
    await rename(directory.path, join(place.path, "moved"));
    await symlink(outside, directory.path);
    expect(directory.names()).toEqual([]);
    await directory.replace("new", "text", 0o600);
    expect(await readdir(join(place.path, "moved"))).toEqual(["new"]);
    expect(await readdir(outside)).toEqual(["file"]);
  });

  test("may itself be named by a link, which the operator chose", async () => {
    await symlink(outside, inside("link"));
    using opened = Directory.open(inside("link"));
    expect(opened.names()).toEqual(["file"]);
  });

  test("that is not there, or is a file, is a fault with the errno", async () => {
    expect(errnoOf(await caught(() => Directory.open(inside("none"))))).toBe("ENOENT");
    expect(errnoOf(await caught(() => Directory.open(join(outside, "file"))))).toBe("ENOTDIR");
  });

  test("lists its entries by name, with what they are", async () => {
    await writeFile(inside("b"), "four");
    await mkdir(inside("a"));
    await symlink("b", inside("c"));
    await must(["mkfifo", inside("d")]);
    const found = directory.entries().map(({ name, kind, size }) => [name, kind, kind === "file" ? size : 0]);
    expect(found).toEqual([
      ["a", "directory", 0],
      ["b", "file", 4],
      ["c", "link", 0],
      ["d", "other", 0],
    ]);
    expect(directory.entry("none")).toBeUndefined();
  });

  test("knows how much room its file system has", () => {
    expect(directory.free()).toBeGreaterThan(0);
  });
});

describe("names that are no plain names", () => {
  for (const name of ["", ".", "..", "a/b", "/etc", "../outside", "a\0b"]) {
    test(`such as ${JSON.stringify(name)} are refused by every call`, async () => {
      const calls = [
        () => directory.directory(name),
        () => directory.file(name),
        () => directory.create(name, 0o600),
        () => directory.touch(name, 0o600),
        () => directory.makeDirectory(name, 0o700),
        () => directory.createDirectory(name, 0o700),
        () => directory.entry(name),
        () => directory.readText(name, 10),
        () => directory.replace(name, "", 0o600),
        () => directory.rename(name, "x"),
        () => directory.rename("x", name),
        () => directory.remove(name),
        () => directory.removeTree(name),
      ];
      for (const call of calls) expect((await caught(call)).data.code).toBe("files.notPlain");
      expect(await readdir(outside)).toEqual(["file"]);
    });
  }
});

describe("links", () => {
  beforeEach(async () => {
    await symlink(outside, inside("directory"));
    await symlink(join(outside, "file"), inside("file"));
    await symlink(join(outside, "new"), inside("dangling"));
  });

  test("are not followed to open, to read or to make anything", async () => {
    for (const name of ["directory", "file", "dangling"]) {
      const calls = [
        () => directory.directory(name),
        () => directory.file(name),
        () => directory.create(name, 0o600),
        () => directory.touch(name, 0o600),
        () => directory.makeDirectory(name, 0o700),
        () => directory.createDirectory(name, 0o700),
        () => directory.readText(name, 10),
        () => directory.removeTree(name),
      ];
      for (const call of calls) expect(["ELOOP", "ENOTDIR", "EEXIST"]).toContain(errnoOf(await caught(call)) ?? "");
    }
    expect(await readdir(outside)).toEqual(["file"]);
  });

  test("are replaced and deleted themselves, not what they lead to", async () => {
    await directory.replace("file", "inside\n", 0o600);
    directory.remove("directory");
    directory.remove("dangling");
    expect(directory.names()).toEqual(["file"]);
    expect(await readFile(join(outside, "file"), "utf8")).toBe("outside\n");
  });

  test("inside a tree go with it, and what they lead to stays", async () => {
    await mkdir(inside("tree/below"), { recursive: true });
    await symlink(outside, inside("tree/below/link"));
    await symlink(join(outside, "file"), inside("tree/link"));
    await must(["mkfifo", inside("tree/fifo")]);
    directory.removeTree("tree");
    directory.removeTree("tree"); // none is fine
    expect(directory.entry("tree")).toBeUndefined();
    expect(await readFile(join(outside, "file"), "utf8")).toBe("outside\n");
  });
});

describe("files", () => {
  test("have the mode asked for, whatever the umask", async () => {
    const umask = process.umask(0o077);
    directory.create("made", 0o664).close();
    directory.makeDirectory("directory", 0o755);
    await directory.replace("put", "", 0o644);
    process.umask(umask);
    expect([await modeOf("made"), await modeOf("directory"), await modeOf("put")]).toEqual([0o664, 0o755, 0o644]);
  });

  test("are not made where one is", async () => {
    await writeFile(inside("old"), "old");
    expect(errnoOf(await caught(() => directory.create("old", 0o600)))).toBe("EEXIST");
    expect(await readFile(inside("old"), "utf8")).toBe("old");
  });

  test("are touched without being changed", async () => {
    await writeFile(inside("old"), "old");
    await chmod(inside("old"), 0o604);
    directory.touch("old", 0o640);
    expect([await readFile(inside("old"), "utf8"), await modeOf("old")]).toEqual(["old", 0o604]);
    directory.touch("new", 0o600);
    expect((await stat(inside("new"))).size).toBe(0);
  });

  test("are replaced whole, over what a killed replacement left aside", async () => {
    await writeFile(inside("record"), "old");
    await writeFile(inside("record.new"), "half of a longer te");
    await directory.replace("record", "new", 0o600);
    expect(directory.names()).toEqual(["record"]);
    expect(await readFile(inside("record"), "utf8")).toBe("new");
  });

  test("that cannot be replaced stay as they were, with nothing aside", async () => {
    await mkdir(inside("record"));
    expect(errnoOf(await caught(() => directory.replace("record", "new", 0o600)))).toBe("EISDIR");
    expect(directory.names()).toEqual(["record"]);
  });

  test("are read as text up to a limit; none is undefined", async () => {
    await writeFile(inside("text"), "0123456789");
    expect(directory.readText("text", 4)).toBe("0123");
    expect(directory.readText("text", 100)).toBe("0123456789");
    expect(directory.readText("none", 100)).toBeUndefined();
  });

  test("that are FIFOs or directories are refused at once, not waited for", async () => {
    await must(["mkfifo", inside("fifo")]);
    await mkdir(inside("directory"));
    for (const name of ["fifo", "directory"]) {
      expect((await caught(() => directory.file(name))).data).toMatchObject({ code: "files.notPlain" });
    }
  });

  test("that cannot be deleted tell why, and those that are gone nothing", async () => {
    await mkdir(inside("directory"));
    expect(errnoOf(directory.tryRemove("directory"))).toBe("EISDIR");
    expect(directory.tryRemove("none")).toBeUndefined();
    expect(() => directory.remove("none")).not.toThrow();
  });
});
