import { afterAll, beforeAll, expect, test } from "bun:test";
import { watch } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { startPromsnap } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";
import { Scene } from "./scene.ts";

/** PROMSNAP_TEST_FULL=1 kills at every call; else every `stride`-th is enough. */
const { PROMSNAP_TEST_FULL } = process.env;
const killed = 137;
const patience = 600_000;

/**
 * The calls that change what lies on the disk or in Prometheus, and some in between. It is killed at the entry of
 * a call, which is then not carried out; the calls of each thread are counted apart. `least`: how many kills there must be,
 * lest the test lose its grip.
 */
const kinds: readonly { readonly call: string; readonly stride: number; readonly least: number }[] = [
  { call: "rename", stride: 1, least: 8 },
  { call: "unlink", stride: 1, least: 20 },
  { call: "rmdir", stride: 2, least: 3 },
  { call: "mkdir", stride: 1, least: 1 },
  { call: "fchmod", stride: 1, least: 8 },
  { call: "fsync", stride: 1, least: 8 },
  { call: "write", stride: 2, least: 4 },
  { call: "pread64", stride: 8, least: 3 },
  { call: "openat", stride: 25, least: 5 },
  { call: "getdents64", stride: 10, least: 3 },
  { call: "connect", stride: 1, least: 2 },
  { call: "sendto", stride: 1, least: 2 },
  { call: "recvfrom", stride: 1, least: 2 },
  { call: "exit_group", stride: 1, least: 1 },
];

describeWith("prometheus")("a run killed at any moment", () => {
  let scene: Scene;
  let cases = 0;

  beforeAll(async () => {
    scene = await Scene.open();
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`kill.test.ts: ${cases} kills\n`);
  });

  /** Kills a run at the n-th such call, runs again, and holds the second run to its promise. False: it survived. */
  async function killAt(call: string, n: number, store: string): Promise<boolean> {
    const first = await scene.killed(call, n, { SNAPSHOT_DIR: store });
    expect([0, killed]).toContain(first.code);
    const before = await scene.archives(store);
    expect(before.length).toBeLessThanOrEqual(1);
    const second = await scene.run({ SNAPSHOT_DIR: store });
    expect([second.code, second.stderr.replaceAll(/^promsnap: warning: (?:deleted|wrote).*\n/gm, "")]).toEqual([0, ""]);
    expect((await scene.archives(store)).length).toBe(before.length + 1);
    await scene.expectClean(store);
    await scene.expectWhole(store);
    return first.code === killed;
  }

  async function killEverywhere(call: string, stride: number, store: string, reset: () => Promise<void>) {
    let kills = 0;
    for (let n = 1; ; n += PROMSNAP_TEST_FULL ? 1 : stride) {
      await reset();
      const died = await killAt(call, n, store).catch((error: unknown) => {
        throw new Error(`killed at ${call} number ${n}: ${error instanceof Error ? error.message : error}`);
      });
      if (!died) break;
      kills += 1;
    }
    cases += kills;
    return kills;
  }

  for (const { call, stride, least } of kinds) {
    test(
      `at a ${call}: the next run leaves one good archive more and nothing else`,
      async () => {
        const kills = await killEverywhere(call, stride, scene.store, () => scene.forgetArchives());
        expect(kills).toBeGreaterThanOrEqual(least);
      },
      patience,
    );
  }

  for (const { call, least } of [
    { call: "mkdir", least: 3 },
    { call: "fchmod", least: 10 },
    { call: "rename", least: 10 },
  ]) {
    test(
      `at a ${call} of its first run ever: the next run finds nothing in its way`,
      async () => {
        const store = scene.beside("new/store");
        const kills = await killEverywhere(call, 1, store, async () => {
          await scene.forgetEverything(store);
          await rm(dirname(store), { recursive: true, force: true });
        });
        expect(kills).toBeGreaterThanOrEqual(least);
        await scene.forgetEverything(store);
        await rm(`${scene.store}/.promsnap-store`, { force: true });
      },
      patience,
    );
  }

  test(
    "while Prometheus writes: the next run, which waits for it, deletes what it was writing",
    async () => {
      await scene.forgetArchives();
      const written = watch(join(scene.data, "snapshots"), () => scene.prometheus.kill("SIGSTOP"));
      const first = startPromsnap(["run"], { config: await scene.configuration() });
      await until("Prometheus to begin", async () => (await scene.sources()).length > 0);
      written.close();
      first.kill("SIGKILL");
      expect((await first.ended).code).toBe(killed);
      const next = startPromsnap(["run"], { config: await scene.configuration() });
      const holder = join(scene.data, ".promsnap/lock.json");
      await until("the next run to begin", async () => (await readFile(holder, "utf8")).includes(`:${next.pid},`));
      scene.prometheus.kill("SIGCONT");
      expect((await next.ended).code).toBe(0);
      expect(await scene.archives()).toHaveLength(1);
      await scene.expectClean();
      await scene.expectWhole();
    },
    patience,
  );

  test(
    "twice in a row while Prometheus answers: both of its snapshots go with the next run",
    async () => {
      await scene.forgetArchives();
      for (const _ of [1, 2]) {
        const { code } = await scene.killed("recvfrom", 2);
        expect(code).toBe(killed);
      }
      expect((await scene.sources()).length).toBe(2);
      expect((await scene.run()).code).toBe(0);
      await scene.expectClean();
    },
    patience,
  );
});
