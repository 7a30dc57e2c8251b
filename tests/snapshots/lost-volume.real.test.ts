import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BlockParameters, blocksIn, cachedBlocks, fillDataDirectory, oneDay } from "../bed/blocks.ts";
import { type Prometheus, type PrometheusOptions, startPrometheus } from "../bed/prometheus.ts";
import { openSite, type Site } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { describeVersions } from "../prometheus/versions.ts";

const dayBefore: BlockParameters = { ...oneDay, end: oneDay.end - 24 * 3600 };
const patience = 120_000;

/** Each test goes on where the one before it left Prometheus and the store. */
describeVersions("what retention makes of the next snapshot", [], (version) => {
  let place: Temporary;
  let prometheus: Prometheus;
  let site: Site;
  const data = () => join(place.path, "data");

  /** Starts Prometheus over the same data, with the address it had. */
  const start = async (options: Partial<PrometheusOptions> = {}) => {
    const port = prometheus === undefined ? {} : { port: prometheus.port };
    prometheus = await startPrometheus({ dataDirectory: data(), version, ...port, ...options });
    await prometheus.scraped();
  };
  const restart = async (options: Partial<PrometheusOptions> = {}, meanwhile = async () => {}) => {
    await prometheus.stop();
    await meanwhile();
    await start(options);
  };
  const post = async (path: string) => {
    const { ok } = await fetch(`${prometheus.url}/api/v1/admin/tsdb/${path}`, { method: "POST" });
    expect(ok).toBe(true);
  };
  const blocks = () => blocksIn(data());
  /** Takes another snapshot, and answers what the store's are found to lack now. */
  const nextLoss = async (...args: string[]) => {
    expect(await site.run(["run", ...args])).toMatchObject({ code: 0 });
    return await loss();
  };
  const loss = async () => {
    const { code, stdout } = await site.run(["prune", "--keep-last=1", "--dry-run", "--json"]);
    expect(code).toBe(0);
    return JSON.parse(stdout).plan.loss;
  };

  beforeAll(async () => {
    place = await temporaryDirectory();
    await fillDataDirectory(data());
    await start();
    site = await openSite(join(place.path, "site"), { HOST: prometheus.url, PROMETHEUS_DATA_DIR: data() });
    await site.run();
  }, patience);
  afterAll(async () => {
    await prometheus?.stop();
    await place?.remove();
  });

  test("nothing is lost between two that follow each other", async () => {
    expect(await nextLoss()).toBeUndefined();
  });

  test("nothing without the head block, nor when it is there again", async () => {
    expect(await nextLoss("--skip-head")).toBeUndefined();
    expect(await nextLoss()).toBeUndefined();
  });

  test(
    "nothing after series were deleted and the blocks written anew",
    async () => {
      const before = await blocks();
      await post(`delete_series?${new URLSearchParams({ "match[]": '{__name__=~"node_cpu.*"}' })}`);
      await post("clean_tombstones");
      expect((await blocks()).filter((block) => before.includes(block))).toEqual([]);
      expect(await nextLoss()).toBeUndefined();
    },
    patience,
  );

  test(
    "nothing after older blocks were added",
    async () => {
      const older = await cachedBlocks(dayBefore);
      await restart({}, () => cp(older, data(), { recursive: true }));
      expect(await blocks()).toHaveLength(24);
      expect(await nextLoss()).toBeUndefined();
    },
    patience,
  );

  test(
    "nothing when retention by time takes the oldest, nor when that was shortened much",
    async () => {
      await restart({ retention: "40h" });
      expect(await nextLoss()).toBeUndefined();
      await restart({ retention: "3h" });
      await until("retention", async () => (await blocks()).length < 4);
      expect(await nextLoss()).toBeUndefined();
    },
    patience,
  );

  test(
    "much, where the same went while Prometheus keeps all",
    async () => {
      await restart();
      expect(await loss()).toMatchObject({ kind: "oldest" });
      // What went at 40h may be a loss of its own now: each is accepted by itself.
      const accept = () => site.run(["prune", "--keep-last=1", "--accept"]);
      expect([await accept(), await accept()].at(-1)).toMatchObject({ code: 0 });
      expect(await site.archives()).toHaveLength(1);
      expect(await loss()).toBeUndefined();
    },
    patience,
  );

  test(
    "nothing after compaction",
    async () => {
      const both = await Promise.all([oneDay, dayBefore].map(cachedBlocks));
      await restart({}, async () => {
        for (const some of both) await cp(some, data(), { recursive: true });
      });
      expect(await nextLoss()).toBeUndefined();
      await restart({ compaction: true });
      await until("a compaction", async () => (await blocks()).length < 12);
      expect(await nextLoss()).toBeUndefined();
      await until("the last compaction", async () => (await blocks()).length < 8);
      expect(await nextLoss()).toBeUndefined();
    },
    patience,
  );

  test(
    "all, after the volume was lost and Prometheus began anew",
    async () => {
      await restart({}, async () => {
        for (const name of await readdir(data())) await rm(join(data(), name), { recursive: true });
      });
      expect(await nextLoss()).toMatchObject({ kind: "all" });
      expect(await nextLoss()).toMatchObject({ kind: "all" });
    },
    patience,
  );

  test(
    "nothing when retention by size takes the oldest",
    async () => {
      expect(await site.run(["prune", "--keep-last=1", "--accept"])).toMatchObject({ code: 0 });
      const fresh = await cachedBlocks(oneDay);
      await restart({}, () => cp(fresh, data(), { recursive: true }));
      expect(await nextLoss()).toBeUndefined();
      await restart({ flags: ["--storage.tsdb.retention.size=3500KB"] });
      await until("retention", async () => (await blocks()).length < 12);
      expect(await nextLoss()).toBeUndefined();
    },
    patience,
  );
});
