import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { type Disk, type FileSystem, fileSystems, journalledDisk } from "./disk.ts";
import { RestoreScene } from "./restore-scene.ts";

/** PROMSNAP_TEST_FULL=1 cuts at every call; else every `stride`-th is enough, the second file system's being the longer. */
const { PROMSNAP_TEST_FULL } = process.env;
const patience = 1_800_000;
const killed = 137;

for (const kind of fileSystems) {
  describeWith("prometheus", kind)(`a power cut in a restore on ${kind}`, () => powerCuts(kind));
}

function powerCuts(kind: FileSystem): void {
  let disk: Disk;
  let scene: RestoreScene;
  let cuts = 0;

  beforeAll(async () => {
    disk = await journalledDisk(kind, 1 << 30);
    scene = await RestoreScene.open(disk);
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`restore-power-cut.test.ts: ${cuts} power cuts on ${kind}\n`);
  });

  /** What the disk held at that moment, under a mount point and a number of its own, comes to serve by one command. */
  async function expectRecovered(wasTold: boolean): Promise<void> {
    await using after = await disk.afterPowerCut();
    const before = scene.data;
    await must([scene.beside("service"), "destroy"]);
    scene.data = join(after.path, "data");
    try {
      await scene.behave(`data=${scene.data}`);
      const { code, stderr } = await scene.promsnap(["restore", "--resume"]);
      if (code !== 0) expect([code, stderr]).toEqual([1, expect.stringContaining("no restore is unfinished")]);
      await scene.startService();
      const served = await scene.serves();
      expect(wasTold ? ["new"] : ["old", "new"]).toContain(served);
      await scene.expectBothCopies(served);
      await scene.expectClean();
    } finally {
      await must([scene.beside("service"), "destroy"]);
      scene.data = before;
    }
  }

  /** False: the restore came to its end. */
  async function cutAt(call: string, n: number): Promise<boolean> {
    await scene.reset();
    await must(["sync", "-f", disk.path]);
    const { code, stdout } = await scene.killed(call, n, ["restore", scene.archive]);
    await expectRecovered(stdout.includes("restauré"));
    return code === killed;
  }

  for (const { call, strides, least } of [
    { call: "rename", strides: { ext4: 2, xfs: 5 }, least: 3 },
    { call: "fsync", strides: { ext4: 6, xfs: 14 }, least: 3 },
    { call: "unlink", strides: { ext4: 3, xfs: 9 }, least: 1 },
    { call: "vfork", strides: { ext4: 3, xfs: 5 }, least: 1 },
    { call: "exit_group", strides: { ext4: 1, xfs: 1 }, least: 1 },
  ]) {
    test(
      `at a ${call}: --resume brings the old or the new data to serve, and the others are whole`,
      async () => {
        const failures: string[] = [];
        let count = 0;
        for (let [n, died] = [1, true]; died; n += PROMSNAP_TEST_FULL ? 1 : strides[kind]) {
          died = await cutAt(call, n).catch((error: unknown) => {
            failures.push(`${call} number ${n}: ${error instanceof Error ? error.message : error}`);
            return failures.length < 5;
          });
          if (died) count += 1;
        }
        cuts += count;
        expect(failures.join("\n")).toBe("");
        expect(count).toBeGreaterThanOrEqual(least);
      },
      patience,
    );
  }
}
