import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFault } from "../../src/errors.ts";
import { appendText } from "../../src/system/append.ts";
import { testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "promsnap-append-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const codeOf = (call: () => void) => {
  try {
    call();
  } catch (error) {
    if (isFault(error, "files.notPlain") || isFault(error, "files.failed")) return error.data.code;
    throw error;
  }
  return "done";
};

test("a missing file is made with the mode asked for, whatever the umask", () => {
  const path = join(directory, "log");
  const umask = process.umask(0o077);
  appendText(path, "one\n", 0o640);
  process.umask(umask);
  expect(statSync(path).mode & 0o7777).toBe(0o640);
  appendText(path, "two\n", 0o640);
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
});

test("a file that is there keeps its mode and its lines", () => {
  const path = join(directory, "log");
  writeFileSync(path, "old\n");
  chmodSync(path, 0o666);
  appendText(path, "new\n", 0o640);
  expect(readFileSync(path, "utf8")).toBe("old\nnew\n");
  expect(statSync(path).mode & 0o7777).toBe(0o666);
});

test("a link is not followed, neither to a file nor to nothing", () => {
  const victim = join(directory, "victim");
  writeFileSync(victim, "mine\n");
  symlinkSync(victim, join(directory, "log"));
  symlinkSync(join(directory, "absent"), join(directory, "dangling"));
  expect(codeOf(() => appendText(join(directory, "log"), "x\n", 0o640))).toBe("files.failed");
  expect(codeOf(() => appendText(join(directory, "dangling"), "x\n", 0o640))).toBe("files.failed");
  expect(readFileSync(victim, "utf8")).toBe("mine\n");
});

test("a pipe and a device are refused at once", () => {
  const pipe = join(directory, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  // No one reads the pipe: opening it without blocking fails already.
  expect(codeOf(() => appendText(pipe, "x\n", 0o640))).toBe("files.failed");
  expect(codeOf(() => appendText("/dev/null", "x\n", 0o640))).toBe("files.notPlain");
});

testWith("mounts")(
  "a disk that fills up in the middle of a line keeps the lines before it, and no half of this one",
  async () => {
    await must(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", directory]);
    try {
      const path = join(directory, "log");
      appendText(path, `${"x".repeat(4089)}\n`, 0o640);
      expect(() => appendText(path, "2026-11-23 13:00:00 - a line\n", 0o640)).toThrow("files.full");
      expect(readFileSync(path, "utf8")).toBe(`${"x".repeat(4089)}\n`);
    } finally {
      await must(["umount", directory]);
    }
  },
);
