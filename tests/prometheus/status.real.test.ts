import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { written } from "../../src/prometheus/probe.ts";
import { readRetention } from "../../src/prometheus/retention.ts";
import { samePrometheus } from "../../src/prometheus/same-prometheus.ts";
import { realSystem } from "../../src/system/system.ts";
import { blocksIn, fillDataDirectory, oneDay } from "../bed/blocks.ts";
import { freePort } from "../bed/ports.ts";
import { must, start } from "../bed/processes.ts";
import { type Prometheus, programs, startPrometheus, writeWebConfig } from "../bed/prometheus.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { caught, clientOf, unbroken } from "./clients.ts";
import { describeVersions } from "./versions.ts";

describeVersions("behind TLS, a password and a path prefix", ["openssl"], (version) => {
  const password = "né $1";
  let place: Temporary;
  let prometheus: Prometheus;
  let authority: string;

  beforeAll(async () => {
    place = await temporaryDirectory();
    const web = await writeWebConfig(place.path, "jörg", password);
    authority = web.certificate;
    await fillDataDirectory(join(place.path, "data"));
    prometheus = await startPrometheus({
      version,
      dataDirectory: join(place.path, "data"),
      web,
      flags: ["--web.route-prefix=/prom", "--storage.tsdb.retention.size=3GB"],
      prefix: "/prom",
    });
    await prometheus.scraped();
  }, 60_000);

  afterAll(async () => {
    await prometheus.stop();
    await place.remove();
  });

  const client = () => clientOf(prometheus.url, { authority, username: "jörg", password });

  test("every loaded block is told with its times, or that this version does not tell", async () => {
    const blocks = await client().loadedBlocks(unbroken());
    if (version === "2") return expect(blocks).toBeUndefined();
    expect(blocks?.map(({ ulid }) => ulid).sort()).toEqual(await blocksIn(prometheus.dataDirectory));
    for (const { ulid, sources, minTime, maxTime } of blocks ?? []) {
      expect(sources).toEqual([ulid]);
      expect(maxTime).toBeGreaterThan(minTime);
      expect(maxTime).toBeLessThanOrEqual(oneDay.end * 1000);
    }
  });

  test("metrics are picked out of all that it tells of itself", async () => {
    const names = ["prometheus_tsdb_blocks_loaded", "prometheus_tsdb_head_max_time", "prometheus_no_such_thing"];
    const metrics = await client().metrics(names, unbroken());
    expect([...metrics.keys()].sort()).toEqual(names.slice(0, 2));
    expect(metrics.get("prometheus_tsdb_blocks_loaded")).toBe(12);
    expect(Math.abs((metrics.get("prometheus_tsdb_head_max_time") ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test("retention is told as it is in force", async () => {
    const { storageRetention } = await client().runtimeInfo(unbroken());
    expect(readRetention(storageRetention)).toEqual({ time: 100 * 365 * 86_400_000, bytes: 3 * 1024 ** 3 });
  });

  test("a query gives series with their labels, times and values as they were sent", async () => {
    const time = oneDay.end * 1000 - 1;
    const [series, ...more] =
      (await client().query({ expression: "sum(count_over_time({job='node'}[1m]))", time }, unbroken())) ?? [];
    expect([series, more]).toEqual([{ labels: {}, samples: [{ time, value: "800" }] }, []]);
  });

  test("a query that fails is told in Prometheus's own words", async () => {
    const fault = await caught(() => client().query({ expression: "sum(", time: 0 }, unbroken()));
    expect(fault.data).toMatchObject({ code: "prometheus.error", details: { status: 400, errorType: "bad_data" } });
  });

  test("numbers are written as Prometheus writes them", async () => {
    const numbers = [
      0,
      -0,
      1,
      -1.5,
      0.1 + 0.2,
      1e-6,
      9.99e-7,
      1e-7,
      1.5e-300,
      5e-324,
      1e20,
      123456789012345680000,
      1e21,
    ];
    const more = [-2.5e100, 1.7976931348623157e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const all = [...numbers, ...more];
    const literal = (value: number) =>
      Number.isFinite(value) ? `${Object.is(value, -0) ? "-0" : value}` : written(value);
    const parts = all.map((value, i) => `label_replace(vector(${literal(value)}),"i","${i}","","")`);
    const series = (await client().query({ expression: parts.join(" or "), time: 1000 }, unbroken())) ?? [];
    const told = series.map(({ labels, samples }) => [Number(labels["i"]), samples[0]?.value] as const);
    const inOrder = told.sort(([one], [other]) => one - other).map(([, value]) => value);
    expect(inOrder).toEqual(all.map(written));
  });

  test("without the prefix it is not found, and without the password not told", async () => {
    const bare = clientOf(`https://localhost:${prometheus.port}`, { authority, username: "jörg", password });
    expect((await caught(() => bare.metrics(["x"], unbroken()))).data.code).toBe("prometheus.notFound");
    const stranger = clientOf(prometheus.url, { authority });
    expect((await caught(() => stranger.metrics(["x"], unbroken()))).data.code).toBe("prometheus.unauthorized");
    expect((await caught(() => stranger.loadedBlocks(unbroken()))).data.code).toBe("prometheus.unauthorized");
    expect(await stranger.query({ expression: "up", time: 0 }, unbroken())).toBeUndefined();
  });
});

describeVersions("while the write-ahead log is read", [], (version) => {
  const sameness = { clock: realSystem().clock, blocksOnDisk: () => [], signal: unbroken() };

  test("how far it is can be asked, and nothing else, least of all whose data it has", async () => {
    await using place = await temporaryDirectory();
    // Opening a FIFO waits for a writer: Prometheus goes on reading its log for as long as the test takes.
    await mkdir(join(place.path, "data/wal"), { recursive: true });
    await must(["mkfifo", join(place.path, "data/wal/00000000")]);
    await Bun.write(join(place.path, "prometheus.yml"), "{}");
    const port = await freePort();
    const paths = [`--config.file=${place.path}/prometheus.yml`, `--storage.tsdb.path=${place.path}/data`];
    const child = start([programs[version], ...paths, `--web.listen-address=127.0.0.1:${port}`]);
    try {
      const client = clientOf(`http://127.0.0.1:${port}`);
      await until("Prometheus listening", async () => (await client.ready(unbroken())) === false);
      expect(await client.walReplay(unbroken())).toMatchObject({ min: 0, current: 0 });
      for (const ask of [client.loadedBlocks, client.runtimeInfo]) {
        const code = await ask(unbroken()).then(String, (fault) => fault.data.code);
        expect(code).toBe(version === "2" && ask === client.loadedBlocks ? "undefined" : "prometheus.replaying");
      }
      expect(await samePrometheus({ ...sameness, client })).toMatchObject({
        kind: "unreachable",
        fault: { data: { code: "prometheus.replaying" } },
      });
    } finally {
      await child.stop(1);
    }
  });
});
