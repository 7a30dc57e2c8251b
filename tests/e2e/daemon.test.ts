import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { freePort } from "../bed/ports.ts";
import { type Outcome, type Running, run } from "../bed/processes.ts";
import type { PromsnapOptions } from "../bed/promsnap.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

const day = 24 * 3600_000;
/** Makes a run take many seconds. */
const slow = { WORKERS: "1", COMPRESSION_LEVEL: "12" };

/** A site whose daemon answers on a port of its own. */
interface Post extends Site {
  daemon(args?: readonly string[], options?: PromsnapOptions): Running;
  get(path: string): Promise<Response>;
  /** The samples of /metrics by name, after `promsnap_`. */
  metrics(): Promise<Record<string, number>>;
}

async function post(scene: Scene, extra: Readonly<Record<string, string>> = {}): Promise<Post> {
  const LISTEN = `127.0.0.1:${await freePort()}`;
  const values = { LISTEN, ...extra };
  const site = await scene.site(values);
  const get = (path: string) => fetch(`http://${LISTEN}${path}`);
  return {
    ...site,
    daemon: (args = [], options = {}) => site.start(["daemon", ...args], options),
    get,
    metrics: async () => {
      const lines = (await (await get("/metrics")).text()).split("\n").filter((line) => line.startsWith("promsnap_"));
      const parts = lines.map((line) => /^promsnap_(\w+)\{.*\} (\S+)$/.exec(line) ?? []);
      return Object.fromEntries(parts.map(([, name, value]) => [name, Number(value)]));
    },
  };
}

