import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { blocksIn, cachedBlocks, oneDay } from "./blocks.ts";
import { must } from "./processes.ts";
import { type Prometheus, startPrometheus, type Version } from "./prometheus.ts";
import { openSite, type Site } from "./scene.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

export interface MergeSceneOptions {
  readonly version: Version;
  /** How many old blocks it had (12), and how many of them, the newest, it still has (none). */
  readonly blocks?: number;
  readonly kept?: number;
  /** Whether it compacts blocks (no). */
  readonly compaction?: boolean;
  /** What it keeps since it has lost its blocks (everything). */
  readonly retention?: string;
  /** Flags of the Prometheus that has lost its blocks. */
  readonly flags?: readonly string[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real Prometheus that has lost old blocks, of which there is an archive, and that has been running on since. */
export interface MergeScene extends AsyncDisposable {
  readonly path: string;
  readonly data: string;
  readonly site: Site;
  readonly archive: string;
  /** What it answered to `oldSamples` before. */
  readonly before: string;
  /** The names of the blocks that it has lost. */
  readonly lost: readonly string[];
  prometheus(): Prometheus;
  /** What it says of every sample of the old blocks. */
  oldSamples(): Promise<string>;
  /** Every sample that the head had by that time (seconds since 1970), as stored. */
  headSamples(time: number): Promise<string>;
  /** A time two seconds ago by which the head had samples; waits until there is one. */
  timeWithSamples(): Promise<number>;
  /** The blocks in the data directory. */
  present(): Promise<string[]>;
  restart(): Promise<void>;
  /** An archive as the bash script made them, of the directory that holds these blocks. */
  scriptArchive(name: string, prepare: (directory: string, source: string) => Promise<void>): Promise<string>;
}

/** Version 3 looks for new blocks every second here, version 2 every minute. */
const quick: Readonly<Record<Version, readonly string[]>> = { 2: [], 3: ["--storage.tsdb.block-reload-interval=1s"] };

export async function openMergeScene(options: MergeSceneOptions): Promise<MergeScene> {
  const { version, blocks = 12, kept = 0, flags = [], settings = {}, compaction = false, retention = "100y" } = options;
  const place = await temporaryDirectory();
  const data = join(place.path, "data");
  const source = await cachedBlocks(oneDay);
  const names = (await blocksIn(source)).slice(0, blocks);
  for (const name of names) await cp(join(source, name), join(data, name), { recursive: true });
  let running = await startPrometheus({ version, dataDirectory: data });
  const start = async (more: readonly string[]) => {
    running = await startPrometheus({
      version,
      dataDirectory: data,
      port: running.port,
      compaction,
      retention,
      flags: [...quick[version], ...more],
    });
    await until("a sample of this life", async () => {
      const { result } = JSON.parse(await (await running.get("/api/v1/query?query=time()-timestamp(up)")).text()).data;
      return Number(result[0].value[1]) < 1;
    });
  };
  try {
    const site = await openSite(join(place.path, "site"), {
      HOST: running.url,
      PROMETHEUS_DATA_DIR: data,
      SERVICE: "none",
      ...settings,
    });
    await running.scraped();
    const { code, stderr } = await site.run();
    if (code !== 0) throw new Error(stderr);
    const [archive = ""] = await site.archives();
    const oldSamples = () => overOldSamples(running);
    const headSamples = (time: number) => running.query('{__name__=~".+"}[1h]', time);
    const before = await oldSamples();
    await running.stop();
    const lost = names.slice(0, blocks - kept);
    for (const name of lost) await rm(join(data, name), { recursive: true });
    await start(flags);
    const stop = async () => {
      await running.stop();
      await place.remove();
    };
    return {
      path: place.path,
      data,
      site,
      archive,
      before,
      lost,
      oldSamples,
      prometheus: () => running,
      headSamples,
      timeWithSamples: () =>
        until("samples two seconds old", async () => {
          const time = Math.floor(Date.now() / 1000) - 2;
          return (await headSamples(time)).length > 10_000 && time;
        }),
      present: () => blocksIn(data),
      restart: async () => {
        await running.stop();
        await start(flags);
      },
      scriptArchive: (name, prepare) => scriptArchive(place.path, name, (directory) => prepare(directory, source)),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await running.stop();
    await place.remove();
    throw error;
  }
}

async function overOldSamples(prometheus: Prometheus): Promise<string> {
  const over = (what: string) => prometheus.query(`${what}({__name__=~".+"}[24h])`, oneDay.end);
  return [await over("count_over_time"), await over("sum_over_time")].join("\n");
}

async function scriptArchive(
  path: string,
  name: string,
  prepare: (directory: string) => Promise<void>,
): Promise<string> {
  const directory = join(path, "script", name);
  await mkdir(directory, { recursive: true });
  await prepare(directory);
  const archive = join(path, `${name}.tar.gz`);
  await must(["tar", "-czf", archive, "-C", join(path, "script"), name]);
  return archive;
}

/** Copies a block under another name, with another meta.json. */
export async function copyBlock(from: string, into: string, ulid: string, change: (meta: Meta) => void): Promise<void> {
  await mkdir(into, { recursive: true });
  await cp(from, `${into}/${ulid}.new`, { recursive: true });
  await rename(`${into}/${ulid}.new`, join(into, ulid));
  const file = join(into, ulid, "meta.json");
  const meta = (await Bun.file(file).json()) as Meta;
  meta.ulid = ulid;
  meta.compaction.sources = [ulid];
  change(meta);
  await Bun.write(file, JSON.stringify(meta));
}

/** What a test changes in a meta.json. */
export interface Meta {
  ulid: string;
  minTime: number;
  maxTime: number;
  compaction: { sources: string[]; parents?: { ulid: string; minTime: number; maxTime: number }[] };
}

/** Asks one query after the other until it is stopped; answers how many were asked and what failed. */
export function queryLoop(prometheus: Prometheus): { stop(): Promise<{ asked: number; failed: string[] }> } {
  let [going, asked] = [true, 0];
  const failed: string[] = [];
  const loop = (async () => {
    while (going) {
      asked++;
      try {
        const answer = await prometheus.get("/api/v1/query?query=count({__name__=~%22.%2B%22})");
        const text = await answer.text();
        if (!answer.ok || !text.includes('"success"')) failed.push(text);
      } catch (error) {
        failed.push(String(error));
      }
      await Bun.sleep(10);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await loop;
      return { asked, failed };
    },
  };
}
