import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must } from "../../tests/bed/processes.ts";
import { type Prometheus, queryPath } from "../../tests/bed/prometheus.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { baseBlocks, bytesOf, mebibytes, median } from "./figures.ts";
import { machine, report } from "./measuring.ts";
import { script, startSource } from "./sources.ts";

/** Milliseconds between two queries: a fixed load, whoever is slow. */
const pause = 50;
/** An aggregation over two hours of all hosts, as dashboards ask for; in the oldest block, which there is at any size. */
const query = queryPath(
  'sum by (instance) (rate({__name__=~"node_.*_total"}[2h]))',
  baseBlocks.end - (baseBlocks.hours - 2) * 3600 - 60,
);

/** Asks at a fixed rate while something goes on, and answers how long each answer took, in milliseconds. */
async function askWhile(prometheus: Prometheus, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const open = new Set<Promise<void>>();
  const ask = async () => {
    const begin = performance.now();
    const answer = await prometheus.get(query);
    if (!answer.ok) throw new Error(await answer.text());
    await answer.bytes();
    times.push(performance.now() - begin);
  };
  let going = true;
  const asking = (async () => {
    for (let next = performance.now(); going; next += pause) {
      await Bun.sleep(Math.max(0, next - performance.now()));
      const one = ask().finally(() => open.delete(one));
      open.add(one);
    }
    await Promise.all(open);
  })();
  await work();
  going = false;
  await asking;
  return times;
}

const quantile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;

const { values } = parseArgs({
  options: {
    latency: { type: "boolean" },
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});
await using place = await temporaryDirectory();
await using source = await startSource(place.path, bytesOf(values.size));
const { url, dataDirectory } = source.prometheus;
const store = join(place.path, "archives");
const config = await writeConfiguration(join(place.path, "bench.conf"), {
  HOST: url,
  PROMETHEUS_DATA_DIR: dataDirectory,
  SNAPSHOT_DIR: store,
});
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  "nothing else": () => Bun.sleep(10_000),
  "the script": () => must(["bash", "-c", script, "bash", url, dataDirectory, store]),
  "promsnap run": () => must([binary, "run", "--config", config]),
  "promsnap run, NICE=no": () => must(["env", "PROMSNAP_NICE=no", binary, "run", "--config", config]),
};
const found = new Map<string, { middle: number; slow: number; seconds: number }[]>();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, work] of Object.entries(ways)) {
    await mkdir(store);
    await must(["sync"]);
    const begin = performance.now();
    const times = await askWhile(source.prometheus, work);
    const seconds = (performance.now() - begin) / 1000;
    const figures = { middle: quantile(times, 0.5), slow: quantile(times, 0.99), seconds };
    found.set(name, [...(found.get(name) ?? []), figures]);
    process.stderr.write(`round ${round}: ${name} p99 ${figures.slow.toFixed(0)} ms over ${times.length} queries\n`);
    await rm(store, { recursive: true });
    await rm(join(dataDirectory, "snapshots"), { recursive: true, force: true });
  }
}
const row = ([name, figures]: [string, { middle: number; slow: number; seconds: number }[]]) => {
  const middle = (pick: (one: (typeof figures)[number]) => number) => median(figures.map(pick));
  const cells = [middle((one) => one.middle), middle((one) => one.slow), middle((one) => one.seconds)];
  return `| ${name} | ${cells.map((cell) => cell.toFixed(1)).join(" | ")} |`;
};
await report(
  [
    `A query every ${pause} ms to a Prometheus with ${mebibytes(source.bytes)} MiB of blocks, ${values.rounds} rounds in turns.`,
    machine(),
    "",
    "| meanwhile | median, ms | 99th percentile, ms | for so many seconds |",
    "|---|---:|---:|---:|",
    ...[...found].map(row),
  ],
  values.markdown,
);
