import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { availableParallelism, cpus, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { blocksIn, cachedBlocks, multiplyBlocks } from "../tests/bed/blocks.ts";
import { must } from "../tests/bed/processes.ts";
import { type Prometheus, startPrometheus } from "../tests/bed/prometheus.ts";
import { binary, writeConfiguration } from "../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../tests/bed/temporary.ts";
import { baseBlocks, bytesOf, mebibytes, median } from "./figures.ts";

/** What one run cost: seconds, bytes. Memory is the largest resident set of any one of its processes. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly archive: number;
}

/** One way to take a snapshot; gives the archive that it made. */
type Way = () => Promise<{ cost: Omit<Cost, "archive">; archive: string }>;

const print = (text: string) => process.stdout.write(`${text}\n`);
/** The bash script's way, as the guide has it. */
const script = `
set -euo pipefail
name=$(curl -sS -XPOST "$1/api/v1/admin/tsdb/snapshot" | jq -r .data.name)
target=$3/snapshot-$(date +%d_%m_%Y-%H_%M_%S)
cp -r "$2/snapshots/$name" "$target"
tar -czf "$target.tar.gz" -C "$3" "\${target##*/}"
rm -rf "$target"
`;

/** Runs a command under GNU time, which starts from a small process: a large parent's memory would count as its child's. */
async function measure(place: string, command: readonly string[]): Promise<Omit<Cost, "archive">> {
  const figures = join(place, "figures");
  const begin = performance.now();
  await must(["/usr/bin/time", "--format=%U %S %M", `--output=${figures}`, ...command]);
  const wall = (performance.now() - begin) / 1000;
  const [user = 0, system = 0, kibibytes = 0] = (await Bun.file(figures).text()).trim().split(" ").map(Number);
  return { wall, cpu: user + system, memory: kibibytes * 1024 };
}

async function onlyArchive(directory: string): Promise<string> {
  const archives = (await readdir(directory)).filter((name) => name.endsWith(".tar.gz"));
  if (archives.length !== 1) throw new Error(`${archives.length} archives in ${directory}`);
  return join(directory, archives[0] ?? "");
}

/** Both ways, each into an empty directory of its own. */
async function waysOver(place: string, { url, dataDirectory }: Prometheus): Promise<Record<string, Way>> {
  const way = (name: string, commandInto: (directory: string) => readonly string[]): Way => {
    const directory = join(place, name);
    return async () => {
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory);
      await must(["sync"]); // what the other way left to be written is not this one's work
      const cost = await measure(place, commandInto(directory));
      return { cost, archive: await onlyArchive(directory) };
    };
  };
  const values = { HOST: url, SNAPSHOT_DIR: join(place, "promsnap"), PROMETHEUS_DATA_DIR: dataDirectory };
  const config = await writeConfiguration(join(place, "bench.conf"), values);
  return {
    script: way("script", (directory) => ["bash", "-c", script, "bash", url, dataDirectory, directory]),
    promsnap: way("promsnap", () => [binary, "run", "--config", config]),
  };
}

async function rounds(
  ways: Readonly<Record<string, Way>>,
  count: number,
  data: string,
): Promise<Record<string, Cost[]>> {
  const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 1; round <= count; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const { cost, archive } = await way();
      costs[name]?.push({ ...cost, archive: (await stat(archive)).size });
      process.stderr.write(`round ${round}: ${name} ${cost.wall.toFixed(1)} s\n`);
      if (round === count) process.stderr.write(`  ${await membersOf(archive)} files in its archive\n`);
      await rm(join(data, "snapshots"), { recursive: true, force: true }); // the script leaves its source there
    }
  }
  return costs;
}

const membersOf = async (archive: string) => {
  const names = (await must(["tar", "-tzf", archive])).split("\n");
  return names.filter((name) => name !== "" && !name.endsWith("/")).length;
};

async function filesOf(data: string, blocks: readonly string[]): Promise<string[]> {
  const names = await Promise.all(blocks.map((block) => readdir(join(data, block), { recursive: true })));
  const isLarge = (name: string) => name === "index" || name.includes("/");
  return names.flatMap((below, i) => below.filter(isLarge).map((name) => join(data, blocks[i] ?? "", name)));
}

/** Seconds that all cores need to deflate the blocks, and nothing else. */
async function limit(data: string): Promise<number> {
  const blocks = await blocksIn(data);
  const cores = availableParallelism();
  const begin = performance.now();
  const shares = await Promise.all(
    Array.from({ length: cores }, (_, core) =>
      filesOf(
        data,
        blocks.filter((_, i) => i % cores === core),
      ),
    ),
  );
  const program = join(import.meta.dir, "bench-limit.ts");
  await Promise.all(shares.map((share) => must([process.execPath, program, ...share])));
  return (performance.now() - begin) / 1000;
}

/** Milliseconds that `promsnap --version` takes, the median of many. */
async function startUp(): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 31; i++) {
    const begin = performance.now();
    await must([binary, "--version"]);
    times.push(performance.now() - begin);
  }
  return median(times);
}

function table(costs: Readonly<Record<string, Cost[]>>): string[] {
  const figure = (name: string, pick: (cost: Cost) => number) => median((costs[name] ?? []).map(pick));
  const row = (label: string, pick: (cost: Cost) => number, show: (value: number) => string) => {
    const [script, promsnap] = [figure("script", pick), figure("promsnap", pick)];
    return `| ${label} | ${show(script)} | ${show(promsnap)} | ${(script / promsnap).toFixed(2)} |`;
  };
  const seconds = (value: number) => value.toFixed(2);
  return [
    "| median | script | promsnap | script ÷ promsnap |",
    "|---|---:|---:|---:|",
    row("wall time, s", (cost) => cost.wall, seconds),
    row("CPU time, s", (cost) => cost.cpu, seconds),
    row("peak memory, MiB", (cost) => cost.memory, mebibytes),
    row(
      "archive, bytes",
      (cost) => cost.archive,
      (bytes) => bytes.toLocaleString("en"),
    ),
  ];
}

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});
await using place = await temporaryDirectory();
const data = join(place.path, "prometheus");
process.stderr.write("making blocks (minutes, the first time)\n");
const bytes = await multiplyBlocks(await cachedBlocks(baseBlocks), data, bytesOf(values.size));
await using prometheus = await startPrometheus({ dataDirectory: data });
await prometheus.scraped();
const ways = await waysOver(place.path, prometheus);
const costs = await rounds(ways, Number(values.rounds), data);
const blocks = (await blocksIn(data)).length;
const lines = [
  `${mebibytes(bytes)} MiB in ${blocks} blocks and the head, ${values.rounds} rounds in turns, all of it in the page cache.`,
  `${cpus()[0]?.model}, ${availableParallelism()} cores, Linux ${release()}.`,
  "",
  ...table(costs),
  "",
  `promsnap --version: ${(await startUp()).toFixed(0)} ms. libdeflate level 6 alone on all cores: ${(await limit(data)).toFixed(2)} s.`,
];
print(lines.join("\n"));
if (values.markdown !== undefined) await Bun.write(values.markdown, `${lines.join("\n")}\n`);
