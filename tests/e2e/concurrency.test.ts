import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import type { Running } from "../bed/processes.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus")("while one run is at work", () => {
  let scene: Scene;
  let other: Scene;
  beforeAll(async () => {
    scene = await setScene({ head: false });
    other = await setScene({ head: false });
  }, 120_000);
  afterAll(async () => {
    await scene?.stop();
    await other?.stop();
  }, 60_000);

  /** Starts a run of this site that waits for an answer which never comes, both its locks held. */
  const holding = async (site: Site) => {
    const proxy = await startProxy(scene.prometheus.port, { swallow: true });
    const config = join(site.path, "holding.conf");
    const text = await readFile(site.config, "utf8");
    await Bun.write(config, text.replace(/^HOST=.*$/m, `HOST=http://localhost:${proxy.port}`));
    const running = site.start(["run"], { config });
    await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
    const stop = async () => {
      await running.stop();
      await proxy.stop();
    };
    return { running, [Symbol.asyncDispose]: stop };
  };

  /** What a run says that finds somebody at work. */
  const refusal = (path: string, { pid }: Running) =>
    new RegExp(
      `^Échec du snapshot: un autre promsnap est à l’œuvre.: le processus ${pid} sur ${hostname()} tient ${path} depuis 20\\d\\d-`,
    );

  test("a second run of the same configuration ends with 6 and names the first", async () => {
    const site = await scene.site();
    await using first = await holding(site);
    const { code, stdout, stderr } = await site.run();
    expect(code).toBe(6);
    expect(stdout).toMatch(refusal(join(scene.dataDirectory, ".promsnap/lock"), first.running));
    expect(stderr).toContain("Wait until it has finished");
    expect(await site.logLines()).toHaveLength(1);
  });

  test("a run into the same SNAPSHOT_DIR from another Prometheus ends with 6", async () => {
    const site = await scene.site();
    await using first = await holding(site);
    const second = await other.site({ SNAPSHOT_DIR: site.store });
    const { code, stdout } = await second.run();
    expect(code).toBe(6);
    expect(stdout).toMatch(refusal(join(site.store, ".promsnap-lock"), first.running));
    expect(await other.sources()).toEqual([]);
  });

  test("a run of the same Prometheus into another SNAPSHOT_DIR ends with 6, and makes no store", async () => {
    const site = await scene.site();
    await using first = await holding(site);
    const second = await scene.site();
    const { code, stdout } = await second.run();
    expect(code).toBe(6);
    expect(stdout).toMatch(refusal(join(scene.dataDirectory, ".promsnap/lock"), first.running));
    expect(await Bun.file(join(second.store, ".promsnap-lock")).exists()).toBe(false);
  });

  test("another Prometheus into another SNAPSHOT_DIR is not held up", async () => {
    await using _ = await holding(await scene.site());
    expect(await (await other.site()).run()).toMatchObject({ code: 0 });
  });

  test("list and --dry-run look on without a lock", async () => {
    const site = await scene.site();
    await site.run();
    await using _ = await holding(site);
    const { code, stdout } = await site.run(["list"]);
    expect([code, stdout.match(/ ok$/gm)?.length]).toEqual([0, 1]);
    expect((await site.run(["run", "--dry-run"])).code).toBe(0);
  });

  test("the bare command tries again and has its turn when the first is done", async () => {
    const site = await scene.site({ RETRY_INTERVAL: "1s" });
    const first = await holding(site);
    await using second = site.start([]);
    await until("its refusal", () => second.output().stdout.includes("Nouvelle tentative dans 1 seconde..."));
    await first[Symbol.asyncDispose]();
    const { code, stdout } = await second.ended;
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([0, expect.stringContaining("Snapshot réussi: ")]);
  });

  test("and is stopped, not ended, its locks hold; killed, they are free at once", async () => {
    const site = await scene.site();
    const first = await holding(site);
    first.running.kill("SIGSTOP");
    expect((await site.run()).code).toBe(6);
    first.running.kill("SIGKILL");
    await first.running.ended;
    expect(await site.run()).toMatchObject({ code: 0 });
    await first[Symbol.asyncDispose]();
  });

  test("and wrote hostile words beside its lock, they are not printed as they are", async () => {
    const site = await scene.site();
    await using _ = await holding(site);
    const notes = join(scene.dataDirectory, ".promsnap/lock.json");
    const since = "2026-01-01\n\u001b[2J";
    await Bun.write(notes, JSON.stringify({ process: 1, host: "x\u001b]0;y\u0007", since }));
    const { code, stdout } = await site.run();
    expect(code).toBe(6);
    expect(stdout.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  test("of two that start together one stores, and the other says why it does not", async () => {
    const site = await scene.site();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => site.run()));
    const codes = outcomes.map(({ code }) => code).sort();
    expect(codes[0]).toBe(0);
    expect(codes.filter((code) => code !== 0 && code !== 6)).toEqual([]);
    expect(await site.archives()).toHaveLength(codes.filter((code) => code === 0).length);
    expect([await scene.sources(), await site.strays()]).toEqual([[], []]);
  });
});
