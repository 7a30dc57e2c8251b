import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, readlink, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, oneDay } from "../bed/blocks.ts";
import { type Docker, guide, startDocker } from "../bed/docker.ts";
import { resultOf } from "../bed/prometheus.ts";
import { binary, type PromsnapOptions, projectRoot, promsnap, startPromsnap } from "../bed/promsnap.ts";
import { namesIn } from "../bed/scene.ts";
import { scripts } from "../bed/script.ts";
import { until } from "../bed/waiting.ts";

const store = "/var/lib/prometheus-snapshot";
const log = "/var/log/prometheus-snapshot.log";
const data = guide.dataDirectory;

/** The guide's configuration file, to the byte. */
const configuration = `# /etc/prometheus-snapshot.conf
HOST=${guide.host}
USERNAME=admin
PASSWORD=admin
SNAPSHOT_DIR=${store}
LOG_FILE=${log}
PROMETHEUS_DATA_DIR=${data}
`;

const success =
  /^Snapshot réussi: (\/var\/lib\/prometheus-snapshot\/snapshot-\d\d_\d\d_\d{4}-\d\d_\d\d_\d\d\.tar\.gz)\n$/;
const date = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /;

/** What an archive of the script's has for each block, recorded from the script's own run on this Prometheus. */
const inBlock = ["", "chunks/", "chunks/000001", "index", "meta.json", "tombstones"];

