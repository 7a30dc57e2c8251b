import { readdir, readFile, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { fillDataDirectory } from "../tests/bed/blocks.ts";
import { must } from "../tests/bed/processes.ts";
import { type Prometheus, startPrometheus } from "../tests/bed/prometheus.ts";
import { promsnap, startPromsnap, writeConfiguration } from "../tests/bed/promsnap.ts";
import { type Trouble as NetworkTrouble, startProxy } from "../tests/bed/proxy.ts";
import { smallDisk } from "../tests/bed/temporary.ts";

/** Four blocks of one host: a run takes a fraction of a second. */
const blocks = { hosts: 1, hours: 8, end: 1767225600 };
/** Room for the archives that are kept and a few more. */
const diskBytes = 24 << 20;
export const keptArchives = 5;

/** What a run usually takes here: milliseconds, and bytes of its archive. */
export interface Usual {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** A Prometheus behind a proxy, a store on a small disk, and promsnap between them. */
export interface SoakBed extends AsyncDisposable {
  readonly data: string;
  readonly store: string;
  readonly config: string;
  readonly usual: Usual;
  /** Changes what the network does from now on. */
  network(trouble: NetworkTrouble): void;
  /** Which of the commands that look after archives this promsnap has. */
  readonly knows: { readonly prune: boolean; readonly verify: boolean };
  /** Starts promsnap with these arguments. */
  start(...args: readonly string[]): ReturnType<typeof startPromsnap>;
  /** Stops Prometheus, or kills it, and starts it again on the same port unless it is to stay away. */
  restart(how: "SIGTERM" | "SIGKILL"): Promise<void>;
  stop(): Promise<void>;
  /** Leaves so many bytes of the store's disk free until it is disposed of. */
  fill(left: number): Promise<AsyncDisposable>;
  /** The names of the archives, oldest first. */
  archives(): Promise<string[]>;
  /** The lines of LOG_FILE so far. */
  log(): Promise<string[]>;
}

/** Opens the bed below a directory, and takes a first snapshot. */
export async function openBed(place: string): Promise<SoakBed> {
  await using opened = new AsyncDisposableStack();
  const data = join(place, "data");
  await fillDataDirectory(data, blocks);
  const disk = opened.use(await smallDisk(diskBytes));
  const options = { dataDirectory: data };
  let prometheus: Prometheus = await startPrometheus(options);
  opened.defer(async () => void (await prometheus.stop()));
  await prometheus.scraped();
  const { port } = prometheus;
  const proxy = opened.use(await startProxy(port));
  const [store, log] = [join(disk.path, "store"), join(place, "log")];
  const config = await writeConfiguration(join(place, "promsnap.conf"), {
    HOST: `http://127.0.0.1:${proxy.port}`,
    PROMETHEUS_DATA_DIR: data,
    SNAPSHOT_DIR: store,
    LOG_FILE: log,
    REQUEST_TIMEOUT: "4s",
    SNAPSHOT_TIMEOUT: "8s",
    KEEP_LAST: `${keptArchives}`,
  });
  const usual = await firstRun(config, store);
  const has = async (command: string) => (await promsnap([command, "--help"])).code === 0;
  const knows = { prune: await has("prune"), verify: await has("verify") };
  const bed = opened.move();
  const archives = async () => (await readdir(store)).filter((name) => name.endsWith(".tar.gz")).sort(byTime);
  return {
    ...{ data, store, config, usual, knows, archives, network: proxy.be },
    start: (...args) => startPromsnap(args, { config }),
    restart: async (how) => {
      prometheus.kill(how);
      await prometheus.ended;
      await prometheus.stop();
      prometheus = await startPrometheus({ ...options, port });
    },
    stop: async () => void (await prometheus.stop()),
    fill: (left) => fill(disk.path, left),
    log: async () => (await readFile(log, "utf8").catch(() => "")).split("\n").slice(0, -1),
    [Symbol.asyncDispose]: () => bed.disposeAsync(),
  };
}

async function firstRun(config: string, store: string): Promise<Usual> {
  const begin = performance.now();
  const { code, stderr } = await promsnap(["run"], { config });
  if (code !== 0) throw new Error(`the first run ended with ${code}: ${stderr}`);
  const milliseconds = performance.now() - begin;
  const [archive = ""] = (await readdir(store)).filter((name) => name.endsWith(".tar.gz"));
  return { milliseconds, bytes: (await stat(join(store, archive))).size };
}

async function fill(disk: string, left: number): Promise<AsyncDisposable> {
  const ballast = join(disk, "ballast");
  const { bavail, bsize } = await statfs(disk);
  await must(["fallocate", "-l", `${Math.max(1, bavail * bsize - left)}`, ballast]);
  return { [Symbol.asyncDispose]: () => rm(ballast) };
}

/** `snapshot-DD_MM_YYYY-HH_MM_SS` by year, month, day and time. */
function byTime(one: string, other: string): number {
  const key = (name: string) => name.replace(/^snapshot-(..)_(..)_(....)-/, "$3$2$1");
  return key(one) < key(other) ? -1 : 1;
}
