import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { freePort } from "../bed/ports.ts";
import { startPrometheus, writeWebConfig } from "../bed/prometheus.ts";
import { clearSources, namesIn, openSite, type Scene, type Site, setScene } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

/** Runs a site that fails, and holds the failure to what all have in common. */
async function failing(site: Site, args: readonly string[] = ["run"]) {
  const { code, stdout, stderr } = await site.run(args);
  expect(stdout).toMatch(/^Échec d[^\n]+\n$/);
  expect(stderr).toMatch(/^promsnap: [^\n]+\n$/);
  expect((await site.logLines()).map((line) => line.slice(22))).toEqual([stdout.trimEnd()]);
  expect([await site.archives(), await site.strays()]).toEqual([[], []]);
  return { code, said: stdout.replaceAll("\u00a0", " ").trimEnd(), next: stderr };
}

describeWith("prometheus", "openssl")("a run fails with its exit code, a reason and the next step", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ head: false });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  test("when Prometheus is down", async () => {
    const host = `http://localhost:${await freePort()}`;
    const { code, said, next } = await failing(await scene.site({ HOST: host }));
    expect(code).toBe(4);
    expect(said).toBe(
      `Échec du snapshot: rien n’écoute à l’adresse ${host}/api/v1/admin/tsdb/snapshot : connexion refusée`,
    );
    expect(next).toContain("Check that Prometheus runs");
    expect(await scene.sources()).toEqual([]);
  });

  test("when the admin API is off", async () => {
    await using off = await setScene({ head: false, adminApi: false });
    const { code, said, next } = await failing(await off.site());
    expect(code).toBe(4);
    expect(said).toContain("l’API d’administration de Prometheus est désactivée");
    expect(next).toContain("--web.enable-admin-api");
    expect(await off.sources()).toEqual([]);
  });

  test("when the password is wrong, and does not repeat it", async () => {
    await using place = await temporaryDirectory();
    const web = await writeWebConfig(place.path, "admin", "right");
    await using locked = await setScene({ head: false, web });
    const login = { TLS_CA_FILE: web.certificate, USERNAME: "admin", PASSWORD: "wr0ng-secret" };
    const { code, said, next } = await failing(await locked.site(login));
    expect(code).toBe(4);
    expect(said).toContain("a répondu 401");
    expect(next).toContain("Check USERNAME and PASSWORD");
    expect(said + next).not.toContain("wr0ng-secret");
    expect(await locked.sources()).toEqual([]);
  });

  test("when Prometheus has nothing to snapshot", async () => {
    await using empty = await setScene({ blocks: "none", head: false });
    const { code, said, next } = await failing(await empty.site({ SKIP_HEAD: "yes" }));
    expect(code).toBe(1);
    expect(said).toMatch(/^Échec de la compression du snapshot: \S+ \(le snapshot ne contient aucun échantillon : /);
    expect(next).toContain("Prometheus had nothing to back up");
    expect(await empty.sources()).toEqual([]);
  });

  test("when the data directory does not exist", async () => {
    const missing = join(scene.path, "missing");
    const { code, said, next } = await failing(await scene.site({ PROMETHEUS_DATA_DIR: missing }));
    expect(code).toBe(3);
    expect(said).toBe(`Échec du snapshot: PROMETHEUS_DATA_DIR n’existe pas : ${missing}`);
    expect(next).toContain("docker volume inspect");
    expect(await scene.sources()).toEqual([]);
  });

  test("when the data directory is none, and tells which one Prometheus reports", async () => {
    const other = join(scene.path, "other");
    await mkdir(other);
    const { code, next } = await failing(await scene.site({ PROMETHEUS_DATA_DIR: other }));
    expect(code).toBe(3);
    expect(next).toContain(`Prometheus reports ${scene.dataDirectory} as its data directory`);
    expect(await scene.sources()).toEqual([]);
  });

  test("when the data directory is another Prometheus's, and is not tried again: each try would leave a snapshot", async () => {
    await using other = await setScene({ head: false });
    const site = await scene.site({ PROMETHEUS_DATA_DIR: other.dataDirectory, RETRY_INTERVAL: "1s" });
    const { code, said, next } = await failing(site, []);
    expect(code).toBe(3);
    const [made = "none", ...more] = await scene.sources();
    expect(more).toEqual([]);
    expect(said).toContain(`${other.dataDirectory}/snapshots/${made} n’existe pas`);
    expect(next).toContain(`Prometheus keeps its data in ${scene.dataDirectory}`);
    expect(await other.sources()).toEqual([]);
    await clearSources(scene); // no promsnap can know where that one is
  });

  test("when the path prefix is wrong", async () => {
    const { code, said, next } = await failing(await scene.site({ HOST: `${scene.prometheus.url}/wrong/` }));
    expect(code).toBe(4);
    expect(said).toContain("/wrong/api/v1/admin/tsdb/snapshot a répondu 404");
    expect(next).toContain("--web.route-prefix");
  });

  test("when the store cannot be made", async () => {
    await Bun.write(join(scene.path, "a-file"), "x");
    const { code, said, next } = await failing(await scene.site({ SNAPSHOT_DIR: join(scene.path, "a-file/store") }));
    expect(code).toBe(1);
    expect(said).toContain(join(scene.path, "a-file"));
    expect(next).toContain("a part of it is a file");
    expect(await scene.sources()).toEqual([]);
  });
});