describeWith(
  "docker",
  "prometheus",
  "script's tools",
)("in the guide's place, with the guide's configuration", () => {
  let docker: Docker;

  beforeAll(async () => {
    docker = await startDocker();
    await docker.runPrometheus();
    await Bun.write(docker.path(guide.configuration), configuration);
    await chmod(docker.path(guide.configuration), 0o600);
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  /** Waits for a sample of Prometheus's present life (up to 5 s after its start): then a snapshot has a head block. */
  const scraped = async () => {
    const state = await docker.must("docker", "inspect", "--format={{.State.StartedAt}}", guide.container);
    const fresh = `timestamp(up{job="self"}) > ${Date.parse(state.trim()) / 1000}`;
    await until("a scrape since the start", async () => (await docker.query(fresh)) !== "[]");
  };

  const run = (options: PromsnapOptions = {}) => promsnap(["run"], { place: docker.place, ...options });
  const lastLogLine = async () => (await Bun.file(docker.path(log)).text()).split("\n").at(-2) ?? "";

  /** Runs promsnap, which has to succeed, and answers the archive's path inside. */
  const stored = async (options: PromsnapOptions = {}): Promise<string> => {
    const { code, stdout, stderr } = await run(options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(success);
    return success.exec(stdout)?.[1] ?? "";
  };

  /** An archive's member names, sorted; the top directory is TOP, a block that is not in the data directory HEAD. */
  const members = async (archive: string): Promise<string[]> => {
    const known = await blocksIn(docker.path(data));
    const names = (await docker.must("tar", "-tzf", archive)).trimEnd().split("\n");
    const parts = names.map((name) => name.replace(basename(archive, ".tar.gz"), "TOP").split("/"));
    const general = (block: string) => (block === "" || known.includes(block) ? block : "HEAD");
    return parts.map(([top = "", block, ...rest]) => [top, general(block ?? ""), ...rest].join("/")).sort();
  };

  /** The time of an archive's last sample, in seconds since 1970. */
  const endOf = async (archive: string): Promise<number> => {
    const newest = 'tar -xzOf "$1" --wildcards "*/meta.json" | jq -s "map(.maxTime) | max"';
    return (Number(await docker.must("bash", "-c", newest, "bash", archive)) - 1) / 1000;
  };

  const range = async (query: string, start: number, end: number, step: number): Promise<string> => {
    const parameters = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` });
    return resultOf(await docker.must("curl", "-sS", `${guide.host}/api/v1/query_range?${parameters}`));
  };

  /** Every sample of an hour long ago and of the last hour up to `end`, and the same through range queries. */
  const answers = async (end: number): Promise<Readonly<Record<string, string>>> => ({
    longAgo: await range('{job="node"}', oneDay.end - 86_400, oneDay.end, 300),
    upToTheEnd: await range('{job="self"}', end - 60, end, 1),
    samplesLongAgo: await docker.query('{job="node"}[1h]', oneDay.end),
    samplesUpToTheEnd: await docker.query('{job="self"}[1h]', end),
  });

  const expectSame = async (end: number, before: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(await answers(end))) {
      expect(text.length, name).toBeGreaterThan(20_000);
      expect(text === before[name], `${name}: the same samples`).toBe(true);
    }
  };

  test("run needs no option, says and logs the script's line, and leaves nothing in the data directory", async () => {
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(success);
    expect(await lastLogLine()).toMatch(date);
    expect((await lastLogLine()).slice(22)).toBe(stdout.trimEnd());
    expect(await namesIn(docker.path(`${data}/snapshots`))).toEqual([]);
  });

  test("the archive has the members of the script's archives, all root's", async () => {
    await scraped();
    const archive = await stored();
    const blocks = [...(await blocksIn(docker.path(data))), "HEAD"];
    const expected = ["TOP/", ...blocks.flatMap((block) => inBlock.map((name) => `TOP/${block}/${name}`))];
    expect(await members(archive)).toEqual(expected.sort());
    const listing = (await docker.must("tar", "--numeric-owner", "-tvzf", archive)).trimEnd().split("\n");
    expect(listing.filter((line) => !/^[d-]\S+ 0\/0 /.test(line))).toEqual([]);
  });

  test.each(scripts)("$name makes an archive with the same members, block by block", async (script) => {
    await scraped();
    const { code, stdout } = await docker.exec(["bash", "-c", await script.text(), "bash"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(success);
    expect(await members(await stored())).toEqual(await members(success.exec(stdout)?.[1] ?? ""));
    await rm(docker.path(`${data}/snapshots`), { recursive: true }); // which the script leaves for ever
  });

  test.each(scripts)("$name restores the archive, and Prometheus answers with the same samples", async (script) => {
    await scraped();
    const archive = await stored();
    const end = await endOf(archive);
    const before = await answers(end);
    const restore = ["bash", "-c", await script.text(), "bash", "restore", basename(archive)];
    const { code, stdout } = await docker.exec(restore);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `prometheus\nprometheus\nSnapshot restauré: ${basename(archive)}\n`,
    });
    await docker.ready();
    await expectSame(end, before);
    expect(await docker.must("find", data, "!", "-uid", "65534", "-print")).toBe("");
  });

  test("a run after the script's restore, which gives the whole data directory away, needs no more rights than the unit's", async () => {
    const archive = await stored();
    const [script] = scripts;
    await docker.must("bash", "-c", (await script?.text()) ?? "", "bash", "restore", basename(archive));
    await docker.ready();
    const unit = await Bun.file(join(projectRoot, "systemd/prometheus-snapshot.service")).text();
    const [, rights = ""] = /^CapabilityBoundingSet=(.*)$/m.exec(unit) ?? [];
    const set = `--bounding-set=-all,${rights
      .replace(/CAP_(\w+) ?/g, "+$1,")
      .toLowerCase()
      .slice(0, -1)}`;
    await stored({ place: (command) => docker.place(["setpriv", set, ...command]) });
    expect(await docker.must("stat", "--format=%u %a", `${data}/.promsnap`)).toBe("0 700\n");
  });

  test("Deno's run of the sources stores the same members", async () => {
    await scraped();
    expect(await members(await stored({ runtime: "deno" }))).toEqual(await members(await stored()));
  });

  test("without a configuration file it says the script's sentence", async () => {
    const aside = docker.path(`${guide.configuration}.aside`);
    await rename(docker.path(guide.configuration), aside);
    const { code, stdout } = await run();
    await rename(aside, docker.path(guide.configuration));
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout: `Fichier de configuration non trouvé: ${guide.configuration}\n`,
    });
  });

  test("while Prometheus is down the bare command says the script's sentences and waits for the next day", async () => {
    await docker.must("docker", "stop", guide.container);
    const archives = await namesIn(docker.path(store));
    await using waiting = startPromsnap([], { place: docker.place });
    const said = /^(Échec du snapshot: \S.*)\nNouvelle tentative dans 24 heures\.\.\.\n$/;
    const [, failure = ""] = await until("the pause", () => said.exec(waiting.output().stdout));
    expect((await lastLogLine()).slice(22)).toBe(failure);
    expect(await readlink(`/proc/${waiting.pid}/exe`)).toBe(binary);
    waiting.kill("SIGTERM");
    expect((await waiting.ended).code).toBe(143);
    expect(await namesIn(docker.path(store))).toEqual(archives);
    await docker.must("docker", "start", guide.container);
    await docker.ready();
  });
});
