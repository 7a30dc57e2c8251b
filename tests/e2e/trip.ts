import { expect } from "bun:test";
import { basename } from "node:path";
import { oneDay } from "../bed/blocks.ts";
import { must, type Outcome, type Place, run } from "../bed/processes.ts";
import { queryPath, resultOf } from "../bed/prometheus.ts";
import { promsnap, type Runtime } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";

/** A Prometheus with a configuration of promsnap's for it, and from where both are reached. Paths are those there. */
export interface Station {
  readonly place: Place;
  readonly host: string;
  /** What curl takes besides the address: credentials, an authority. */
  readonly curl?: readonly string[];
  /** The configuration file; without it, the script's place for it. */
  readonly config?: string;
  /** What the configuration names. */
  readonly data: string;
  readonly store: string;
  readonly log: string;
}

/** Of a test that stops and starts Prometheus several times, on a machine that is busy with others: milliseconds. */
export const patience = 120_000;

/** What Prometheus answered to questions of every kind, by their names. */
export type Answers = Readonly<Record<string, string>>;

const success = /^Snapshot réussi: (\S+\.tar\.gz)\n$/;

/** One station's commands and questions, as a test asks them. */
export function travel(station: Station) {
  const { place, host, curl = [], config, data, log } = station;
  const inside = (...command: readonly string[]) => must(place(command));
  const get = (path: string) => inside("curl", "-fsS", ...curl, host + path);
  const query = async (expression: string, time?: number) => resultOf(await get(queryPath(expression, time)));
  const range = async (expression: string, start: number, end: number, step: number) => {
    const parameters = new URLSearchParams({ query: expression, start: `${start}`, end: `${end}`, step: `${step}` });
    return resultOf(await get(`/api/v1/query_range?${parameters}`));
  };
  const command = (
    args: readonly string[],
    runtime: Runtime = "binary",
    environment: Readonly<Record<string, string>> = {},
  ) => promsnap(args, { place, runtime, environment, ...(config && { config }) });

  /** Waits for a sample that Prometheus took after that time, in seconds since 1970, and answers its time. */
  const sampleAfter = (time: number): Promise<number> =>
    until("a scrape", async () => {
      const [series] = JSON.parse(await query('timestamp(up{job="self"})')) as { value: [number, string] }[];
      const taken = Number(series?.value[1]);
      return taken > time && taken;
    });

  return {
    station,
    inside,
    get,
    query,
    range,
    promsnap: command,
    sampleAfter,

    /** Takes a snapshot, which has to succeed, and answers the archive's path. */
    store: async (): Promise<string> => {
      const { code, stdout, stderr } = await command(["run"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(success);
      return success.exec(stdout)?.[1] ?? "";
    },

    /** The time of an archive's last sample, in seconds since 1970. */
    endOf: async (archive: string): Promise<number> => {
      const newest = 'tar -xzOf "$1" --wildcards "*/meta.json" | jq -s "map(.maxTime) | max"';
      return (Number(await inside("bash", "-c", newest, "bash", archive)) - 1) / 1000;
    },

    /** What there was long ago and up to `end`: instant values, ranges, and every sample as it is stored. */
    answers: async (end: number): Promise<Answers> => ({
      instantLongAgo: await query('{job="node"}', oneDay.end - 100),
      instant: await query('{job="self"}', end),
      rangeLongAgo: await range('{job="node"}', oneDay.end - 86_400, oneDay.end, 300),
      rangeToTheEnd: await range('{job="self"}', end - 60, end, 1),
      samplesLongAgo: await query('{job="node"}[1h]', oneDay.end),
      samplesToTheEnd: await query('{job="self"}[1h]', end),
    }),

    /** The checksums of every file of every block in the data directory. */
    blockFiles: async (): Promise<string> => {
      const find = ["find", ".", "-path", "./[0-7]*/*", "-type", "f", "-exec", "sha256sum", "{}", "+"];
      const sums = await inside("bash", "-c", 'cd "$0" && "$@"', data, ...find);
      return sums.split("\n").sort().join("\n");
    },

    /** The checksums of the block files in an archive, in the same form. */
    archivedFiles: async (archive: string): Promise<string> => {
      const sums = `tar -xzf "$0" --to-command 'echo "$(sha256sum | cut -c-64)  ./\${TAR_FILENAME#*/}"'`;
      return (await inside("bash", "-c", sums, archive)).split("\n").sort().join("\n");
    },

    /** What Prometheus has in its data directory that is not that user's. */
    notOf: (user: number) =>
      inside("find", data, "-mindepth", "1", "-name", ".promsnap", "-prune", "-o", "!", "-uid", `${user}`, "-print"),

    /** The log's last line, without its date. */
    logged: async () => ((await inside("cat", log)).split("\n").at(-2) ?? "").slice(22),

    /** What tells one life of Prometheus from another. */
    startTime: async () => (JSON.parse(await get("/api/v1/status/runtimeinfo")) as RuntimeInfo).data.startTime,

    ready: () =>
      until("Prometheus", async () => (await run(place(["curl", "-fsS", ...curl, `${host}/-/ready`]))).code === 0),

    /** Names in promsnap's own directory that begin so. */
    kept: async (kind: "previous" | "set-aside" | "restore") =>
      (await inside("ls", `${data}/.promsnap`)).split("\n").filter((name) => name.startsWith(`${kind}-`)),
  };
}

interface RuntimeInfo {
  readonly data: { readonly startTime: string };
}

export type Traveller = ReturnType<typeof travel>;

/** Both have answers to everything, and the same ones. */
export function expectSame(answers: Answers, before: Answers): void {
  for (const [name, text] of Object.entries(answers)) {
    expect(text.length, name).toBeGreaterThan(10_000);
    expect(text === before[name], `${name}: the same samples`).toBe(true);
  }
}

/** A restore, or an undo, that ended well, and said so as the script did. */
export function expectRestored({ code, stdout, stderr }: Outcome, file: string): void {
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `Snapshot restauré: ${basename(file)}\n` });
}

