import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import type { Outcome } from "../bed/processes.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { RestoreScene, type Served } from "./restore-scene.ts";

const patience = 300_000;

describeWith("prometheus", "strace")("a restore that was killed and then meddled with", () => {
  let scene: RestoreScene;

  beforeAll(async () => {
    scene = await RestoreScene.open();
  }, patience);

  afterAll(() => scene[Symbol.asyncDispose]());

  /** Kills a restore at the n-th call whose line in the trace looks so. */
  async function killAt(
    call: string,
    line: RegExp,
    begin: () => Promise<void>,
    nth = 1,
    args: readonly string[] = ["restore", scene.archive],
    values: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await begin();
    const { calls } = await scene.traced(["-e", `trace=${call}`], args, values);
    const those = calls.filter((one) => one.includes(` ${call}(`));
    const n = those.flatMap((one, at) => (line.test(one) ? [at + 1] : []))[nth - 1] ?? 0;
    expect(n).toBeGreaterThan(0);
    await begin();
    expect((await scene.killed(call, n, args, values)).code).toBe(137);
  }

  async function expectEnding({ code, stderr }: Outcome, expected: { code: number; served: Served }): Promise<void> {
    expect([code, stderr, await scene.serves()]).toEqual([expected.code, stderr, expected.served]);
    await scene.expectBothCopies(expected.served);
    await scene.expectClean();
  }

  const journal = () => join(scene.own, "restore.json");
  const halfOut = ["rename", /\/chunks_head"/] as const;
  const running = () => scene.reset();

  test("by a reboot that gave its disk another number: --resume gets there", async () => {
    await killAt(...halfOut, running);
    const text = await readFile(journal(), "utf8");
    await writeFile(journal(), text.replaceAll(/"device": "\d+"/g, '"device": "987654321"'));
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 0, served: "new" });
  });

  test("by a person who took the barrier away and started Prometheus on what there was: --resume gets there", async () => {
    await killAt(...halfOut, running);
    await rm(join(scene.data, "wal"));
    await scene.startService();
    await scene.serves();
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 0, served: "new" });
  });

  test("by the same person on its way back: --resume gets there", async () => {
    const refusing = async () => {
      await scene.reset();
      await scene.behave(`start() { [[ -d ${scene.mark} ]] && exit 1; begin; }`);
    };
    // The first one moves it out, the second one brings it back.
    await killAt("rename", /\/chunks_head"/, refusing, 2);
    await rm(join(scene.data, "wal"));
    await scene.startService();
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 0, served: "old" });
  });

  test("by a person who deleted what was staged: nothing is moved, and the old data serve", async () => {
    await killAt("rename", /barrier", .*\/wal"/, running);
    const [staged = ""] = await scene.places("restore");
    await rm(join(scene.own, staged), { recursive: true });
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 8, served: "old" });
  });

  test("with SERVICE=none, before its barrier was gone: a run does not take another Prometheus's answer for its end", async () => {
    const none = { SERVICE: "none" };
    await killAt("unlink", /\/wal"/, () => scene.reset(false), 1, ["restore", scene.archive], none);
    await using other = await startPrometheus({ dataDirectory: scene.beside("others") });
    const { code, stdout, stderr } = await scene.promsnap(["run"], { ...none, HOST: other.url });
    expect([code, stdout + stderr]).toEqual([1, expect.stringContaining("promsnap restore --resume")]);
    expect((await scene.promsnap(["restore", "--resume"], none)).code).toBe(0);
    await scene.startService();
    await scene.serves();
    await expectEnding(await scene.promsnap(["restore", "--resume"], none), { code: 0, served: "new" });
  });

  test("by nobody, after a run that was killed too: its source snapshot is deleted, wherever it is by then", async () => {
    await scene.reset();
    const sources = () => readdir(join(scene.data, "snapshots")).catch(() => []);
    const before = await sources();
    expect((await scene.killed("recvfrom", 2, ["run"])).code).toBe(137);
    expect((await sources()).length).toBe(before.length + 1);
    expect((await scene.promsnap(["restore", scene.archive])).code).toBe(0);
    expect(await scene.promsnap(["run"])).toMatchObject({ code: 0 });
    expect((await scene.promsnap(["restore", "--undo"])).code).toBe(0);
    expect(await scene.promsnap(["run"])).toMatchObject({ code: 0 });
    expect(await sources()).toEqual(before);
  });
});