describeWith("prometheus")("promsnap daemon", () => {
  let scene: Scene;
  let minutely: { scene: Scene; post: Post; daemon: Running };
  beforeAll(async () => {
    const other = await setScene({ head: false });
    const eachMinute = await post(other, { SCHEDULE: "* * * * *" });
    // It is waited for at the end: the others need that minute.
    minutely = { scene: other, post: eachMinute, daemon: eachMinute.daemon() };
    scene = await setScene({ bytes: 15_000_000, head: false });
  }, 120_000);
  afterAll(async () => {
    await minutely?.daemon.stop();
    await minutely?.scene.stop();
    await scene?.stop();
  }, 60_000);

  const recordPath = () => join(scene.dataDirectory, ".promsnap/daemon.json");
  /** As if the last daemon had last done something so long ago; nothing else of it is known. */
  const wasOff = async (milliseconds: number) => {
    await run(["mkdir", "-p", "-m", "700", join(scene.dataDirectory, ".promsnap")]);
    await writeFile(recordPath(), `${JSON.stringify({ format: 1, attended: Date.now() - milliseconds })}\n`);
  };
  const said = (running: Running, text: string) =>
    until(`"${text}"`, () => running.output().stderr.includes(text) && running.output());
  const stored = (site: Site, count = 1) =>
    until("an archive", async () => (await site.archives()).length === count && site.archives());
  const compressing = (site: Site) =>
    until("bytes in the partial", async () => {
      const partial = (await readdir(site.store)).find((name) => name.endsWith(".partial"));
      return partial !== undefined && (await stat(join(site.store, partial))).size > 1_000_000;
    });
  /** Signals it, and holds it to the two seconds that it has to end in. */
  const endedBy = async (running: Running, signal: "SIGTERM" | "SIGINT"): Promise<Outcome> => {
    const asked = performance.now();
    running.kill(signal);
    const outcome = await running.ended;
    expect(performance.now() - asked).toBeLessThan(2000);
    return outcome;
  };

  test("makes up for a run that was missed while it was off, once, and waits for the next Monday", async () => {
    const site = await post(scene);
    await wasOff(20 * day);
    await using daemon = site.daemon(["--json"]);
    await stored(site);
    const { stderr, stdout } = await said(daemon, "next run: ");
    expect(stderr).toContain("what was due at ");
    expect(stderr).toMatch(/next run: \S+ 13:00:00 \(0 13 \* \* 1, UTC\)/);
    expect(JSON.parse(stdout)).toMatchObject({ attempts: 1, snapshot: { damage: [] }, warnings: [] });
    expect(await endedBy(daemon, "SIGTERM")).toMatchObject({ code: 0 });

    await using again = site.daemon();
    const { stderr: second } = await said(again, "next run: ");
    expect(second).not.toContain("what was due");
    // How the run of the daemon before ended is known, though there is no METRICS_FILE.
    expect(await site.metrics()).toMatchObject({ last_attempt_exit_code: 0, snapshots: 1, daemon_running: 0 });
    expect(await endedBy(again, "SIGINT")).toMatchObject({ code: 0, stdout: "" });
    expect(await site.archives()).toHaveLength(1);
  });

  test("ended by SIGTERM in mid-run leaves nothing within two seconds, and begins that run again when it is started", async () => {
    const site = await post(scene, slow);
    await wasOff(20 * day);
    await using daemon = site.daemon();
    await compressing(site);
    expect(await (await site.get("/healthz")).text()).toBe("ok\n");
    expect(await site.metrics()).toMatchObject({ daemon_running: 1, snapshots: 0 });
    expect(await endedBy(daemon, "SIGTERM")).toMatchObject({
      code: 143,
      stdout: "Échec du snapshot: arrêté (SIGTERM)\n",
    });
    expect([await site.archives(), await site.strays(), await scene.sources()]).toEqual([[], [], []]);

    await using again = site.daemon([], { environment: { PROMSNAP_COMPRESSION_LEVEL: "1" } });
    await stored(site);
    await said(again, "next run: ");
  });

  test("killed in mid-run begins that run again when it is started; killed once more it waits, as after a failure", async () => {
    const site = await post(scene, slow);
    await wasOff(20 * day);
    let left = "";
    for (const attempt of [1, 2]) {
      await using daemon = site.daemon();
      // The first one's partial is still there when the second begins.
      left = await until("a partial of its own", async () => {
        const partial = (await readdir(site.store)).find((name) => name.endsWith(".partial"));
        const made = partial && `${partial} ${(await stat(join(site.store, partial))).birthtimeMs}`;
        return made !== left && made;
      });
      expect((await site.metrics())["daemon_running"]).toBe(1);
      daemon.kill("SIGKILL");
      expect([attempt, (await daemon.ended).code]).toEqual([attempt, 137]);
    }
    await using third = site.daemon();
    const { stderr } = await said(third, "next attempt: ");
    expect(stderr).not.toContain("what was due");
    expect(await scene.sources()).toHaveLength(1);
    // A run by hand beside it: it clears up what the kill left.
    const { code, stderr: cleared } = await site.run(["run"], { environment: { PROMSNAP_COMPRESSION_LEVEL: "1" } });
    expect([code, cleared]).toEqual([0, expect.stringContaining("deleted what an interrupted run had left")]);
    expect([await site.strays(), await scene.sources()]).toEqual([[], []]);
  });

  test("fails as a run does, tries again, and stays healthy: a probe must not kill what is about to try again", async () => {
    const dead = `http://127.0.0.1:${await freePort()}`;
    const site = await post(scene, { HOST: dead, RETRY_INTERVAL: "1s", RETRY_LIMIT: "1" });
    await wasOff(20 * day);
    await using daemon = site.daemon();
    const { stdout } = await said(daemon, "next run: ");
    const failures = (await site.logLines()).map((line) => line.slice(22));
    expect(failures).toHaveLength(2);
    expect(failures[0]).toStartWith("Échec du snapshot: ");
    expect(stdout).toBe(`${failures[0]}\nNouvelle tentative dans 1 seconde...\n${failures[1]}\n`);
    expect((await site.get("/healthz")).status).toBe(200);
    expect(await site.metrics()).toMatchObject({ last_attempt_exit_code: 4, last_success_timestamp_seconds: 0 });
    expect(await endedBy(daemon, "SIGTERM")).toMatchObject({ code: 0 });
  });

  test("refuses to be the second one for a data directory, whatever else is the same", async () => {
    const site = await post(scene);
    await wasOff(0);
    await using daemon = site.daemon();
    await said(daemon, "next run: ");
    const { code, stderr } = await site.run(["daemon"]);
    expect([code, stderr]).toEqual([
      6,
      expect.stringContaining(`another promsnap daemon looks after ${scene.dataDirectory}: process ${daemon.pid} on `),
    ]);
    daemon.kill("SIGKILL");
    await daemon.ended;
    await using next = site.daemon();
    await said(next, "next run: ");
  });

  test("goes on by the last good configuration while it is broken, says so, and takes up the mended one", async () => {
    const site = await post(scene);
    await wasOff(0);
    await using daemon = site.daemon();
    await said(daemon, "next run: ");
    const good = await readFile(site.config, "utf8");
    await writeFile(site.config, "HOST=$(hostname)\n");
    daemon.kill("SIGHUP");
    const { stderr } = await said(daemon, "the last configuration that could be used stays in use");
    expect(stderr).toContain(`${site.config}:1:6`);
    const health = await site.get("/healthz");
    expect([health.status, await health.text()]).toEqual([
      503,
      "the configuration cannot be used (config.syntax): see the log\n",
    ]);
    expect(await site.metrics()).toMatchObject({ daemon_config_valid: 0 });
    await writeFile(site.config, `${good}SCHEDULE='30 2 * * *'\n`);
    daemon.kill("SIGHUP");
    await said(daemon, "02:30:00 (30 2 * * *, UTC)");
    expect((await site.get("/healthz")).status).toBe(200);
    expect(await endedBy(daemon, "SIGTERM")).toMatchObject({ code: 0 });
  });

  test("does not begin with a configuration that is broken, nor where nothing can listen", async () => {
    const site = await post(scene, { SCHEDULE: "0 25 * * *" });
    expect(await site.run(["daemon"])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/SCHEDULE .* is 0 25 /),
    });
    const taken = await post(scene, { LISTEN: `127.0.0.1:${scene.prometheus.port}` });
    const { code, stderr } = await taken.run(["daemon"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("where nothing can listen: EADDRINUSE")]);
  });

  test("waits for a data directory that Prometheus has not made yet, and says so", async () => {
    const data = join(scene.path, "to-come");
    const site = await post(scene, { PROMETHEUS_DATA_DIR: data });
    await using daemon = site.daemon();
    await said(daemon, "a run that is due before fails");
    await said(daemon, "next run: ");
    expect((await site.get("/healthz")).status).toBe(200);
    await run(["mkdir", "-p", join(data, "wal")]);
    daemon.kill("SIGHUP");
    await until("its record", () => Bun.file(join(data, ".promsnap/daemon.json")).exists());
    expect(daemon.output().stderr.match(/a run that is due before fails/g)).toHaveLength(1);
  });

  test("does the same under Deno", async () => {
    const site = await post(scene, { COMPRESSION_LEVEL: "1" });
    await wasOff(20 * day);
    await using daemon = site.daemon([], { runtime: "deno" });
    await stored(site);
    await said(daemon, "next run: ");
    expect(await (await site.get("/healthz")).text()).toBe("ok\n");
    expect(await site.metrics()).toMatchObject({ last_attempt_exit_code: 0, snapshots: 1 });
    expect(await endedBy(daemon, "SIGTERM")).toMatchObject({ code: 0 });
  });

  test("takes a snapshot when the schedule's minute comes, and promtool has nothing to say against its metrics", async () => {
    const { post: site, daemon } = minutely;
    await until("the minute", async () => (await site.archives()).length > 0, 70_000);
    await until("its end", async () => (await site.metrics())["daemon_running"] === 0);
    const values = await site.metrics();
    expect(values).toMatchObject({ last_attempt_exit_code: 0, daemon_config_valid: 1 });
    const ended = values["last_attempt_timestamp_seconds"] ?? 0;
    expect(ended % 60).toBeLessThan(30);
    expect((values["daemon_next_run_timestamp_seconds"] ?? 0) % 60).toBe(0);
    expect(daemon.output().stdout).toStartWith(`Snapshot réussi: ${(await site.archives())[0]}\n`);
    expect((await site.logLines())[0]).toEndWith((await site.archives())[0] ?? "none");
    const { headers } = await site.get("/metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const input = await (await site.get("/metrics")).text();
    expect(await run(["promtool", "check", "metrics"], { input })).toEqual({ code: 0, stdout: "", stderr: "" });
  }, 90_000);
});
