import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../bed/processes.ts";
import type { RestoreScene } from "./restore-scene.ts";

/** The power goes at every `stride`-th rename of a restore, unless PROMSNAP_TEST_FULL=1 wants them all. */
const { PROMSNAP_TEST_FULL } = process.env;
const stride = PROMSNAP_TEST_FULL ? 1 : 6;
const killed = 137;
const patience = 7_200_000;

/** Tests of a power cut in a restore, and of the boot after it, in a scene that others use too. */
export function testPowerCuts(sceneOf: () => RestoreScene): void {
  const atBoot = ["restore", "--resume", "--at-boot"];
  const journal = () => readFile(join(sceneOf().own, "restore.json"), "utf8").catch(() => "");

  /** The power goes at that rename, and once more in the boot after it. Answers false where the restore came to its end. */
  async function cutAt(n: number): Promise<boolean> {
    const scene = sceneOf();
    const { code } = await scene.killed("rename", n, ["restore", scene.archive]);
    if (code !== killed) return false;
    await run([scene.beside("service"), "destroy"]);
    const before = await scene.calls();
    await scene.killed("rename", 1 + (n % 5), atBoot);
    const { code: booted, stderr } = await scene.promsnap(atBoot);
    expect([booted, stderr]).toEqual([0, ""]);
    // Neither its own service's program, nor anything else, has been asked to start Prometheus.
    expect(await scene.calls()).toEqual(before);
    return true;
  }

  test(
    "after a power cut the boot puts whole data in place before Prometheus starts, the others are kept, and the next run closes the restore",
    async () => {
      const scene = sceneOf();
      let cases = 0;
      for (let n = 1; ; n += stride) {
        await scene.reset();
        if (!(await cutAt(n))) break;
        await scene.startService();
        const served = await scene.serves();
        expect(["old", "new"]).toContain(served);
        await scene.expectBothCopies(served);
        const { code, stderr } = await scene.promsnap(["run"]);
        expect([n, code, stderr]).toEqual([n, 0, expect.any(String)]);
        expect(await journal()).toBe("");
        cases += 1;
      }
      expect(cases).toBeGreaterThan(PROMSNAP_TEST_FULL ? 15 : 2);
    },
    patience,
  );

  test(
    "after a power cut on the way back the old data are back before Prometheus starts",
    async () => {
      const scene = sceneOf();
      await scene.reset();
      await scene.behave(`start() { [[ -d ${scene.mark} ]] && return 1; begin; }\n`);
      const { calls } = await scene.traced(["-e", "trace=rename"], ["restore", scene.archive]);
      const renames = calls.filter((line) => line.includes(" rename(")).length;
      await scene.reset();
      await scene.behave(`start() { [[ -d ${scene.mark} ]] && return 1; begin; }\n`);
      expect(await cutAt(renames - 4)).toBe(true);
      expect(await journal()).toBe("");
      await scene.behave("");
      await scene.startService();
      expect(await scene.serves()).toBe("old");
      await scene.expectBothCopies("old");
    },
    patience,
  );
}
