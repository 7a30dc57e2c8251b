import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must } from "../../tests/bed/processes.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { bytesOf, mebibytes } from "./figures.ts";
import { type Cost, machine, measure, report } from "./measuring.ts";
import { startSource } from "./sources.ts";

const { values } = parseArgs({
  options: {
    scale: { type: "boolean" },
    sizes: { type: "string", default: "1G,2G,4G,8G" },
    markdown: { type: "string" },
  },
});

/** A snapshot of so many bytes taken, proved and extracted. */
async function costsOf(size: string): Promise<{ bytes: number; costs: readonly Cost[] }> {
  await using place = await temporaryDirectory();
  const [store, target] = [join(place.path, "store"), join(place.path, "target")];
  await using source = await startSource(place.path, bytesOf(size));
  const { url: HOST, dataDirectory: PROMETHEUS_DATA_DIR } = source.prometheus;
  const settings = { HOST, PROMETHEUS_DATA_DIR, SNAPSHOT_DIR: store };
  const config = await writeConfiguration(join(place.path, "bench.conf"), settings);
  const commands = [["run"], ["verify", "--deep"], ["restore", "latest", "--to", target]];
  const costs: Cost[] = [];
  for (const command of commands) {
    await must(["sync"]);
    costs.push(await measure([binary, ...command, "--config", config]));
    process.stderr.write(`${size}: ${command.join(" ")} ${costs.at(-1)?.wall.toFixed(1)} s\n`);
  }
  if ((await readdir(target)).length <= source.blocks.length)
    throw new Error("blocks are missing from what was extracted");
  await rm(target, { recursive: true });
  return { bytes: source.bytes, costs };
}

const row = ({ bytes, costs }: Awaited<ReturnType<typeof costsOf>>) => {
  const cells = costs.map(({ wall, memory }) => `${((wall / bytes) * 1e9).toFixed(2)} | ${mebibytes(memory)}`);
  return `| ${(bytes / 1e9).toFixed(2)} | ${cells.join(" | ")} |`;
};
const rows: string[] = [];
for (const size of values.sizes.split(",")) rows.push(row(await costsOf(size)));

const plans: string[] = [];
for (const plan of ["layout", "merge", "retention"]) {
  await using place = await temporaryDirectory();
  const output = join(place.path, "said");
  const program = join(import.meta.dir, "scale-plans.ts");
  const { memory } = await measure(["bash", "-c", '"$@" > "$0"', output, process.execPath, program, plan]);
  const [seconds = "", found = ""] = (await Bun.file(output).text()).split("\n");
  plans.push(`| ${plan}: ${found} | ${seconds} | ${mebibytes(memory)} |`);
}
await report(
  [
    machine(),
    "",
    "| GB of blocks | run, s per GB | MiB | verify --deep, s per GB | MiB | restore --to, s per GB | MiB |",
    "|---:|---:|---:|---:|---:|---:|---:|",
    ...rows,
    "",
    "| plan of 10 TB in 100,000 blocks, and of 10,000 snapshots | s | peak memory, MiB |",
    "|---|---:|---:|",
    ...plans,
  ],
  values.markdown,
);
