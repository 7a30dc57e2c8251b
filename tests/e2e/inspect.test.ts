import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, mkdir, readdir, stat, truncate } from "node:fs/promises";
import { basename, join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, bytesBelow } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import type { Version } from "../bed/prometheus.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";

interface Inspected {
  readonly archive: string;
  readonly maker: string;
  readonly contentBytes: number;
  readonly sha256?: string;
  readonly blocks: readonly {
    readonly ulid: string;
    readonly bytes: number;
    readonly series: number;
    readonly samples: number;
    readonly chunks: number;
    readonly head?: boolean;
  }[];
  readonly gaps: readonly { readonly milliseconds: number }[];
  readonly metrics: {
    readonly block: string;
    readonly series: number;
    readonly labelNames: number;
    readonly labelPairs: number;
    readonly metrics: readonly { readonly name: string; readonly series: number }[];
    readonly labels: readonly { readonly name: string; readonly values: number }[];
    readonly pairs: readonly { readonly name: string; readonly value: string; readonly series: number }[];
  };
}

const inspected = async (site: Site, ...args: string[]): Promise<Inspected> => {
  const { code, stdout, stderr } = await site.run(["inspect", "--json", ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout).inspection;
};

/** As the script takes a snapshot: named when Prometheus has answered, copied, packed by GNU tar. */
async function takeAsScript({ prometheus, dataDirectory }: Scene, store: string): Promise<string> {
  const answer = await fetch(`${prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: "POST" });
  const { name } = ((await answer.json()) as { data: { name: string } }).data;
  const target = join(store, snapshotName(Date.now()));
  await must(["cp", "-r", join(dataDirectory, "snapshots", name), target]);
  await must(["tar", "-czf", `${target}.tar.gz`, "-C", store, basename(target)]);
  await must(["rm", "-r", target]);
  return `${target}.tar.gz`;
}

/** What promtool counts of a block, as numbers by name below each of its headings. */
async function analyzed(directory: string, block: string) {
  const text = await must(["promtool", "tsdb", "analyze", "--limit=20", directory, block]);
  const list = (heading: string) => {
    const lines = (text.split(`${heading}:\n`)[1] ?? "").split("\n\n")[0]?.split("\n") ?? [];
    return lines
      .filter((line) => line !== "")
      .map((line) => [Number(line.split(" ")[0]), line.slice(line.indexOf(" ") + 1)]);
  };
  const number = (heading: string) => Number(new RegExp(`^${heading}: (\\d+)$`, "m").exec(text)?.[1]);
  return { list, number };
}

/** Counts with their names, as sets of those that are larger than the last: of equals any may have been cut off. */
function sure(counts: readonly (readonly (string | number)[])[]): string[] {
  const least = counts.at(-1)?.[0] ?? 0;
  return counts
    .filter(([count = 0]) => counts.length < 20 || count > least)
    .map(String)
    .sort();
}

const versions: readonly Version[] = ["2", "3"];
for (const version of versions) {
  describeWith(version === "2" ? "prometheus" : "prometheus3", "script's tools")(
    `inspect, with Prometheus ${version}`,
    () => {
      let scene: Scene;
      let site: Site;
      let blocks: string[];

      beforeAll(async () => {
        scene = await setScene({ version });
        site = await scene.site();
        blocks = await blocksIn(scene.dataDirectory);
        await site.run();
      }, 120_000);
      afterAll(() => scene?.stop(), 60_000);

      test("tells of every block what its meta.json and its files tell, and which is the head's", async () => {
        const { blocks: found, maker, contentBytes, sha256, gaps } = await inspected(site, "latest");
        expect(maker).toBe("promsnap");
        expect(found.filter(({ head }) => head).map(({ ulid }) => blocks.includes(ulid))).toEqual([false]);
        for (const { ulid, head, ...told } of found.filter(({ head }) => !head)) {
          const { stats } = await Bun.file(join(scene.dataDirectory, ulid, "meta.json")).json();
          const { numSamples: samples, numSeries: series, numChunks: chunks } = stats;
          expect(told).toMatchObject({
            series,
            samples,
            chunks,
            bytes: await bytesBelow(join(scene.dataDirectory, ulid)),
          });
        }
        expect(
          found
            .map(({ ulid }) => ulid)
            .slice(0, -1)
            .sort(),
        ).toEqual(blocks);
        expect(contentBytes).toBe(found.reduce((total, { bytes }) => total + bytes, 0));
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(gaps).toHaveLength(1);
      });

      test("marks no head in a snapshot that was taken without it", async () => {
        const headless = await scene.site();
        await headless.run(["run", "--skip-head"]);
        const { blocks: found } = await inspected(headless, "latest");
        expect(found.filter(({ head }) => head !== undefined)).toEqual([]);
        expect(found).toHaveLength(blocks.length);
      });

      test("tells the same of the script's archive, and its head block too", async () => {
        const archive = await takeAsScript(scene, site.store);
        const ours = await inspected(site, (await site.archives())[0] ?? "");
        const theirs = await inspected(site, archive);
        expect(theirs).toMatchObject({ maker: "script", archive });
        const old = ({ blocks: found }: Inspected) => found.filter(({ head }) => !head);
        expect(old(theirs)).toEqual(old(ours));
        expect(theirs.blocks.filter(({ head }) => head)).toHaveLength(1);
        expect(theirs.blocks.at(-1)?.head).toBe(true);
      });

      test("counts the labels of the newest block as promtool does, in either kind of archive", async () => {
        for (const archive of await site.archives()) {
          const { metrics, blocks: found } = await inspected(site, archive, "--metrics");
          expect(metrics.block).toBe(found.find(({ head }) => head)?.ulid ?? "");
          const extracted = join(site.path, `extracted-${metrics.block}`);
          await mkdir(extracted);
          await must(["tar", "-xzf", archive, "-C", extracted, "--strip-components=1"]);
          const { list, number } = await analyzed(extracted, metrics.block);
          expect(metrics.series).toBe(number("Series"));
          expect(metrics.labelNames).toBe(number("Label names"));
          expect(metrics.labelPairs).toBe(number("Postings \\(unique label pairs\\)"));
          expect(sure(metrics.metrics.map(({ name, series }) => [series, name]))).toEqual(
            sure(list("Highest cardinality metric names")),
          );
          expect(sure(metrics.labels.map(({ name, values }) => [values, name]))).toEqual(
            sure(list("Highest cardinality labels")),
          );
          const pairs = list("Most common label pairs").filter(([, pair]) => !String(pair).startsWith("__name__="));
          const ours = metrics.pairs.map(({ name, value, series }) => [series, `${name}=${value}`]);
          expect(sure(ours)).toEqual(expect.arrayContaining(sure(pairs)));
        }
      });

      test("shows the picture, the gap and the blocks to whoever looks", async () => {
        const { stdout } = await site.run(["inspect", "latest"], { environment: { LC_ALL: "C" } });
        expect(stdout).toMatch(/^-\.{70,}>$/m);
        expect(stdout).toMatch(/^Gaps between blocks: 1, together [0-9]+d/m);
        expect(stdout.match(/^01[0-9A-Z]{24} /gm)).toHaveLength(blocks.length + 1);
      });

      test("refuses an archive that is cut short, and nothing of it is shown", async () => {
        const whole = (await site.archives())[0] ?? "";
        const cut = join(site.path, "cut.tar.gz");
        for (const share of [0.1, 0.5, 0.999]) {
          await cp(whole, cut);
          await truncate(cut, Math.floor((await stat(whole)).size * share));
          const { code, stdout, stderr } = await site.run(["inspect", cut, "--metrics"]);
          expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
          expect(stderr).toContain(`${cut} is damaged at byte `);
        }
      });

      test("writes nothing anywhere", async () => {
        const listing = async () => (await readdir(site.path, { recursive: true })).sort();
        const before = await listing();
        await inspected(site, "latest", "--metrics");
        expect(await listing()).toEqual(before);
      });
    },
  );
}
