import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bytesBelow } from "../../tests/bed/blocks.ts";
import { must } from "../../tests/bed/processes.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { bytesOf, mebibytes, median } from "./figures.ts";
import { type Cost, machine, measure, report } from "./measuring.ts";
import { resticBackup } from "./restic.ts";
import { type Source, script, startSource, takeSource } from "./sources.ts";

interface ArchiveCost extends Cost {
  /** Bytes of all that was stored. */
  readonly stored: number;
}

const cores = availableParallelism();
const ours = "promsnap, level";
const piped = (filter: string) => `${takeSource}tar -c -C "$source/.." "$name" | ${filter} > "$3/archive"`;
const resticWay = "restic, first backup";

/** Every way to an archive of a snapshot: a command that is given the directory which it fills. */
function waysOver(
  { prometheus }: Source,
  config: string,
  restic: string,
): Record<string, (directory: string) => readonly string[]> {
  const bash = (text: string) => (directory: string) => [
    ...["bash", "-c", text, "bash", prometheus.url, prometheus.dataDirectory],
    directory,
  ];
  const level = (number: number) => (directory: string) => [
    ...["env", `PROMSNAP_SNAPSHOT_DIR=${directory}`, `PROMSNAP_COMPRESSION_LEVEL=${number}`],
    ...[binary, "run", "--config", config],
  ];
  return {
    "the script": bash(script),
    [`tar \\| pigz -p${cores}`]: bash(piped(`pigz -p${cores}`)),
    [`tar \\| pigz -p${cores} -1`]: bash(piped(`pigz -p${cores} -1`)),
    [`tar \\| zstd -T${cores} -3`]: bash(piped(`zstd -q -T${cores} -3`)),
    [resticWay]: bash(takeSource + restic),
    [`${ours} 6`]: level(6),
    [`${ours} 3`]: level(3),
    [`${ours} 1`]: level(1),
  };
}

/** Seconds that all cores need to deflate the blocks at a level, and nothing else. */
async function limit({ prometheus, blocks }: Source, level: number): Promise<number> {
  const program = join(import.meta.dir, "deflate-limit.ts");
  const share = (core: number) => blocks.filter((_, i) => i % cores === core);
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: cores }, (_, core) =>
      must([process.execPath, program, `${level}`, prometheus.dataDirectory, ...share(core)]),
    ),
  );
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

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    markdown: { type: "string" },
  },
});
await using place = await temporaryDirectory();
await using source = await startSource(place.path, bytesOf(values.size));
const { url: HOST, dataDirectory: PROMETHEUS_DATA_DIR } = source.prometheus;
const config = await writeConfiguration(join(place.path, "bench.conf"), { HOST, PROMETHEUS_DATA_DIR });
const isWanted = (name: string) => values.only.split(",").some((part) => name.includes(part));
const blocks = source.blocks.map((block) => join(PROMETHEUS_DATA_DIR, block));
const restic = isWanted(resticWay) ? await resticBackup(blocks, join(place.path, "distinct")) : "";
const ways = Object.entries(waysOver(source, config, restic)).filter(([name]) => isWanted(name));
const costs = new Map<string, ArchiveCost[]>();
const limits: Record<1 | 6, number[]> = { 1: [], 6: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, command] of ways) {
    const directory = join(place.path, "archives");
    await mkdir(directory);
    await must(["sync"]); // what another way left to be written is not this one's work
    const cost = await measure(command(directory));
    costs.set(name, [...(costs.get(name) ?? []), { ...cost, stored: await bytesBelow(directory) }]);
    process.stderr.write(`round ${round}: ${name} ${cost.wall.toFixed(1)} s\n`);
    await rm(directory, { recursive: true });
    await rm(join(PROMETHEUS_DATA_DIR, "snapshots"), { recursive: true, force: true }); // the others leave theirs there
  }
  for (const level of [6, 1] as const) limits[level].push(await limit(source, level));
}
const middle = (name: string, pick: (cost: ArchiveCost) => number) => median((costs.get(name) ?? []).map(pick));
const [least6, least1] = [median(limits[6]), median(limits[1])];
const row = ([name]: (typeof ways)[number]) => {
  const [wall, stored] = [middle(name, (cost) => cost.wall), middle(name, (cost) => cost.stored)];
  const ofScript = (pick: (cost: ArchiveCost) => number) => middle("the script", pick);
  const cells = [
    wall.toFixed(2),
    `${(ofScript(({ wall }) => wall) / wall).toFixed(2)}`,
    middle(name, ({ cpu }) => cpu).toFixed(2),
    mebibytes(middle(name, ({ memory }) => memory)),
    stored.toLocaleString("en"),
    `${((stored / ofScript((cost) => cost.stored)) * 100).toFixed(1)} %`,
  ];
  return `| ${name} | ${cells.join(" | ")} |`;
};
const limitRow = (level: number, seconds: number) =>
  `| limit: libdeflate level ${level} alone on all cores | ${seconds.toFixed(2)} | ${(middle("the script", ({ wall }) => wall) / seconds).toFixed(2)} | | | | |`;
await report(
  [
    `${mebibytes(source.bytes)} MiB in ${source.blocks.length} blocks and the head, ${values.rounds} rounds in turns, all of it in the page cache.`,
    machine(),
    "",
    "| median | s | script ÷ this | CPU s | peak memory, MiB | bytes stored | of the script's |",
    "|---|---:|---:|---:|---:|---:|---:|",
    ...ways.map(row),
    limitRow(6, least6),
    limitRow(1, least1),
    "",
    `promsnap --version: ${(await startUp()).toFixed(0)} ms.`,
  ],
  values.markdown,
);
