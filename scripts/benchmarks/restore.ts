import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { blocksIn, cachedBlocks, multiplyBlocks } from "../../tests/bed/blocks.ts";
import { hireOperator, type Operator } from "../../tests/bed/operator.ts";
import { must } from "../../tests/bed/processes.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { baseBlocks, bytesOf, mebibytes, median } from "./figures.ts";
import { machine, report } from "./measuring.ts";

/** What one restore took, in seconds. */
interface Cost {
  /** From the command to its end. */
  readonly total: number;
  /** From the word to stop until Prometheus was ready again. */
  readonly down: number;
  /** Of that, what Prometheus itself took to stop and to start. */
  readonly prometheus: number;
  /** The rest: from the end of the stop to the beginning of the start. */
  readonly own: number;
}

/** The bash script's way, as the guide has it; $1 stops and starts Prometheus. */
const script = `
set -euo pipefail
"$1" stop
rm -rf "$2"/*
tar -xzf "$3" -C "$4"
cp -r "$4"/snapshot-*/* "$2/"
rm -rf "$4"/snapshot-*
chown -R "$(id -u):$(id -g)" "$2"
"$1" start
`;

const seconds = (milliseconds: number) => milliseconds / 1000;

/** Runs a restore, and reads from the operator's book how long Prometheus was down for it. */
async function measure(operator: Operator, command: readonly string[]): Promise<Cost> {
  await must(["sync"]); // what was to be written before is not this restore's work
  const known = operator.calls.length;
  const begin = performance.now();
  await must(command);
  const total = performance.now() - begin;
  const [stop, start, ...more] = operator.calls.slice(known);
  if (stop?.verb !== "stop" || start?.verb !== "start" || more.length > 0)
    throw new Error("not one stop and one start");
  return {
    total: seconds(total),
    down: seconds(start.done - stop.begun),
    prometheus: seconds(stop.done - stop.begun + start.done - start.begun),
    own: seconds(start.begun - stop.done),
  };
}

function table(costs: Readonly<Record<"script" | "promsnap", readonly Cost[]>>): string[] {
  const row = (label: string, pick: (cost: Cost) => number) => {
    const [old, ours] = [median(costs.script.map(pick)), median(costs.promsnap.map(pick))];
    return `| ${label} | ${old.toFixed(2)} | ${ours.toFixed(2)} | ${(old / ours).toFixed(2)} |`;
  };
  return [
    "| median, s | script | promsnap | script ÷ promsnap |",
    "|---|---:|---:|---:|",
    row("the whole restore", ({ total }) => total),
    row("Prometheus down", ({ down }) => down),
    row("of that, its own stop and start", ({ prometheus }) => prometheus),
    row("of that, the restore's own share", ({ own }) => own),
  ];
}

const { values } = parseArgs({
  options: {
    restore: { type: "boolean" },
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});
await using place = await temporaryDirectory();
const [data, store, scratch] = ["prometheus", "store", "scratch"].map((name) => join(place.path, name)) as [
  string,
  string,
  string,
];
process.stderr.write("making blocks (minutes, the first time)\n");
const bytes = await multiplyBlocks(await cachedBlocks(baseBlocks), data, bytesOf(values.size));
await using operator = await hireOperator({ dataDirectory: data });
await operator.prometheus().scraped();
const config = await writeConfiguration(join(place.path, "bench.conf"), {
  HOST: operator.prometheus().url,
  SNAPSHOT_DIR: store,
  PROMETHEUS_DATA_DIR: data,
  SERVICE: `exec:${operator.program}`,
});
await mkdir(scratch);
await must([binary, "run", "--config", config]);
const archive = join(store, (await readdir(store)).find((name) => name.endsWith(".tar.gz")) ?? "");
const ways = {
  script: ["bash", "-c", script, "bash", operator.program, data, archive, scratch],
  promsnap: [binary, "restore", archive, "--config", config],
} as const;
const costs: Record<keyof typeof ways, Cost[]> = { script: [], promsnap: [] };
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const name of ["script", "promsnap"] as const) {
    const cost = await measure(operator, ways[name]);
    costs[name].push(cost);
    process.stderr.write(`round ${round}: ${name} ${cost.total.toFixed(1)} s, down ${cost.down.toFixed(2)} s\n`);
  }
  await must([binary, "restore", "--discard-previous", "--config", config]);
}
await rm(scratch, { recursive: true });
const lines = [
  `Restore of ${mebibytes(bytes)} MiB in ${(await blocksIn(data)).length} blocks, ${values.rounds} rounds in turns.`,
  machine(),
  "",
  ...table(costs),
];
await report(lines, values.markdown);
