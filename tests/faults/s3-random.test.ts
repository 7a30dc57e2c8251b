import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomNumbers } from "../../scripts/soak-random.ts";
import { describeWith } from "../bed/abilities.ts";
import { fakeTime } from "../bed/fake-time.ts";
import { startProxy, type Proxy as TcpProxy } from "../bed/proxy.ts";
import { type S3, startS3 } from "../bed/s3.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { Ground, sumsIn } from "./s3-ground.ts";
import { fair, type Kind, kinds, type Misfortune, misfortune } from "./s3-weather.ts";

/** PROMSNAP_TEST_FULL=1 makes all 200 runs, PROMSNAP_TEST_RUNS so many; PROMSNAP_TEST_SEED repeats those of a printed seed. */
const { PROMSNAP_TEST_FULL, PROMSNAP_TEST_RUNS, PROMSNAP_TEST_SEED } = process.env;
const runs = PROMSNAP_TEST_FULL ? Number(PROMSNAP_TEST_RUNS ?? 200) : kinds.length;
/** So many runs in a row work on one store. */
const chapter = PROMSNAP_TEST_FULL ? 10 : kinds.length / 2;
const patience = PROMSNAP_TEST_FULL ? 3_600_000 : 180_000;
const killed = 137;
/** Blocks whose archive takes two parts of an upload. */
const bytes = 20_000_000;
/** How often a run in fair weather comes between two others. */
const fairAs = PROMSNAP_TEST_FULL ? 0.3 : 0;

/** Where the runs of a chapter store: in the bucket alone, or here and then there. */
type Mode = "SNAPSHOT_DIR" | "REPLICATE_TO";

interface Store {
  readonly mode: Mode;
  readonly site: Site;
  readonly ground: Ground;
  /** What promsnap said is stored, with its sums. */
  readonly stored: Map<string, string>;
  /** The archives of SNAPSHOT_DIR, where that is a directory. */
  here: Map<string, string>;
}

