import { describe, expect } from "bun:test";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { testWith } from "../bed/abilities.ts";
import { blocksIn, oneDay, ulidOf } from "../bed/blocks.ts";
import { copyBlock, type MergeScene, openMergeScene, queryLoop } from "../bed/merge-scene.ts";
import { must } from "../bed/processes.ts";
import type { Version } from "../bed/prometheus.ts";
import { namesIn, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

const patience = 240_000;
const abilityOf = { 2: "prometheus", 3: "prometheus3" } as const;

interface MergeObject {
  readonly merge: {
    readonly added: number;
    readonly there: number;
    readonly leftOut: number;
    readonly proof: string;
    readonly blocks: readonly { readonly ulid: string; readonly state: string; readonly reason?: string }[];
  };
}

/** Runs a merge that has to succeed, and answers its JSON object. */
async function merged({ site }: MergeScene, file: string, ...options: string[]): Promise<MergeObject["merge"]> {
  const { code, stdout, stderr } = await site.run(["restore", file, "--merge", "--json", ...options]);
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as MergeObject).merge;
}

/** Runs a merge that has to fail with this exit code, and answers the fault. */
async function refused({ site }: MergeScene, file: string, exitCode: number, ...options: string[]) {
  const { code, stdout } = await site.run(["restore", file, "--merge", "--json", ...options]);
  const { error } = JSON.parse(stdout) as {
    error: { code: string; message: string; details: Record<string, unknown> };
  };
  expect([code, error]).toEqual([exitCode, error]);
  return error;
}

/** Nothing of a merge is left but what promsnap always keeps. */
async function expectClean({ data }: MergeScene): Promise<void> {
  const own = await namesIn(join(data, ".promsnap"));
  expect(own.filter((name) => !["id", "lock", "request.json"].includes(name))).toEqual([]);
}

const secondsNow = () => Math.floor(Date.now() / 1000);

for (const version of ["2", "3"] as const satisfies Version[]) {
  const testHere = testWith(abilityOf[version]);

  describe(`Prometheus ${version}`, () => {
    testHere(
      "gets the blocks back that it had lost while it answers every query, and keeps every sample when it is started again",
      async () => {
        await using scene = await openMergeScene({ version });
        const loop = queryLoop(scene.prometheus());
        const { pid } = scene.prometheus();
        const result = await merged(scene, scene.archive);
        expect(result).toMatchObject({ added: 12, there: 0, leftOut: 1, proof: "proved" });
        expect(result.blocks.filter(({ state }) => state === "left out")).toMatchObject([{ reason: "newer" }]);
        expect(await scene.oldSamples()).toBe(scene.before);
        const { asked, failed } = await loop.stop();
        expect([failed, scene.prometheus().pid]).toEqual([[], pid]);
        expect(asked).toBeGreaterThan(10);
        const time = await scene.timeWithSamples();
        const head = await scene.headSamples(time);
        await scene.restart();
        expect(await scene.headSamples(time)).toBe(head);
        expect(await scene.oldSamples()).toBe(scene.before);
        expect(await scene.present()).toEqual([...scene.lost]);
        expect((await scene.site.logLines()).at(-1)).toEndWith(` - Snapshot restauré: ${scene.archive}`);
        await expectClean(scene);
      },
      patience,
    );
  });
}

const test3 = testWith("prometheus3");

test3(
  "what is there already is not added again, and nothing is said to be restored",
  async () => {
    await using scene = await openMergeScene({ version: "3", kept: 5 });
    expect(await merged(scene, scene.archive)).toMatchObject({ added: 7, there: 5, leftOut: 1 });
    const lines = await scene.site.logLines();
    const again = await scene.site.run(["restore", scene.archive, "--merge"]);
    expect([again.code, again.stdout]).toEqual([
      0,
      `Nothing to add: Prometheus has what it can take of ${scene.archive}\n`,
    ]);
    expect(await scene.site.logLines()).toEqual(lines);
    expect(await scene.oldSamples()).toBe(scene.before);
  },
  patience,
);

