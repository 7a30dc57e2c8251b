import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { smallArchives } from "../archive/small-archives.ts";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";
import { killAt } from "../bed/kill-at.ts";
import { must, run } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";

const patience = 120_000;
const killed = 137;
const name = "snapshot-22_11_2026-11_09_40";
const archive = `${name}.tar.gz`;

/** strace kills at the entry of a call, which is then not carried out; it counts the calls of each thread apart. */
const kinds = [
  { call: "rename", least: 4 },
  { call: "unlink", least: 3 },
  { call: "fsync", least: 2 },
  { call: "fchmod", least: 3 },
] as const;

describeWith("blocks", "strace")("a copy into a directory", () => {
  let place: ArchiveStore;
  let bytes: Buffer<ArrayBuffer>;
  let target: string;

  beforeAll(async () => {
    place = await openArchiveStore();
    target = join(place.path, "target");
    const scratch = join(place.path, "small");
    await mkdir(scratch);
    bytes = Buffer.from((await smallArchives(scratch)).own);
    await writeFile(join(place.store, archive), bytes);
  }, patience);
  afterAll(() => place?.[Symbol.asyncDispose](), patience);

  const injecting = async (...inject: string[]) => {
    const command = commandOf(["copy", name, target], { config: place.config });
    return await run(["strace", "--seccomp-bpf", "-f", "-qq", "-o", "/dev/null", ...inject, ...command]);
  };

  /** What others see: promsnap's own files left out. */
  const seen = async () =>
    (await readdir(target).catch(() => [])).filter((file) => !file.startsWith(".promsnap")).sort();

  for (const { call, least } of kinds) {
    test(
      `killed at any ${call} leaves no archive that is not whole, and the next copy clears up`,
      async () => {
        let kills = 0;
        for (let n = 1; ; n += 1) {
          const { code } = await killAt(call, n, commandOf(["copy", name, target], { config: place.config }));
          expect([0, killed]).toContain(code);
          const names = await seen();
          if (names.includes(archive)) expect(await readFile(join(target, archive))).toEqual(bytes);
          const again = await place.run(["copy", name, target]);
          expect({ n, code: again.code }).toEqual({ n, code: 0 });
          expect(await seen()).toEqual([archive, `${archive}.sha256`]);
          expect(await readFile(join(target, archive))).toEqual(bytes);
          await must(["sha256sum", "-c", `${archive}.sha256`], { directory: target });
          await rm(target, { recursive: true });
          if (code === 0) break;
          kills += 1;
        }
        expect(kills).toBeGreaterThanOrEqual(least);
      },
      patience,
    );
  }

  test(
    "ends in 7 when the disk fills up on the way, and leaves nothing",
    async () => {
      const path = join(target, `${archive}.partial`);
      const full = ["-P", path, "-e", "trace=write,pwrite64", "-e", "inject=write,pwrite64:error=ENOSPC"];
      expect((await injecting(...full)).code).toBe(7);
      expect(await seen()).toEqual([]);
    },
    patience,
  );
});