describeWith("prometheus")("the bare command", () => {
  let place: Temporary;
  beforeAll(async () => {
    place = await temporaryDirectory();
  });
  afterAll(() => place?.remove());

  /** A site whose Prometheus has run before and is down now, with the port to start it on again. */
  const downed = async (name: string, values: Readonly<Record<string, string>>) => {
    const [port, dataDirectory] = [await freePort(), join(place.path, name, "data")];
    await mkdir(join(dataDirectory, "wal"), { recursive: true });
    const host = `http://localhost:${port}`;
    const site = await openSite(join(place.path, name), { HOST: host, PROMETHEUS_DATA_DIR: dataDirectory, ...values });
    return { site, port, dataDirectory };
  };

  test("tries again until Prometheus is up and one snapshot is stored, as the script did", async () => {
    const { site, port, dataDirectory } = await downed("comes-back", { RETRY_INTERVAL: "1s" });
    await using running = site.start([]);
    await until("a first failure", () => running.output().stdout.includes("Nouvelle tentative dans 1 seconde...\n"));
    await using prometheus = await startPrometheus({ dataDirectory, port });
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    const [archive = ""] = await site.archives();
    const lines = stdout.trimEnd().split("\n");
    expect(lines.pop()).toBe(`Snapshot réussi: ${archive}`);
    const failures = lines.filter((_, index) => index % 2 === 0);
    const waits = lines.filter((_, index) => index % 2 === 1);
    expect(failures.filter((line) => !line.startsWith("Échec "))).toEqual([]);
    expect(new Set(waits)).toEqual(new Set(["Nouvelle tentative dans 1 seconde..."]));
    expect(waits).toHaveLength(failures.length);
    // LOG_FILE has the outcomes, and as the script's nothing of the waits.
    const logged = (await site.logLines()).map((line) => line.slice(22));
    expect(logged).toEqual([...failures, `Snapshot réussi: ${archive}`]);
    expect(await namesIn(join(dataDirectory, "snapshots"))).toEqual([]);
    expect((await blocksIn(dataDirectory)).length).toBe(0);
    await prometheus.stop();
  }, 60_000);

  test("gives up after RETRY_LIMIT further attempts, with the last exit code", async () => {
    const { site } = await downed("gives-up", { RETRY_INTERVAL: "1s", RETRY_LIMIT: "2" });
    const { code, stdout } = await site.run([]);
    expect(code).toBe(4);
    expect(stdout.match(/^Échec du snapshot: /gm)).toHaveLength(3);
    expect(stdout.match(/^Nouvelle tentative /gm)).toHaveLength(2);
    expect(await site.logLines()).toHaveLength(3);
  });

  test("tries again with a data directory that is not there yet, as the script did", async () => {
    const missing = { PROMETHEUS_DATA_DIR: join(place.path, "missing"), RETRY_INTERVAL: "1s", RETRY_LIMIT: "1" };
    const { site } = await downed("wrong", missing);
    const { code, stdout } = await site.run([]);
    expect([code, stdout.match(/^Nouvelle tentative /gm)?.length]).toEqual([3, 1]);
  });

  describe("while it waits", () => {
    const waiting = async (name: string) => {
      const { site } = await downed(name, {});
      const running = site.start([]);
      await until("its wait", () => running.output().stdout.includes("Nouvelle tentative dans 24 heures...\n"));
      return { site, running };
    };

    test.each([
      { signal: "SIGTERM", code: 143 },
      { signal: "SIGINT", code: 130 },
    ] as const)("ends at once on $signal", async ({ signal, code }) => {
      const { site, running } = await waiting(signal);
      const asked = performance.now();
      running.kill(signal);
      expect((await running.ended).code).toBe(code);
      expect(performance.now() - asked).toBeLessThan(1000);
      expect(await site.strays()).toEqual([]);
    });

    test("holds no lock", async () => {
      const { site, running } = await waiting("unlocked");
      expect((await site.run()).code).toBe(4); // for Prometheus is down; not 6
      await running.stop();
    });
  });
});