/**
 * The whole trip: a snapshot, more samples, the restore, the undo. Whatever was there at the snapshot is there again to the
 * byte, and what came later comes back with --undo.
 */
export async function roundTrip(traveller: Traveller, owner: number | undefined): Promise<string> {
  const { answers, sampleAfter, query, blockFiles } = traveller;
  await sampleAfter(Date.parse(await traveller.startTime()) / 1000);
  const archive = await traveller.store();
  const end = await traveller.endOf(archive);
  const before = await answers(end);
  const later = await sampleAfter(end + 1);
  const laterSamples = await query('{job="self"}[1s]', later);
  expect(laterSamples.length).toBeGreaterThan(10_000);

  const restored = await traveller.promsnap(["restore", basename(archive)]);
  expectRestored(restored, archive);
  expect(await traveller.logged()).toBe(`Snapshot restauré: ${basename(archive)}`);
  expect(restored.stderr).toMatch(/Prometheus was stopped for \d/);
  expect(restored.stderr).toContain("are only in the earlier data");
  expectSame(await answers(end), before);
  expect(await query('{job="self"}[1s]', later)).toBe("[]");
  expect(await blockFiles()).toBe(await traveller.archivedFiles(archive));
  if (owner !== undefined) expect(await traveller.notOf(owner)).toBe("");
  expect(await traveller.kept("previous")).toHaveLength(1);
  expect(await traveller.kept("restore")).toEqual([]);

  const undone = await traveller.promsnap(["restore", "--undo"]);
  expect(undone.code, undone.stderr).toBe(0);
  expectSame(await answers(end), before);
  expect(await query('{job="self"}[1s]', later)).toBe(laterSamples);
  return archive;
}