describeWith(
  "prometheus",
  "s3",
  "faketime",
)("runs behind a network that fails at random", () => {
  let scene: Scene;
  let s3: S3;
  let proxy: TcpProxy;
  const seed = Number(PROMSNAP_TEST_SEED ?? Date.now() % 2 ** 31);
  const random = randomNumbers(seed);
  const figures = new Map<string, number>();
  const count = (what: string) => figures.set(what, (figures.get(what) ?? 0) + 1);

  beforeAll(async () => {
    [scene, s3] = await Promise.all([setScene({ head: false, bytes }), startS3()]);
    proxy = await startProxy(s3.port);
  }, patience);
  afterAll(async () => {
    const lines = [...figures].sort().map(([what, times]) => `  ${times} ${what}`);
    process.stderr.write(`s3-random.test.ts: PROMSNAP_TEST_SEED=${seed}, ${runs} runs\n${lines.join("\n")}\n`);
    await proxy?.stop();
    await s3?.stop();
    await scene?.stop();
  }, patience);

  async function openStore(mode: Mode): Promise<Store> {
    const prefix = `random/${crypto.randomUUID()}`;
    const { accessKeyId, secretAccessKey } = s3.user;
    const site = await scene.site({
      [mode]: `s3://${s3.bucket}/${prefix}`,
      S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
      REQUEST_TIMEOUT: "1s",
      COMPRESSION_LEVEL: "1",
    });
    return { mode, site, ground: new Ground(s3, prefix), stored: new Map(), here: new Map() };
  }

  /** Whoever waits for other work of this machine is not in trouble. */
  const calm = { PROMSNAP_REQUEST_TIMEOUT: "30s" };
  const direct = () => ({ environment: { ...calm, PROMSNAP_S3_ENDPOINT: s3.url } });

  /** Makes a run in such weather; answers its exit code and what it said. */
  async function suffer({ mode, site }: Store, { kind, weather, kill, fast }: Misfortune): Promise<Ended> {
    proxy.be(weather);
    const environment = { ...(kind === "fair" && calm), ...(fast && fakeTime("+0 x60")) };
    await using running = site.start(["run", "--json"], { environment });
    const timer = kill === undefined ? undefined : setTimeout(() => running.kill("SIGKILL"), kill);
    const { code, stdout } = await running.ended;
    clearTimeout(timer);
    proxy.be({});
    count(`runs: ${kind}`);
    count(`exit code ${code}`);
    if (PROMSNAP_TEST_FULL) process.stderr.write(`${mode}: ${kind}: ${code}\n`);
    return { code, said: code === killed ? {} : JSON.parse(stdout) };
  }

  /** Every archive that has a name is whole, what was said is so, and nothing that was stored has gone. */
  async function judge(store: Store, before: ReadonlySet<string>, { code, said }: Ended): Promise<void> {
    const { mode, site, ground, stored } = store;
    const there = await ground.archives();
    for (const [name, { sha256, told }] of there) {
      if (told !== undefined) expect(told).toBe(`${sha256}  ${name}\n`);
      if (before.has(name)) continue;
      const verified = await site.run(["verify", name], direct());
      expect(verified).toMatchObject({ code: 0, stderr: expect.any(String) });
    }
    for (const [name, sum] of stored) expect(there.get(name)?.sha256).toBe(sum);
    const fresh = [...there.keys()].filter((name) => !before.has(name));
    if (mode === "REPLICATE_TO") await judgeHere(store, { code, said });
    const copied = mode === "SNAPSHOT_DIR" ? [said.snapshot?.name] : (said.replication?.[0]?.copied ?? []);
    const isTold = (name: string) => copied.includes(name.replace(".tar.gz", ""));
    if (code === 0) {
      for (const name of copied) expect(there.get(`${name}.tar.gz`)?.told).toBeDefined();
      expect(fresh.filter((name) => !isTold(name))).toEqual([]);
    } else if (code !== killed) {
      // What came there all the same was not ended: its checksum file is missing, or no answer came to its last request.
      for (const name of fresh.filter((name) => !isTold(name))) {
        const { told } = there.get(name) ?? {};
        const cause = said.error?.details?.cause?.code ?? said.error?.code;
        expect({ name, isEnded: told !== undefined && cause !== "s3.uncertain", cause }).toMatchObject({
          isEnded: false,
        });
        count("stored though the run failed, for its last answers were lost");
      }
    }
    for (const [name, { sha256 }] of there) stored.set(name, sha256);
  }

  /** What is stored here stays as it is, whatever becomes of the bucket. */
  async function judgeHere(store: Store, { code, said }: Ended): Promise<void> {
    const here = await sumsIn(store.site.store);
    for (const [name, sum] of store.here) expect([name, here.get(name)]).toEqual([name, sum]);
    if (code !== killed) expect([code, here.has(`${said.snapshot?.name}.tar.gz`)]).toEqual([code === 0 ? 0 : 10, true]);
    for (const name of said.replication?.[0]?.missing ?? []) expect([...here.keys()]).toContain(`${name}.tar.gz`);
    store.here = here;
  }

  /** A run in fair weather ends what the others left. */
  async function recover(store: Store): Promise<void> {
    const { mode, ground } = store;
    const before = await ground.archives();
    const ended = await suffer(store, fair);
    expect([ended.code, ended.said.error]).toEqual([0, undefined]);
    await judge(store, new Set(before.keys()), ended);
    expect(await ground.uploads()).toEqual([]);
    expect(await scene.sources()).toEqual([]);
    const there = await ground.archives();
    expect([...there].filter(([, { told }]) => told === undefined)).toEqual([]);
    const sums = new Map([...there].map(([name, { sha256 }]) => [name, sha256]));
    if (mode === "REPLICATE_TO") expect([...sums].sort()).toEqual([...store.here].sort());
  }

  /** As a pack of cards is: each kind comes as often as any other. */
  function shuffled(): Kind[] {
    const drawn = kinds.map((kind) => ({ kind, place: random() }));
    return drawn.sort((a, b) => a.place - b.place).map(({ kind }) => kind);
  }

  test(
    "leave no archive that is not whole, after the next run no upload and no snapshot of Prometheus's, and lose nothing",
    async () => {
      let deck = shuffled();
      for (let run = 0; run < runs; ) {
        const store = await openStore((run / chapter) % 2 === 0 ? "SNAPSHOT_DIR" : "REPLICATE_TO");
        for (let page = 0; page < chapter; page += 1, run += 1) {
          if (deck.length === 0) deck = shuffled();
          const chance = misfortune(deck.pop() ?? "killed", random);
          const before = new Set((await store.ground.archives()).keys());
          try {
            const ended = await suffer(store, chance);
            await judge(store, before, ended);
            if (page === chapter - 1 || random() < fairAs) await recover(store);
          } catch (error) {
            const told = `${store.mode}, run ${run}, ${chance.kind}, PROMSNAP_TEST_SEED=${seed}`;
            throw new Error(`${told}: ${error instanceof Error ? error.stack : error}`);
          }
        }
        await store.ground.clear();
      }
      // The test is about something only when both happen.
      expect(figures.get("exit code 0")).toBeGreaterThan(runs / 4);
    },
    patience,
  );
});

/** What a run left: its exit code, and its JSON as far as there is some. */
interface Ended {
  readonly code: number;
  readonly said: {
    readonly snapshot?: { readonly name: string };
    readonly error?: { readonly code: string; readonly details?: { readonly cause?: { readonly code: string } } };
    readonly replication?: readonly { readonly copied: readonly string[]; readonly missing: readonly string[] }[];
  };
}
