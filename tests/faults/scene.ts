import { expect } from "bun:test";
import { createHash } from "node:crypto";
import { cp, lstat, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { killAt } from "../bed/kill-at.ts";
import { must, type Outcome, run } from "../bed/processes.ts";
import { type Prometheus, startPrometheus } from "../bed/prometheus.ts";
import { commandOf, promsnap, writeConfiguration } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

/** A run under strace: how it ended, and the lines that strace wrote about it. */
export interface Traced extends Outcome {
  readonly calls: readonly string[];
}

const archivePattern = /^snapshot-\d\d_\d\d_2\d{3}-\d\d_\d\d_\d\d\.tar\.gz$/;
/** What promsnap keeps beside the archives of a store, and in its own directory, between two runs. */
const [kept, ownKept] = [
  [".promsnap-lock", ".promsnap-store"],
  ["id", "lock", "request.json"],
];

/**
 * A real Prometheus with two blocks and a head, a store, and in both directories things that are not promsnap's: every
 * run, however it ends, has to leave them alone.
 */
export class Scene implements AsyncDisposable {
  readonly #place: Temporary;
  readonly prometheus: Prometheus;
  #foreign: string[] = [];

  private constructor(place: Temporary, prometheus: Prometheus) {
    this.#place = place;
    this.prometheus = prometheus;
  }

  /** Arranges everything in a new directory, or in one that is given and then removed with the scene. */
  static async open(given?: Temporary): Promise<Scene> {
    const place = given ?? (await temporaryDirectory());
    const source = await cachedBlocks(oneDay);
    for (const block of (await blocksIn(source)).slice(0, 2)) {
      await cp(join(source, block), join(place.path, "data", block), { recursive: true });
    }
    const scene = new Scene(place, await startPrometheus({ dataDirectory: join(place.path, "data") }));
    await scene.prometheus.scraped();
    await scene.#plantForeign();
    return scene;
  }

  get data(): string {
    return join(this.#place.path, "data");
  }

  get store(): string {
    return join(this.#place.path, "store");
  }

  /** A path beside both directories. */
  beside(name: string): string {
    return join(this.#place.path, name);
  }

  async #plantForeign(): Promise<void> {
    await must(["curl", "-fsS", "-X", "POST", `${this.prometheus.url}/api/v1/admin/tsdb/snapshot`]);
    const snapshots = join(this.data, "snapshots");
    await Bun.write(join(snapshots, "mine", "keep.txt"), "mine\n");
    await Bun.write(join(snapshots, "20260101T000000Z-0123456789abcdef", "keep.txt"), "a snapshot by its name\n");
    await Bun.write(join(this.store, "snapshot-01_01_2026-00_00_00.tar.gz.partial"), "somebody's partial\n");
    await Bun.write(join(this.store, "snapshot-03_01_2026-00_00_00.tar.gz.sha256"), "somebody's checksum\n");
    await Bun.write(join(this.store, "other.new"), "somebody's new file\n");
    await Bun.write(join(this.store, "others", "keep.txt"), "somebody's directory\n");
    // What the script would have left: an archive without a checksum file, which needs none.
    await must(["tar", "-czf", join(this.store, "snapshot-02_01_2026-00_00_00.tar.gz"), "-C", snapshots, "mine"]);
    this.#foreign = await this.#foreignNow();
  }

  /** Every foreign thing, with what is in it. */
  async #foreignNow(): Promise<string[]> {
    const below = await Promise.all([join(this.data, "snapshots"), this.store].map((path) => fingerprints(path)));
    return below.flat();
  }

  /** Writes a configuration for this scene and answers its path; `values` come on top of the usual ones. */
  async configuration(values: Readonly<Record<string, string>> = {}): Promise<string> {
    return await writeConfiguration(this.beside("promsnap.conf"), {
      HOST: this.prometheus.url,
      PROMETHEUS_DATA_DIR: this.data,
      SNAPSHOT_DIR: this.store,
      LOG_FILE: this.beside("log"),
      WORKERS: "1",
      ...values,
    });
  }

  /** A normal run. */
  async run(values: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return await promsnap(["run"], { config: await this.configuration(values) });
  }

  /** A run that is killed at the n-th such call of a thread. */
  async killed(call: string, n: number, values: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return await killAt(call, n, commandOf(["run"], { config: await this.configuration(values) }));
  }

  /**
   * A run under strace with these options. It stops at the traced calls only, not at each: a third of the time, but a
   * signal that is injected is lost so.
   */
  async traced(options: readonly string[], values: Readonly<Record<string, string>> = {}): Promise<Traced> {
    const trace = this.beside("trace");
    const command = commandOf(["run"], { config: await this.configuration(values) });
    const outcome = await run(["strace", "--seccomp-bpf", "-f", "-o", trace, ...options, ...command]);
    return { ...outcome, calls: (await readFile(trace, "utf8")).split("\n") };
  }

  /** The archives that promsnap made, oldest first. */
  async archives(store = this.store): Promise<string[]> {
    const names = await readdir(store).catch(() => []);
    return names.filter((name) => archivePattern.test(name) && !foreignArchive.test(name)).sort();
  }

  /** The lines of LOG_FILE, which are then forgotten. */
  async takeLog(): Promise<string[]> {
    const lines = (await readFile(this.beside("log"), "utf8").catch(() => "")).split("\n").filter(Boolean);
    await rm(this.beside("log"), { force: true });
    return lines;
  }

  /** Names of source snapshots that are not foreign. */
  async sources(): Promise<string[]> {
    const names = await readdir(join(this.data, "snapshots"));
    return names.filter((name) => !this.#foreign.some((line) => line.includes(`/snapshots/${name}/`))).sort();
  }

  /** Names in the store and in promsnap's own directory that should not outlive a run. */
  async litter(store = this.store): Promise<string[]> {
    const archives = await this.archives(store);
    const foreign = new Set(this.#foreign.map((line) => line.split(" ")[1] ?? ""));
    const mine = new Set([...kept, ...archives, ...archives.map((archive) => `${archive}.sha256`)]);
    const inStore = (await readdir(store).catch(() => [])).filter((name) => {
      const path = join(store, name);
      return !mine.has(name) && ![...foreign].some((other) => other === path || other.startsWith(`${path}/`));
    });
    const inOwn = (await readdir(join(this.data, ".promsnap")).catch(() => [])).filter(
      (name) => !ownKept.includes(name),
    );
    return [...inStore, ...inOwn];
  }

  /** Nothing that a run must not leave is there, and nothing foreign was touched. */
  async expectClean(store = this.store): Promise<void> {
    expect(await this.sources()).toEqual([]);
    expect(await this.litter(store)).toEqual([]);
    await this.expectForeignUntouched();
  }

  async expectForeignUntouched(): Promise<void> {
    const now = new Set(await this.#foreignNow());
    expect(this.#foreign.filter((line) => !now.has(line))).toEqual([]);
  }

  /** Every archive is whole for gzip and tar, agrees with its checksum file, and holds all blocks as Prometheus has them. */
  async expectWhole(store = this.store, checksums = true): Promise<void> {
    const script = `set -e; cd "$1"; rm -rf "$2"
      for archive in "\${@:4}"; do
        if [ "$3" = true ]; then sha256sum --check --strict --quiet "$archive.sha256"; fi
        gzip -t "$archive"; mkdir "$2"; tar -xzf "$archive" -C "$2" --strip-components=1
        for block in "$0"/01*; do diff -r "$block" "$2/\${block##*/}"; done
        rm -rf "$2"
      done`;
    const archives = await this.archives(store);
    const tell = await run([
      "bash",
      "-c",
      script,
      this.data,
      store,
      this.beside("unpacked"),
      `${checksums}`,
      ...archives,
    ]);
    expect([tell.code, tell.stdout + tell.stderr]).toEqual([0, ""]);
  }

  /** Removes promsnap's archives, so that the next case begins as this one did. */
  async forgetArchives(store = this.store): Promise<void> {
    for (const name of await this.archives(store)) {
      await rm(join(store, name));
      await rm(join(store, `${name}.sha256`), { force: true });
    }
  }

  /** Makes everything as if promsnap had never run here. */
  async forgetEverything(store: string): Promise<void> {
    await rm(join(this.data, ".promsnap"), { recursive: true, force: true });
    await rm(store, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.prometheus.stop();
    await this.#place.remove();
  }
}

const foreignArchive = /^snapshot-0[1-3]_01_2026/;

/** One line for each file below a directory that promsnap has not made: mode, path, time and checksum. */
async function fingerprints(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = files.map(async (path) => {
    const [{ mode, mtimeMs }, bytes] = [await lstat(path), await readFile(path)];
    return `${mode} ${path} ${mtimeMs} ${createHash("sha256").update(bytes).digest("hex")}`;
  });
  return (await Promise.all(lines.map((line) => line.catch(() => "")))).filter(Boolean);
}

/** Makes a directory with a file in it that nothing may read or delete, and answers its path. */
export async function precious(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  await Bun.write(join(path, "precious.txt"), "precious\n");
  return path;
}