test3(
  "a dry run shows for every block what the merge then does, and changes nothing",
  async () => {
    await using scene = await openMergeScene({ version: "3", kept: 5 });
    const before = await scene.present();
    const dry = await scene.site.run(["restore", scene.archive, "--merge", "--dry-run", "--json"]);
    expect(dry.code).toBe(0);
    const { plan } = JSON.parse(dry.stdout) as { plan: { blocks: { ulid: string; state: string }[] } };
    expect(await scene.present()).toEqual(before);
    await expectClean(scene);
    const { blocks } = await merged(scene, scene.archive);
    const told = plan.blocks.map((block) => ({ ...block, state: block.state === "add" ? "added" : block.state }));
    expect(blocks.map((block) => ({ ...block }))).toEqual(told);
    const { stdout } = await scene.site.run(["restore", scene.archive, "--merge", "--dry-run"]);
    expect(stdout).toContain("there already");
    expect(stdout).toMatch(/ left out +it reaches beyond the beginning of Prometheus's head/);
  },
  patience,
);

test3(
  "blocks that Prometheus compacts as soon as they are there count as loaded",
  async () => {
    await using scene = await openMergeScene({ version: "3", compaction: true });
    expect(await merged(scene, scene.archive)).toMatchObject({ added: 12, leftOut: 1 });
    await until("a compaction", async () => (await scene.present()).length < 12, 60_000);
    expect(await scene.oldSamples()).toBe(scene.before);
    await until("the end of compactions", async () => (await merged(scene, scene.archive)).there === 12, 60_000);
    expect(await scene.oldSamples()).toBe(scene.before);
    await expectClean(scene);
  },
  patience,
);

test3(
  "blocks are not added that would push others out by the retention by size",
  async () => {
    const flags = ["--storage.tsdb.retention.size=3MB"];
    await using scene = await openMergeScene({ version: "3", kept: 2, flags });
    const before = await scene.present();
    expect(before.length).toBe(2);
    const { code, details } = await refused(scene, scene.archive, 1);
    expect([code, details["reason"]]).toEqual(["merge.wouldDelete", "size"]);
    expect(await scene.present()).toEqual(before);
    const dry = await scene.site.run(["restore", scene.archive, "--merge", "--dry-run"]);
    expect(dry.code).toBe(1);
    expect(dry.stderr).toContain("would delete blocks as soon as the others are there");
    await expectClean(scene);
  },
  patience,
);

test3(
  "a block that names a live one as its parent is left out: Prometheus would delete that one",
  async () => {
    await using scene = await openMergeScene({ version: "3", kept: 2 });
    const [live = ""] = await scene.present();
    const [free = ""] = scene.lost;
    const ulid = ulidOf(Date.now(), 1);
    const archive = await scene.scriptArchive("parents", async (directory, source) => {
      await cp(join(source, free), join(directory, free), { recursive: true });
      const second = scene.lost[1] ?? "";
      await copyBlock(join(source, second), directory, ulid, (meta) => {
        meta.compaction.parents = [{ ulid: live, minTime: 0, maxTime: 1 }];
      });
    });
    const { blocks } = await merged(scene, archive);
    expect(blocks).toMatchObject([
      { ulid: free, state: "added" },
      { ulid, state: "left out", reason: "replaces", other: live },
    ]);
    expect(await scene.present()).toContain(live);
  },
  patience,
);

test3(
  "a block that overlaps a live one is left out, unless that is allowed",
  async () => {
    await using scene = await openMergeScene({ version: "3", kept: 1, blocks: 2 });
    const [live = ""] = await scene.present();
    const ulid = ulidOf(Date.now(), 1);
    const archive = await scene.scriptArchive("overlap", async (directory, source) => {
      await copyBlock(join(source, live), directory, ulid, () => undefined);
    });
    const { details } = await refused(scene, archive, 1);
    expect(details).toMatchObject({ block: ulid, reason: "overlap" });
    expect(await scene.present()).toEqual([live]);
    expect(await merged(scene, archive, "--allow-overlap")).toMatchObject({ added: 1, proof: "loaded" });
    await until("both to become one block", async () => (await scene.present()).every((name) => name !== live));
    expect(await scene.present()).toHaveLength(1);
    await merged(scene, scene.archive);
    expect(await scene.oldSamples()).toBe(scene.before);
  },
  patience,
);

test3(
  "a damaged block is found before anything is moved; the sound ones are added where that is asked for",
  async () => {
    await using scene = await openMergeScene({ version: "3", blocks: 3 });
    const [bad = "", ...sound] = scene.lost;
    const archive = await scene.scriptArchive("damaged", async (directory, source) => {
      for (const name of scene.lost) await cp(join(source, name), join(directory, name), { recursive: true });
      const index = join(directory, bad, "index");
      const bytes = new Uint8Array(await Bun.file(index).arrayBuffer());
      bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 255;
      await Bun.write(index, bytes);
    });
    const { code, details } = await refused(scene, archive, 5);
    expect([code, details["block"]]).toEqual(["restore.damagedBlocks", bad]);
    expect(await scene.present()).toEqual([]);
    await expectClean(scene);
    const { blocks } = await merged(scene, archive, "--skip-damaged");
    expect(blocks).toMatchObject([
      { ulid: bad, state: "left out", reason: "damaged" },
      ...sound.map((ulid) => ({ ulid, state: "added" })),
    ]);
    expect(await scene.present()).toEqual(sound);
  },
  patience,
);

test3(
  "when Prometheus fails to load its blocks, those that were added are taken out again",
  async () => {
    await using scene = await openMergeScene({ version: "3", kept: 1 });
    const before = await scene.present();
    const merging = scene.site.start(["restore", scene.archive, "--merge", "--json"]);
    // A block that came from elsewhere meanwhile, and that nobody can read.
    const broken = ulidOf(Date.now(), 2);
    await until("the blocks to come", async () => (await scene.present()).length > before.length);
    await copyBlock(join(scene.data, before[0] ?? ""), scene.data, broken, () => undefined);
    await Bun.write(join(scene.data, broken, "index"), "not an index");
    const { code, stdout } = await merging.ended;
    const { error } = JSON.parse(stdout) as { error: { code: string; details: { cause: { code: string } } } };
    expect([code, error.code, error.details.cause.code]).toEqual([8, "merge.takenOut", "merge.reloadFailed"]);
    expect(await scene.present()).toEqual([...before, broken].sort());
    await expectClean(scene);
    const again = await refused(scene, scene.archive, 1);
    expect(again.code).toBe("merge.failsToLoad");
    await rm(join(scene.data, broken), { recursive: true });
    await until("Prometheus to load its blocks", async () => {
      return (await scene.prometheus().get("/api/v1/status/tsdb/blocks")).ok;
    });
    expect(await merged(scene, scene.archive)).toMatchObject({ added: 11, there: 1 });
    expect(await scene.oldSamples()).toBe(scene.before);
  },
  patience,
);

for (const [name, interrupt, exitCode] of [
  ["Ctrl-C", "SIGINT", 130],
  ["SIGTERM", "SIGTERM", 143],
] as const) {
  test3(
    `${name} while Prometheus has not loaded the blocks takes them out again`,
    async () => {
      await using scene = await openMergeScene({ version: "3", blocks: 2 });
      // It neither answers nor loads anything meanwhile.
      const merging = scene.site.start(["restore", scene.archive, "--merge"]);
      await until("the blocks to come", async () => (await scene.present()).length > 0);
      scene.prometheus().kill("SIGSTOP");
      merging.kill(interrupt);
      const { code } = await merging.ended;
      scene.prometheus().kill("SIGCONT");
      expect(code).toBe(exitCode);
      expect(await scene.present()).toEqual([]);
      await expectClean(scene);
    },
    patience,
  );
}

testWith("prometheus")(
  "a Prometheus that does not load the blocks in time has them taken out again",
  async () => {
    await using scene = await openMergeScene({ version: "2", blocks: 2, settings: { MERGE_TIMEOUT: "2s" } });
    const { code, details } = await refused(scene, scene.archive, 8);
    expect([code, details["cause"]]).toMatchObject(["merge.takenOut", { code: "merge.notLoaded" }]);
    expect(await scene.present()).toEqual([]);
    await expectClean(scene);
  },
  patience,
);

test3(
  "the Prometheus of another directory is refused, even where neither has a block",
  async () => {
    await using scene = await openMergeScene({ version: "3", blocks: 2 });
    await using other = await openMergeScene({ version: "3", blocks: 2 });
    const options = { environment: { PROMSNAP_HOST: other.prometheus().url } };
    const { code, stdout } = await scene.site.run(["restore", scene.archive, "--merge", "--json"], options);
    expect([code, JSON.parse(stdout).error.code]).toEqual([3, "merge.otherLog"]);
    expect(await blocksIn(scene.data)).toEqual([]);
  },
  patience,
);

test3(
  "a Prometheus that does not answer is refused",
  async () => {
    await using scene = await openMergeScene({ version: "3", blocks: 2 });
    await scene.prometheus().stop();
    expect((await refused(scene, scene.archive, 4)).code).toBe("prometheus.refused");
    expect(await scene.present()).toEqual([]);
    await expectClean(scene);
  },
  patience,
);

test3(
  "a block that ends before the head, but not before what a young head still takes, is left out: its late samples stay",
  async () => {
    const flags = ["--web.enable-otlp-receiver"];
    await using scene = await openMergeScene({ version: "3", blocks: 1, flags });
    const now = Date.now();
    const ulid = ulidOf(now, 1);
    const archive = await scene.scriptArchive("recent", async (directory, source) => {
      await copyBlock(join(source, scene.lost[0] ?? ""), directory, ulid, (meta) => {
        [meta.minTime, meta.maxTime] = [now - 90 * 60_000, now - 10 * 60_000];
      });
    });
    expect((await refused(scene, archive, 1)).details).toMatchObject({ block: ulid, reason: "newer" });
    await sendGauge(scene, "late_sample", now - 20 * 60_000);
    const time = secondsNow();
    const stored = await scene.prometheus().query("late_sample[1h]", time);
    expect(stored).toContain('"7"');
    await scene.restart();
    expect(await scene.prometheus().query("late_sample[1h]", time)).toBe(stored);
  },
  patience,
);

test3(
  "blocks that are older than what Prometheus keeps are left out",
  async () => {
    const days = Math.floor((Date.now() / 1000 - oneDay.end) / 86_400);
    await using scene = await openMergeScene({ version: "3", blocks: 2, retention: `${days - 1}d` });
    const { details } = await refused(scene, scene.archive, 1);
    expect(details).toMatchObject({ reason: "expired" });
    expect(await scene.present()).toEqual([]);
  },
  patience,
);

testWith("prometheus", "prometheus3")(
  "blocks in a form that this Prometheus does not read are refused: it could not compact them",
  async () => {
    await using newer = await setScene({ version: "3", blocks: "none", flags: ["--enable-feature=st-storage"] });
    const site = await newer.site();
    expect((await site.run()).code).toBe(0);
    const unpacked = join(newer.path, "unpacked");
    await mkdir(unpacked);
    await must(["tar", "-xzf", (await site.archives())[0] ?? "", "-C", unpacked, "--strip-components=1"]);
    const [head = ""] = await blocksIn(unpacked);
    await using scene = await openMergeScene({ version: "2", blocks: 1 });
    const archive = await scene.scriptArchive("newer", async (directory) => {
      await copyBlock(join(unpacked, head), directory, ulidOf(Date.now(), 1), (meta) => {
        [meta.minTime, meta.maxTime] = [oneDay.end * 1000, (oneDay.end + 3600) * 1000];
      });
    });
    const { code, details } = await refused(scene, archive, 1);
    expect([code, details]).toEqual(["merge.tooOld", { what: "XOR2 chunks", needs: "3.11.0", version: "2.42.0+ds" }]);
    expect(await scene.present()).toEqual([]);
    await expectClean(scene);
  },
  patience,
);

/** Has a sample of the value 7 stored that is of that time (milliseconds since 1970), as an exporter with a clock of its own may. */
async function sendGauge(scene: MergeScene, name: string, time: number): Promise<void> {
  const gauge = { dataPoints: [{ asDouble: 7, timeUnixNano: `${time}000000` }] };
  const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name, gauge }] }] }] };
  const answer = await fetch(`${scene.prometheus().url}/api/v1/otlp/v1/metrics`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
}
