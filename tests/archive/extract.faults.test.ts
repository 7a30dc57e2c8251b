import { afterAll, beforeAll, expect } from "bun:test";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith, testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { type SmallArchives, smallArchives } from "./small-archives.ts";

describeWith("strace")("an extraction", () => {
  let place: Temporary;
  let archives: SmallArchives;

  beforeAll(async () => {
    place = await temporaryDirectory();
    archives = await smallArchives(place.path);
  }, 60_000);
  afterAll(() => place.remove());

  /** The fault with which an extraction ends when a call on one of its files fails. */
  async function faultOf(archive: string, call: string, error: string, below: string): Promise<unknown> {
    const into = join(place.path, "into");
    await mkdir(into);
    const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:error=${error}`, "-P", join(into, below)];
    const program = [process.execPath, join(projectRoot, "tests/bed/extract.ts"), place.path, archive, into, "1"];
    const out = await must([
      "strace",
      "--seccomp-bpf",
      "-f",
      "-qq",
      "-o",
      join(place.path, "trace"),
      ...inject,
      ...program,
    ]);
    await rm(into, { recursive: true });
    return JSON.parse(out).fault;
  }

  testWith("strace")("tells of every call that fails, whatever file it is on, also behind its back", async () => {
    const calls: [call: string, error: string, below: string, operation: string][] = [
      ["fsync", "EIO", "/index", "fsync"],
      ["fsync", "EIO", "/meta.json", "fsync"],
      ["fsync", "EIO", "/chunks/000001", "fsync"],
      ["fsync", "EIO", "/chunks", "fsync"],
      ["fsync", "EIO", "", "fsync"],
      ["utimensat", "EIO", "/index", "utimes"],
      ["utimensat", "EIO", "/chunks", "utimes"],
      ["fchmod", "EIO", "/index", "create"],
      ["fchmod", "EIO", "/chunks", "mkdir"],
      ["write", "EIO", "/tombstones", "write"],
    ];
    for (const archive of ["own", "script"]) {
      for (const [call, errno, below, operation] of calls) {
        const found = await faultOf(archive, call, errno, `${archives.block}${below}`);
        expect([below, found]).toMatchObject([below, { code: "files.failed", details: { operation, errno } }]);
      }
      const full = await faultOf(archive, "write", "ENOSPC", `${archives.block}/chunks/000001`);
      expect(full).toMatchObject({ code: "files.full", details: { operation: "write" } });
      expect(await faultOf(archive, "fsync", "EIO", "")).toMatchObject({ details: { operation: "fsync" } });
    }
  });
});
