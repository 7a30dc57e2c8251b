import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BlockParameters, cachedBlocks, fillDataDirectory, multiplyBlocks, oneDay } from "./blocks.ts";
import type { Outcome, Running } from "./processes.ts";
import { type Prometheus, type PrometheusOptions, startPrometheus } from "./prometheus.ts";
import { type PromsnapOptions, promsnap, startPromsnap, writeConfiguration } from "./promsnap.ts";
import { temporaryDirectory } from "./temporary.ts";

/** A real Prometheus over generated blocks that also scrapes itself, in a temporary directory of its own. */
export interface Scene extends AsyncDisposable {
  readonly path: string;
  readonly dataDirectory: string;
  readonly prometheus: Prometheus;
  /** What is below `snapshots/` of the data directory: every source snapshot, and what else was put there. */
  sources(): Promise<string[]>;
  /** A configuration with a store and a log of its own; `values` overrides or adds settings. */
  site(values?: Readonly<Record<string, string>>): Promise<Site>;
  stop(): Promise<void>;
}

/** One configuration with what it names, and promsnap under it. */
export interface Site {
  readonly path: string;
  readonly config: string;
  readonly store: string;
  readonly log: string;
  run(args?: readonly string[], options?: PromsnapOptions): Promise<Outcome>;
  start(args?: readonly string[], options?: PromsnapOptions): Running;
  /** The paths of the archives, in the order of their names. */
  archives(): Promise<string[]>;
  /** Names in the store that are no finished archive, no checksum or verdict of one and no file of promsnap's own. */
  strays(): Promise<string[]>;
  /** The lines of LOG_FILE; none when there is no file. */
  logLines(): Promise<string[]>;
}

/** What a scene is set with, beyond Prometheus's own options. */
export interface SceneOptions extends Omit<PrometheusOptions, "dataDirectory"> {
  /** Which blocks it holds; none for an empty data directory. */
  readonly blocks?: BlockParameters | "none";
  /** Has that many bytes of copies of the blocks, for runs that take their time. */
  readonly bytes?: number;
  /** Whether to wait for a head block (yes). */
  readonly head?: boolean;
}

/** Fills a data directory, starts Prometheus over it and waits for its first sample. */
export async function setScene({ blocks = oneDay, bytes, head = true, ...options }: SceneOptions = {}): Promise<Scene> {
  const place = await temporaryDirectory();
  const dataDirectory = join(place.path, "data");
  try {
    if (blocks !== "none" && bytes === undefined) await fillDataDirectory(dataDirectory, blocks);
    else if (blocks !== "none") await multiplyBlocks(await cachedBlocks(blocks), dataDirectory, bytes ?? 0);
    const prometheus = await startPrometheus({ dataDirectory, ...options });
    if (head) await prometheus.scraped();
    const stop = async () => {
      await prometheus.stop();
      await place.remove();
    };
    let sites = 0;
    return {
      path: place.path,
      dataDirectory,
      prometheus,
      sources: () => namesIn(join(dataDirectory, "snapshots")),
      site: (values = {}) =>
        openSite(join(place.path, `site-${++sites}`), {
          HOST: prometheus.url,
          PROMETHEUS_DATA_DIR: dataDirectory,
          ...values,
        }),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/** Writes a configuration into the directory `path`; its store and log are there too, unless `values` moves them. */
export async function openSite(path: string, values: Readonly<Record<string, string>>): Promise<Site> {
  const settings = { SNAPSHOT_DIR: join(path, "store"), LOG_FILE: join(path, "snapshot.log"), ...values };
  const config = await writeConfiguration(join(path, "prometheus-snapshot.conf"), settings);
  const { SNAPSHOT_DIR: store, LOG_FILE: log } = settings;
  const own = /^snapshot-[0-9_-]{19}\.tar\.gz(\.sha256|\.verdict)?$|^\.promsnap-(store|lock)$/;
  return {
    path,
    config,
    store,
    log,
    run: (args = ["run"], options = {}) => promsnap(args, { config, ...options }),
    start: (args = ["run"], options = {}) => startPromsnap(args, { config, ...options }),
    archives: async () =>
      (await namesIn(store)).filter((name) => name.endsWith(".tar.gz")).map((name) => join(store, name)),
    strays: async () => (await namesIn(store)).filter((name) => !own.test(name)),
    logLines: async () => {
      const file = Bun.file(log);
      return (await file.exists()) ? (await file.text()).split("\n").slice(0, -1) : [];
    },
  };
}

/** Empties `snapshots/`, for a test that follows one which left something there on purpose. */
export async function clearSources({ dataDirectory }: Pick<Scene, "dataDirectory">): Promise<void> {
  await rm(join(dataDirectory, "snapshots"), { recursive: true, force: true });
}

/** The names in a directory, sorted; none when it does not exist. */
export async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort();
}
