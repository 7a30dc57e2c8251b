import { afterAll, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { killAt } from "../bed/kill-at.ts";
import { type MergeScene, openMergeScene, queryLoop } from "../bed/merge-scene.ts";
import { type Outcome, run } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";
import { namesIn } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

/** PROMSNAP_TEST_FULL=1 kills at every call; else every `stride`-th is enough. */
const { PROMSNAP_TEST_FULL } = process.env;
const killed = 137;
const patience = 3_600_000;

/** The calls that change what lies on the disk, and those that ask Prometheus. The kill is at the entry of a call. */
const kinds: readonly { readonly call: string; readonly stride: number; readonly least: number }[] = [
  { call: "rename", stride: 1, least: 6 },
  { call: "unlink", stride: 4, least: 2 },
  { call: "rmdir", stride: 2, least: 1 },
  { call: "fsync", stride: 5, least: 4 },
  { call: "sendto", stride: 5, least: 2 },
];

describeWith("prometheus3", "strace")("a merge", () => {
  let scene: MergeScene;
  let [cases, kills] = [0, 0];

  beforeAll(async () => {
    scene = await openMergeScene({ version: "3", blocks: 3 });
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`merge-kill.test.ts: ${cases} cases\n`);
  });

  const loaded = async () => {
    const answer = await scene.prometheus().get("/api/v1/status/tsdb/blocks");
    const { data } = (await answer.json()) as { data: { blocks: { ulid: string }[] | null } };
    return (data.blocks ?? []).map(({ ulid }) => ulid).sort();
  };

  /** The blocks are lost again, as Prometheus knows. */
  async function lose(): Promise<void> {
    for (const name of await scene.present()) await rm(join(scene.data, name), { recursive: true });
    await until("Prometheus to know", async () => (await loaded()).length === 0);
  }

  /** A merge whose n-th such call fails with EIO, or that is killed there. */
  async function traced(call: string, what: "fails" | "kills", n: number): Promise<Outcome> {
    const options = ["-e", `trace=${call}`, "-e", `inject=${call}:error=EIO:when=${n}`];
    const command = commandOf(["restore", scene.archive, "--merge"], { config: scene.site.config });
    const environment = { PROMSNAP_WORKERS: "1" };
    if (what === "kills") return await killAt(call, n, command, { environment });
    return await run(["strace", "--seccomp-bpf", "-f", "-o", "/dev/null", ...options, ...command], { environment });
  }

  /** All blocks are there and served, or none is, and nothing else is left. */
  async function expectAllOrNothing(): Promise<readonly string[]> {
    const present = await scene.present();
    expect([[], [...scene.lost]]).toContainEqual(present);
    await until("Prometheus to have what there is", async () => `${await loaded()}` === `${present}`);
    if (present.length > 0) expect(await scene.oldSamples()).toBe(scene.before);
    const own = await namesIn(join(scene.data, ".promsnap"));
    expect(own.filter((name) => !["id", "lock", "lock.json", "request.json"].includes(name))).toEqual([]);
    return present;
  }

  /** False: the merge survived. */
  async function killedAt(call: string, n: number): Promise<boolean> {
    await lose();
    const { code } = await traced(call, "kills", n);
    expect([0, killed]).toContain(code);
    const time = await scene.timeWithSamples();
    const head = await scene.headSamples(time);
    // Every other time Prometheus is started anew on whatever there is.
    if (kills++ % 2 === 0) await scene.restart();
    expect(await scene.headSamples(time)).toBe(head);
    const open = await Bun.file(join(scene.data, ".promsnap/restore.json")).exists();
    if (open)
      expect(await scene.site.run(["run"])).toMatchObject({ code: 1, stderr: expect.stringContaining("--resume") });
    const resumed = await scene.site.run(["restore", "--resume"]);
    expect([resumed.code, resumed.stderr]).toEqual([open ? 0 : 1, expect.any(String)]);
    if (open) expect(await scene.present()).toEqual([...scene.lost]);
    // Whatever a kill left beside no journal goes with the next merge.
    else expect(await scene.site.run(["restore", scene.archive, "--merge"])).toMatchObject({ code: 0 });
    await expectAllOrNothing();
    cases += 1;
    return code === killed;
  }

  async function everywhere(stride: number, at: (n: number) => Promise<boolean>): Promise<number> {
    let count = 0;
    for (let n = 1; ; n += PROMSNAP_TEST_FULL ? 1 : stride) {
      const hit = await at(n).catch((error: unknown) => {
        throw new Error(`at number ${n}: ${error instanceof Error ? error.message : error}`);
      });
      if (!hit) return count;
      count += 1;
    }
  }

  for (const { call, stride, least } of kinds) {
    test(
      `killed at a ${call} is completed by --resume, and no sample of the running Prometheus is lost meanwhile`,
      async () => {
        expect(await everywhere(stride, (n) => killedAt(call, n))).toBeGreaterThanOrEqual(least);
      },
      patience,
    );
  }

  test(
    "in which a rename fails leaves all out, and no query fails",
    async () => {
      const loop = queryLoop(scene.prometheus());
      const failed = await everywhere(1, async (n) => {
        await lose();
        const { code, stderr } = await traced("rename", "fails", n);
        if (code !== 0) expect([code, stderr]).toEqual([stderr.includes("taken out") ? 8 : 1, expect.any(String)]);
        expect(await expectAllOrNothing()).toEqual(code === 0 ? [...scene.lost] : []);
        cases += 1;
        return code !== 0;
      });
      expect(failed).toBeGreaterThanOrEqual(5);
      expect((await loop.stop()).failed).toEqual([]);
    },
    patience,
  );
});
