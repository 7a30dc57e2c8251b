import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { type Outcome, type Running, start } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus")("a run that is told to end", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ bytes: 40_000_000 });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** A run that takes many seconds for these blocks. */
  const slow = { WORKERS: "1", COMPRESSION_LEVEL: "12" };

  /** Signals it, and holds it to the two seconds that a run has to end in. */
  const endedBy = async (running: Running, signal: "SIGTERM" | "SIGINT"): Promise<Outcome> => {
    const asked = performance.now();
    running.kill(signal);
    const outcome = await running.ended;
    expect(performance.now() - asked).toBeLessThan(2000);
    return outcome;
  };
  const compressing = (site: Site) =>
    until("bytes in the partial", async () => {
      const partial = (await readdir(site.store)).find((name) => name.endsWith(".partial"));
      return partial !== undefined && (await stat(join(site.store, partial))).size > 1_000_000;
    });

  test.each([
    { signal: "SIGTERM", code: 143, said: "arrêté (SIGTERM)" },
    { signal: "SIGINT", code: 130, said: "interrompu (SIGINT)" },
  ] as const)("by $signal while it compresses ends within two seconds and leaves nothing", async (expected) => {
    const { signal, code, said } = expected;
    const site = await scene.site(slow);
    await using running = site.start();
    await compressing(site);
    expect(await scene.sources()).toHaveLength(1);
    const outcome = await endedBy(running, signal);
    expect(outcome).toEqual({ code, stdout: `Échec du snapshot: ${said}\n`, stderr: "" });
    expect((await site.logLines()).map((line) => line.slice(22))).toEqual([`Échec du snapshot: ${said}`]);
    expect([await site.archives(), await site.strays(), await scene.sources()]).toEqual([[], [], []]);
  });

  test("in mid-run does not stand in the way of the next one", async () => {
    const site = await scene.site(slow);
    await using running = site.start();
    await compressing(site);
    await endedBy(running, "SIGTERM");
    const next = await site.run(["run"], { environment: { PROMSNAP_COMPRESSION_LEVEL: "1", PROMSNAP_WORKERS: "2" } });
    expect(next).toMatchObject({ code: 0, stderr: "" });
    expect(await site.archives()).toHaveLength(1);
  });

  test("says in JSON what ended it", async () => {
    const site = await scene.site(slow);
    await using running = site.start(["run", "--json"]);
    await compressing(site);
    const { code, stdout } = await endedBy(running, "SIGTERM");
    expect(code).toBe(143);
    expect(JSON.parse(stdout)).toMatchObject({ attempts: 1, error: { code: "signal.terminated", exitCode: 143 } });
  });

  test("as the bare command does not try again", async () => {
    const site = await scene.site({ ...slow, RETRY_INTERVAL: "1s" });
    await using running = site.start([]);
    await compressing(site);
    const { code, stdout } = await endedBy(running, "SIGTERM");
    expect([code, stdout]).toEqual([143, "Échec du snapshot: arrêté (SIGTERM)\n"]);
  });

  test("while Prometheus makes its snapshot names the directory, which goes when Prometheus is surely done", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { delay: 2500 });
    const site = await scene.site({ REQUEST_TIMEOUT: "20s" });
    await using running = site.start(["run"], { environment: { PROMSNAP_HOST: `http://localhost:${proxy.port}` } });
    const [name = ""] = await until("the source snapshot", async () => {
      const found = await scene.sources();
      return found.length > 0 && found;
    });
    scene.prometheus.kill("SIGSTOP");
    try {
      const { code, stdout, stderr } = await endedBy(running, "SIGTERM");
      expect([code, stdout]).toEqual([143, "Échec du snapshot: arrêté (SIGTERM)\n"]);
      expect(stderr).toContain(`Prometheus may still be writing in ${scene.dataDirectory}/snapshots: ${name}`);
      expect(await scene.sources()).toEqual([name]);

      // Nobody says anything, which proves nothing: the directory stays. Through a proxy that swallows, for a request that
      // waits at Prometheus itself would have it make another snapshot later, beyond the time of both requests.
      await using silence = await startProxy(scene.prometheus.port, { swallow: true });
      const silent = await site.run(["run"], {
        environment: {
          PROMSNAP_HOST: `http://localhost:${silence.port}`,
          PROMSNAP_REQUEST_TIMEOUT: "1s",
          PROMSNAP_SNAPSHOT_TIMEOUT: "1s",
        },
      });
      expect(silent.code).toBe(4);
      expect(await scene.sources()).toContain(name);
    } finally {
      scene.prometheus.kill("SIGCONT");
    }
    const next = await site.run();
    expect(next.code).toBe(0);
    expect(next.stderr).toContain(`deleted what an interrupted run had left: ${scene.dataDirectory}/snapshots/${name}`);
    expect(await scene.sources()).toEqual([]);
    expect(await site.strays()).toEqual([]);
  });

  test("while Prometheus does not answer at all ends at once, with nothing to name", async () => {
    const site = await scene.site();
    scene.prometheus.kill("SIGSTOP");
    try {
      await using running = site.start();
      await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
      const { code, stderr } = await endedBy(running, "SIGTERM");
      expect([code, stderr]).toEqual([143, ""]);
    } finally {
      scene.prometheus.kill("SIGCONT");
    }
    expect([await scene.sources(), await site.strays()]).toEqual([[], []]);
  });

  test("by SIGHUP under nohup goes on: the script's loop was often started so", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    const site = await scene.site({ HOST: `http://localhost:${proxy.port}` });
    await using running = start(["nohup", ...commandOf([], site)]);
    await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
    running.kill("SIGHUP");
    expect((await site.run()).code).toBe(6); // it still holds its lock
    expect((await endedBy(running, "SIGTERM")).code).toBe(143);
  });
});
