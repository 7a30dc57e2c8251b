import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { top } from "../../tests/archive/forge.ts";
import { makeOwnArchive } from "../../tests/archive/making.ts";
import { blocksIn, cachedBlocks, multiplyBlocks } from "../../tests/bed/blocks.ts";
import { must } from "../../tests/bed/processes.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { baseBlocks, bytesOf, mebibytes, median } from "./figures.ts";
import { type Cost, machine, measure, report } from "./measuring.ts";
import { resticCheck } from "./restic.ts";

const limitName = "limit: SHA-256, libdeflate and CRC-32C on one core";

const { values } = parseArgs({
  options: {
    verify: { type: "boolean" },
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});

await using place = await temporaryDirectory();
const [data, store] = [join(place.path, "data"), join(place.path, "store")];
await mkdir(store);
process.stderr.write("making blocks (minutes, the first time) and their archive\n");
const bytes = await multiplyBlocks(await cachedBlocks(baseBlocks), data, bytesOf(values.size));
const blocks = (await blocksIn(data)).length;
const archive = join(store, `${top}.tar.gz`);
await makeOwnArchive(data, archive);
const checkOfRestic = await resticCheck(data, join(place.path, "repository"));
await must(["rm", "-r", data]);
await must(["bash", "-c", `sha256sum ${top}.tar.gz > ${top}.tar.gz.sha256`], { directory: store });
const config = await writeConfiguration(join(place.path, "bench.conf"), {
  HOST: "http://localhost:9090",
  SNAPSHOT_DIR: store,
  PROMETHEUS_DATA_DIR: data,
});
const ways = {
  "verify --deep": [binary, "verify", "--deep", "--config", config],
  "verify --deep, one core": ["taskset", "-c", "0", binary, "verify", "--deep", "--config", config],
  verify: [binary, "verify", "--config", config],
  "restic check --read-data": checkOfRestic,
} as const;
const costs: Record<string, Cost[]> = {};
const keep = (name: string, cost: Cost) => {
  costs[name] = [...(costs[name] ?? []), cost];
};
for (let round = 1; round <= Number(values.rounds); round++) {
  const limit = join(import.meta.dir, "verify-limit.ts");
  const said = await must([process.execPath, limit, store, `${top}.tar.gz`]);
  const [wall = 0, cpu = 0, slowWall = 0, slowCpu = 0] = said.trim().split(" ").map(Number);
  keep(limitName, { wall, cpu, memory: Number.NaN });
  keep("the same with zlib", { wall: slowWall, cpu: slowCpu, memory: Number.NaN });
  for (const [name, command] of Object.entries(ways)) {
    const cost = await measure(command);
    keep(name, cost);
    process.stderr.write(`round ${round}: ${name} ${cost.wall.toFixed(2)} s\n`);
  }
}
const figure = (name: string, pick: (cost: Cost) => number) => median((costs[name] ?? []).map(pick));
const [limitWall, limitCpu] = [figure(limitName, ({ wall }) => wall), figure(limitName, ({ cpu }) => cpu)];
const row = (name: string) => {
  const [wall, cpu, memory] = [({ wall }: Cost) => wall, ({ cpu }: Cost) => cpu, ({ memory }: Cost) => memory].map(
    (pick) => figure(name, pick),
  ) as [number, number, number];
  const of = (limit: number, own: number) => `${((limit / own) * 100).toFixed(0)} %`;
  const cells = [
    wall.toFixed(2),
    (bytes / 1e6 / wall).toFixed(0),
    of(limitWall, wall),
    cpu.toFixed(2),
    of(limitCpu, cpu),
  ];
  return `| ${[name, ...cells, Number.isNaN(memory) ? "" : mebibytes(memory)].join(" | ")} |`;
};
const lines = [
  `${mebibytes(bytes)} MiB in ${blocks} blocks, archive of ${mebibytes((await stat(archive)).size)} MiB, ${values.rounds} rounds.`,
  machine(),
  "",
  "| median | s | MB/s | of the limit | CPU s | of the limit | peak memory, MiB |",
  "|---|---:|---:|---:|---:|---:|---:|",
  ...Object.keys(costs).map(row),
];
await report(lines, values.markdown);
