import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { writeVerdict } from "../../src/stores/verdict.ts";
import { Directory } from "../../src/system/directory.ts";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { startNodeExporter } from "../bed/node-exporter.ts";
import { freePort } from "../bed/ports.ts";
import { run } from "../bed/processes.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { openBareStation } from "./bare-station.ts";

/** The samples of a textfile by name, and the labels, which all have in common. */
async function read(file: string): Promise<{ values: Record<string, number>; labels: string[] }> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line.startsWith("promsnap_"));
  const parts = lines.map((line) => /^promsnap_(\w+)(\{.*\}) (\S+)$/.exec(line) ?? []);
  const values = Object.fromEntries(parts.map(([, name, , value]) => [name, Number(value)]));
  return { values, labels: [...new Set(parts.map(([, , labels]) => labels ?? ""))] };
}

describeWith("prometheus")("METRICS_FILE", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ head: false });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** A site whose METRICS_FILE lies in a directory of its own. */
  const measured = async (values: Record<string, string> = {}): Promise<Site & { metrics: string }> => {
    const directory = join(scene.path, crypto.randomUUID());
    await mkdir(directory);
    const metrics = join(directory, "promsnap.prom");
    return { ...(await scene.site({ METRICS_FILE: metrics, ...values })), metrics };
  };

  test("tells of a stored snapshot what list tells, and promtool has nothing to say against it", async () => {
    const site = await measured();
    const before = Date.now() / 1000;
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    const { values, labels } = await read(site.metrics);
    const [listed] = JSON.parse((await site.run(["list", "--json"])).stdout).snapshots;
    const { size } = await stat(listed.path);
    expect(labels).toEqual([`{store="${site.store}"}`]);
    expect(values).toMatchObject({
      last_attempt_exit_code: 0,
      last_success_archive_bytes: size,
      snapshots: 1,
      snapshots_bytes: size,
      damaged_snapshots: 0,
      newest_snapshot_bytes: size,
      newest_snapshot_damaged: 0,
      newest_snapshot_timestamp_seconds: Date.parse(listed.instant) / 1000,
      last_verify_timestamp_seconds: 0,
      previous_data_bytes: 0,
    });
    expect(values["last_success_timestamp_seconds"]).toBeGreaterThanOrEqual(before);
    expect(values["last_success_timestamp_seconds"]).toBe(values["last_attempt_timestamp_seconds"] ?? 0);
    expect(values["last_attempt_duration_seconds"]).toBeGreaterThan(0);
    expect(values["last_success_content_bytes"]).toBeGreaterThan(size);
    const input = await readFile(site.metrics);
    expect(await run(["promtool", "check", "metrics"], { input })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect((await stat(site.metrics)).mode & 0o777).toBe(0o644);
  });

  test("keeps the last success when a later run fails, also where only the store still knows of it", async () => {
    const site = await measured();
    await site.run();
    const { values: good } = await read(site.metrics);
    const down = { environment: { PROMSNAP_HOST: `http://127.0.0.1:${await freePort()}` } };
    expect((await site.run(["run"], down)).code).toBe(4);
    const { values } = await read(site.metrics);
    expect(values).toMatchObject({ last_attempt_exit_code: 4, snapshots: 1 });
    expect(values["last_success_timestamp_seconds"]).toBe(good["last_success_timestamp_seconds"] ?? 0);
    expect(values["last_success_content_bytes"]).toBe(good["last_success_content_bytes"] ?? 0);
    expect(values["last_attempt_timestamp_seconds"]).toBeGreaterThan(good["last_attempt_timestamp_seconds"] ?? 0);

    await rm(`${site.metrics}.last-run`);
    await site.run(["run"], down);
    expect((await read(site.metrics)).values["last_success_timestamp_seconds"]).toBe(
      good["newest_snapshot_timestamp_seconds"] ?? 0,
    );
  });

  test("tells damage that Prometheus has: the newest snapshot is damaged, and the last success an earlier one", async () => {
    const site = await measured();
    expect(await site.run()).toMatchObject({ code: 0 });
    const { values: good } = await read(site.metrics);
    const chunks = join(scene.dataDirectory, (await blocksIn(scene.dataDirectory))[0] ?? "", "chunks/000001");
    const bytes = await readFile(chunks);
    await writeFile(chunks, bytes.with(5000, (bytes[5000] ?? 0) ^ 0x10));
    const damaged = await site.run();
    await writeFile(chunks, bytes);
    expect(damaged).toMatchObject({ code: 5 });
    const { values } = await read(site.metrics);
    expect(values).toMatchObject({
      last_attempt_exit_code: 5,
      snapshots: 2,
      damaged_snapshots: 1,
      newest_snapshot_damaged: 1,
    });
    expect(values["last_success_timestamp_seconds"]).toBe(good["last_success_timestamp_seconds"] ?? 0);
  });

  test("counts what a verification found damaged and what cannot be read, and tells when that was", async () => {
    const site = await measured();
    for (let run = 0; run < 3; run += 1) expect((await site.run()).code).toBe(0);
    const archives = await site.archives();
    const names = archives.map((path) => basename(path, ".tar.gz"));
    const { last_success_timestamp_seconds: success } = (await read(site.metrics)).values;
    using store = new DirectoryStore(Directory.open(site.store));
    const verdict = async (index: number, at: number, deep: boolean, sound: boolean) =>
      await writeVerdict(store, names[index] ?? "", {
        at,
        deep,
        sound,
        bytes: (await stat(archives[index] ?? "")).size,
      });
    await verdict(0, 1_000_000, true, true);
    await verdict(1, 2_000_000, false, false);
    await truncate(archives[2] ?? "", 5000);
    const down = { environment: { PROMSNAP_HOST: `http://127.0.0.1:${await freePort()}` } };
    expect((await site.run(["run"], down)).code).toBe(4);
    expect((await read(site.metrics)).values).toMatchObject({
      snapshots: 3,
      damaged_snapshots: 2,
      newest_snapshot_damaged: 1,
      newest_snapshot_bytes: 5000,
      last_verify_timestamp_seconds: 2000,
      last_verify_sound: 0,
      last_deep_verify_timestamp_seconds: 1000,
      last_success_timestamp_seconds: success ?? 0,
    });
  });

  test("tells that a run was interrupted, within the two seconds that it has to end in", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    const site = await measured({ HOST: `http://localhost:${proxy.port}` });
    await using running = site.start();
    await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
    const asked = performance.now();
    running.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 143, stderr: "" });
    expect(performance.now() - asked).toBeLessThan(2000);
    expect((await read(site.metrics)).values).toMatchObject({
      last_attempt_exit_code: 143,
      last_success_timestamp_seconds: 0,
      snapshots: 0,
    });
  });

  test("is left alone by a run that finds another at work: the other has its own end to tell", async () => {
    const site = await measured();
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    await using _ = site.start(["run"], { environment: { PROMSNAP_HOST: `http://localhost:${proxy.port}` } });
    await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
    await writeFile(site.metrics, "what the other tells\n");
    expect((await site.run()).code).toBe(6);
    expect(await readFile(site.metrics, "utf8")).toBe("what the other tells\n");
    expect(await readdir(join(site.metrics, ".."))).toEqual(["promsnap.prom"]);
  });

  test("is not written by a dry run or a listing", async () => {
    const site = await measured();
    await site.run(["run", "--dry-run"]);
    await site.run(["list"]);
    expect(await readdir(join(site.metrics, ".."))).toEqual([]);
  });

  test("that cannot be written is a warning, and the snapshot is stored all the same", async () => {
    const site = await scene.site({ METRICS_FILE: "/proc/nowhere/promsnap.prom" });
    const { code, stdout, stderr } = await site.run(["run", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).warnings).toMatchObject([
      { code: "metrics.unwritable", details: { path: "/proc/nowhere/promsnap.prom" } },
    ]);
    expect(stderr).toContain("METRICS_FILE /proc/nowhere/promsnap.prom cannot be written: ENOENT");
    expect(await site.archives()).toHaveLength(1);
  });

  test.each(["promsnap.prom", "/var/lib/promsnap.txt", "/var/lib/.prom"])(
    "whose name node_exporter would pass over is a mistake of the configuration: %s",
    async (path) => {
      const site = await scene.site({ METRICS_FILE: path });
      const { code, stderr } = await site.run(["config", "validate"]);
      expect([code, stderr]).toEqual([3, expect.stringContaining("an absolute path that ends in .prom")]);
    },
  );

  test("is written under Deno with the same names and labels", async () => {
    const site = await measured();
    await site.run();
    const binary = await read(site.metrics);
    expect(await site.run(["run"], { runtime: "deno" })).toMatchObject({ code: 0, stderr: "" });
    const deno = await read(site.metrics);
    expect(Object.keys(deno.values)).toEqual(Object.keys(binary.values));
    expect(deno.labels).toEqual(binary.labels);
    expect(deno.values["snapshots"]).toBe(2);
  });
});

