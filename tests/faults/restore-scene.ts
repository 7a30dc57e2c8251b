import { expect } from "bun:test";
import { existsSync } from "node:fs";
import { cp, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { killAt } from "../bed/kill-at.ts";
import { freePort } from "../bed/ports.ts";
import { must, type Outcome, run } from "../bed/processes.ts";
import { queryPath, resultOf, startPrometheus } from "../bed/prometheus.ts";
import { commandOf, promsnap, writeConfiguration } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { type Contents, contentsOf, lackingIn } from "./contents.ts";
import type { Traced } from "./scene.ts";
import { writeService } from "./service-program.ts";
import { howToStop } from "./stopping.ts";

/** Whose samples Prometheus answers with: those of before the restore, the archive's, a mixture, or it does not answer. */
export type Served = "old" | "new" | "neither" | "nobody";

type Settings = Readonly<Record<string, string>>;
/** Things in the data directory that are not Prometheus's, and what promsnap keeps in its own whatever it does. */
const foreign = ["prometheus.yml", "lost+found", "link", "nothing.of.anybody"];
const kept = /^(?:id|lock|request\.json|(?:previous|set-aside)-[0-9TZ-]+)$/;

/**
 * A real Prometheus under an exec service over old data, and an archive of some time before. The blocks that both have
 * bear the same names; two further blocks and the newest samples are in the old data alone, the head block in the archive.
 */
export class RestoreScene implements AsyncDisposable {
  readonly #place: Temporary;
  #instances = { archived: "", later: "" };
  #old: Contents = new Map();
  #archived: Contents = new Map();
  #port = 0;
  #starter: AsyncDisposable | undefined;
  archive = "";
  /** The data directory that is restored to; a test may turn to another one for a while. */
  data: string;

  private constructor(place: Temporary) {
    this.#place = place;
    this.data = join(place.path, "data");
  }

  /** Arranges everything in a new directory, or in one that is given and then removed with the scene. */
  static async open(given?: Temporary): Promise<RestoreScene> {
    const scene = new RestoreScene(given ?? (await temporaryDirectory()));
    const source = await cachedBlocks(oneDay);
    const blocks = await blocksIn(source);
    const copy = (names: readonly string[]) =>
      Promise.all(names.map((name) => cp(join(source, name), join(scene.data, name), { recursive: true })));
    await copy(blocks.slice(0, 2));
    scene.#port = await freePort();
    const archived = await scene.#lived(async (url) => {
      const { code, stderr } = await promsnap(["run"], { config: await scene.configuration({ HOST: url }) });
      expect([code, stderr]).toEqual([0, ""]);
    });
    await copy(blocks.slice(2, 4));
    const later = await scene.#lived(async () => undefined);
    scene.#instances = { archived, later };
    await scene.#keep();
    return scene;
  }

  get own(): string {
    return join(this.data, ".promsnap");
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** A path beside the data directory. */
  beside(name: string): string {
    return join(this.#place.path, name);
  }

  /** One life of Prometheus that leaves samples of its own; answers what they bear as `instance`. */
  async #lived(meanwhile: (url: string) => Promise<void>): Promise<string> {
    await using prometheus = await startPrometheus({ dataDirectory: this.data });
    const instance = `localhost:${prometheus.port}`;
    await until("a scrape", async () => (await prometheus.query(`up{instance="${instance}"}`)).includes(instance));
    await meanwhile(prometheus.url);
    // Blocks of long ago make it write its log anew once, which then stays as it is for hours.
    await until("its log", () => prometheus.output().includes("Head GC completed"));
    return instance;
  }

  /** Remembers the data as they are now: every case begins with a copy of them. */
  async #keep(): Promise<void> {
    const [name = ""] = (await readdir(this.beside("store"))).filter((one) => one.endsWith(".tar.gz"));
    this.archive = join(this.beside("store"), name);
    const unpacked = this.beside("unpacked");
    await mkdir(unpacked);
    await must(["tar", "-xzf", this.archive, "-C", unpacked, "--strip-components=1"]);
    this.#archived = await contentsOf(unpacked);
    this.#old = new Map([...(await contentsOf(this.data))].filter(([path]) => /^(?:0|wal\/0)/.test(path)));
    await Bun.write(join(this.data, "prometheus.yml"), "mine\n");
    await Bun.write(join(this.data, "lost+found", "keep"), "mine\n");
    await Bun.write(join(this.data, "nothing.of.anybody", "keep"), "mine\n");
    await symlink("/nowhere", join(this.data, "link"));
    await must(["cp", "-a", this.data, this.beside("template")]);
    this.#starter = await writeService(this.#place.path, this.#port);
  }

  async configuration(values: Settings = {}): Promise<string> {
    return await writeConfiguration(this.beside("promsnap.conf"), {
      HOST: this.url,
      PROMETHEUS_DATA_DIR: this.data,
      SNAPSHOT_DIR: this.beside("store"),
      SERVICE: `exec:${this.beside("service")}`,
      WORKERS: "1",
      READY_TIMEOUT: "10s",
      STOP_TIMEOUT: "10s",
      ...values,
    });
  }

  /** Begins anew: the old data, served unless `running` is false, and a program that does as it is told. */
  async reset(running = true): Promise<void> {
    await this.#begin("template", running ? "old" : "nobody");
  }

  /** Begins with the archive's data served, and the old ones to be undone to. */
  async resetToRestored(): Promise<void> {
    if (!existsSync(this.beside("restored"))) {
      await this.reset();
      expect(await this.promsnap(["restore", this.archive])).toMatchObject({ code: 0 });
      await this.stopService();
      await must(["cp", "-a", this.data, this.beside("restored")]);
    }
    await this.#begin("restored", "new");
  }

  async #begin(from: string, served: Served): Promise<void> {
    await this.behave("");
    await must([this.beside("service"), "destroy"]);
    await rm(this.data, { recursive: true, force: true });
    await must(["cp", "-a", this.beside(from), this.data]);
    if (served !== "nobody") {
      await this.startService();
      await until(`the ${served} data`, async () => (await this.served()) === served);
    }
    await rm(this.beside("calls"), { force: true });
  }

  /** Changes how the service's program works: lines of bash that may define `stop`, `start` and `status` anew. */
  async behave(lines: string): Promise<void> {
    await Bun.write(this.beside("behaviour"), lines);
  }

  /** Somebody starts the service, and does not mind if it does not start. */
  async startService(): Promise<void> {
    await run([this.beside("service"), "start"]);
  }

  async stopService(): Promise<void> {
    await must([this.beside("service"), "stop"]);
  }

  /** What the program was called with since the beginning of the case. */
  async calls(): Promise<string[]> {
    return (await readFile(this.beside("calls"), "utf8").catch(() => "")).split("\n").filter(Boolean);
  }

  async promsnap(args: readonly string[], values: Settings = {}): Promise<Outcome> {
    return await promsnap(args, { config: await this.configuration(values) });
  }

  /** A block that the archive alone has: a service's program finds it where the archive's data are. */
  get mark(): string {
    const names = [...this.#archived.keys()].map((path) => path.split("/")[0] ?? "");
    return `data/${names.find((name) => !this.#old.has(`${name}/index`))}`;
  }

  /** The same, killed at the n-th such call of a thread; ends when the service's program has ended too. */
  async killed(call: string, n: number, args: readonly string[], values: Settings = {}): Promise<Outcome> {
    return await killAt(call, n, commandOf(args, { config: await this.configuration(values) }));
  }

  /** The same under strace, which keeps out of the programs that promsnap starts. */
  async traced(options: readonly string[], args: readonly string[], values: Settings = {}): Promise<Traced> {
    const [trace, config] = [this.beside("trace"), await this.configuration(values)];
    const strace = ["strace", "-f", ...howToStop(options), "-o", trace, ...options];
    const { code, stdout, stderr } = await run([...strace, ...commandOf(args, { config })]);
    return { code, stdout, stderr, calls: (await readFile(trace, "utf8")).split("\n") };
  }

  async served(): Promise<Served> {
    const { archived, later } = this.#instances;
    const ask = async (instance: string) => {
      const path = queryPath(`last_over_time(up{instance="${instance}"}[1d])`);
      return resultOf(await (await fetch(this.url + path)).text()).includes(instance);
    };
    try {
      const [hasArchived, hasLater] = [await ask(archived), await ask(later)];
      const metrics = await (await fetch(`${this.url}/metrics`)).text();
      const loaded = Number(/^prometheus_tsdb_blocks_loaded (\d+)/m.exec(metrics)?.[1]);
      if (hasArchived && hasLater && loaded === 4) return "old";
      return hasArchived && !hasLater && loaded === 3 ? "new" : "neither";
    } catch {
      return "nobody";
    }
  }

  /** Waits until Prometheus serves, and answers what. */
  async serves(): Promise<Served> {
    await until("Prometheus to serve", async () => (await fetch(`${this.url}/-/ready`)).ok);
    return await this.served();
  }

  /** Places in promsnap's own directory that begin so, oldest first. */
  async places(kind: "previous" | "set-aside" | "restore"): Promise<string[]> {
    return (await readdir(this.own)).filter((name) => name.startsWith(`${kind}-`)).sort();
  }

  /** The data directory holds what is served, whole; what is not served is whole elsewhere. */
  async expectBothCopies(served: Served): Promise<void> {
    const here = await contentsOf(this.data);
    expect(lackingIn(here, served === "old" ? this.#old : this.#archived)).toEqual([]);
    if (served === "old") return;
    const elsewhere = await Promise.all(
      (await this.places("previous")).map((name) => contentsOf(join(this.own, name))),
    );
    expect(
      elsewhere.map((contents) => lackingIn(contents, this.#old)).filter((lack) => lack.length === 0),
    ).toHaveLength(1);
  }

  /** No barrier, no staging, no journal; nothing of anybody else's is touched. */
  async expectClean(): Promise<void> {
    expect((await readdir(this.own)).filter((name) => !kept.test(name))).toEqual([]);
    expect((await lstat(join(this.data, "wal"))).isDirectory()).toBe(true);
    const strangers = (await readdir(this.data)).filter((name) => /^[a-z.]+-probe$|^\.promsnap./.test(name));
    expect(strangers).toEqual([]);
    const texts = ["prometheus.yml", "lost+found/keep", "nothing.of.anybody/keep"].map((name) =>
      readFile(join(this.data, name), "utf8"),
    );
    expect(await Promise.all(texts)).toEqual(["mine\n", "mine\n", "mine\n"]);
    expect(await readlink(join(this.data, "link"))).toBe("/nowhere");
    expect((await readdir(this.data)).filter((name) => foreign.includes(name))).toHaveLength(foreign.length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run([this.beside("service"), "destroy"]);
    await this.#starter?.[Symbol.asyncDispose]();
    await this.#place.remove();
  }
}