describeWith("prometheus", "nodeExporter")("a real node_exporter and a real Prometheus", () => {
  let textfiles: Temporary;
  beforeAll(async () => {
    textfiles = await temporaryDirectory();
    await chmod(textfiles.path, 0o755);
  });
  afterAll(() => textfiles?.remove());

  test("show the metrics of two Prometheus on one machine, told apart by their stores", async () => {
    await using scene = await setScene({ head: false });
    await using exporter = await startNodeExporter(textfiles.path);
    const sites = await Promise.all(
      ["a", "b"].map((name) => scene.site({ METRICS_FILE: join(textfiles.path, `${name}.prom`) })),
    );
    for (const site of sites) expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    await writeFile(join(textfiles.path, `a.prom.${crypto.randomUUID()}.new`), "half of a");

    const served = await exporter.metrics();
    expect(served).toContain("node_textfile_scrape_error 0");
    const rows = served.split("\n").filter((line) => line.startsWith("promsnap_last_attempt_exit_code"));
    expect(rows.sort()).toEqual(sites.map(({ store }) => `promsnap_last_attempt_exit_code{store="${store}"} 0`).sort());
    expect(exporter.output()).not.toContain("level=error");

    await using watching = await temporaryDirectory();
    const prometheus = await startPrometheus({
      dataDirectory: join(watching.path, "data"),
      targets: [exporter.target],
    });
    try {
      const { values } = await read(join(textfiles.path, "a.prom"));
      const query = `promsnap_last_success_timestamp_seconds{store="${sites[0]?.store}"}`;
      const answer = await until("the sample", async () => /"([\d.]+)"\]\}\]/.exec(await prometheus.query(query))?.[1]);
      expect(Number(answer)).toBe(values["last_success_timestamp_seconds"] ?? 0);
    } finally {
      await prometheus.stop();
    }
  });
});

describeWith("prometheus", "script's tools")("after a restore METRICS_FILE", () => {
  test("tells what the data of before occupy, until they are discarded", async () => {
    await using station = await openBareStation();
    const metrics = join(station.path, "promsnap.prom");
    const site = await station.other({ METRICS_FILE: metrics });
    await site.run();
    const begin = Math.floor(Date.now() / 1000);
    expect(await site.run(["restore", "latest"])).toMatchObject({ code: 0 });
    const { values } = await read(metrics);
    expect(values["previous_data_bytes"]).toBeGreaterThan(1000);
    expect(values["previous_data_oldest_timestamp_seconds"]).toBeGreaterThanOrEqual(begin);
    expect(values).toMatchObject({ last_attempt_exit_code: 0, snapshots: 1 });
    expect(await site.run(["restore", "--discard-previous"])).toMatchObject({ code: 0 });
    expect((await read(metrics)).values).toMatchObject({
      previous_data_bytes: 0,
      previous_data_oldest_timestamp_seconds: 0,
    });
  }, 120_000);
});
