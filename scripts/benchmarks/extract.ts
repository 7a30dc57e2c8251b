import { mkdir, readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { must } from "../../tests/bed/processes.ts";
import { binary, writeConfiguration } from "../../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../../tests/bed/temporary.ts";
import { bytesOf, mebibytes, median } from "./figures.ts";
import { type Cost, machine, measure, report } from "./measuring.ts";
import { script, startSource } from "./sources.ts";

const cores = availableParallelism();
const { values } = parseArgs({
  options: {
    extract: { type: "boolean" },
    size: { type: "string", default: "1G" },
    rounds: { type: "string", default: "3" },
    markdown: { type: "string" },
  },
});
await using place = await temporaryDirectory();
const [theirs, ours, target] = ["theirs", "ours", "target"].map((name) => join(place.path, name)) as [
  string,
  string,
  string,
];

/** Makes an archive of each kind, of the same blocks; answers their paths and how many bytes they hold. */
async function makeArchives(): Promise<{ theirs: string; ours: string; config: string; bytes: number }> {
  await using source = await startSource(place.path, bytesOf(values.size));
  const { url: HOST, dataDirectory: PROMETHEUS_DATA_DIR } = source.prometheus;
  const settings = { HOST, PROMETHEUS_DATA_DIR, SNAPSHOT_DIR: ours };
  const config = await writeConfiguration(join(place.path, "bench.conf"), settings);
  await mkdir(theirs);
  process.stderr.write("making an archive of each kind\n");
  await must(["bash", "-c", script, "bash", HOST, PROMETHEUS_DATA_DIR, theirs]);
  await must([binary, "run", "--config", config]);
  const only = async (directory: string) =>
    join(directory, (await readdir(directory)).find((name) => name.endsWith(".tar.gz")) ?? "");
  return { theirs: await only(theirs), ours: await only(ours), config, bytes: source.bytes };
}

const archives = await makeArchives();
// What was extracted has to be on the disk, as promsnap's is when it ends.
const plainly = (filter: string, archive: string) => [
  ...["bash", "-c", `set -e; mkdir "$2"; ${filter} "$1" | tar -x -C "$2"; sync -f "$2"`, "bash"],
  ...[archive, target],
];
const promsnap = (archive: string) => [binary, "restore", archive, "--to", target, "--config", archives.config];
const inflating = join(import.meta.dir, "inflate-limit.ts");
const written = [
  ...["dd", "if=/dev/zero", `of=${target}`, "bs=4M", `count=${Math.ceil(archives.bytes / (4 << 20))}`],
  "conv=fsync",
];
const ways: Readonly<Record<string, readonly string[]>> = {
  "the script's archive: gzip -dc \\| tar": plainly("gzip -dc", archives.theirs),
  "the script's archive: pigz -dc \\| tar": plainly("pigz -dc", archives.theirs),
  "the script's archive: promsnap": promsnap(archives.theirs),
  "promsnap's archive: gzip -dc \\| tar": plainly("gzip -dc", archives.ours),
  "promsnap's archive: promsnap": promsnap(archives.ours),
  "limit: zlib alone on all cores, nothing written": [process.execPath, inflating, archives.ours, `${cores}`],
  "limit: writing as many bytes, and fsync": written,
  "limit: the same past the page cache": [...written, "oflag=direct"],
};
const costs = new Map<string, Cost[]>();
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, command] of Object.entries(ways)) {
    await must(["sync"]);
    const cost = await measure(command);
    costs.set(name, [...(costs.get(name) ?? []), cost]);
    process.stderr.write(`round ${round}: ${name} ${cost.wall.toFixed(2)} s\n`);
    await rm(target, { recursive: true, force: true });
  }
}
const middle = (name: string, pick: (cost: Cost) => number) => median((costs.get(name) ?? []).map(pick));
const [first = ""] = costs.keys();
const row = (name: string) => {
  const wall = middle(name, (cost) => cost.wall);
  const cells = [
    wall.toFixed(2),
    (middle(first, (cost) => cost.wall) / wall).toFixed(2),
    middle(name, ({ cpu }) => cpu).toFixed(2),
    mebibytes(middle(name, ({ memory }) => memory)),
  ];
  return `| ${name} | ${cells.join(" | ")} |`;
};
await report(
  [
    `${mebibytes(archives.bytes)} MiB of blocks, ${values.rounds} rounds in turns, archives in the page cache, all written to the disk.`,
    machine(),
    "",
    "| median | s | gzip and tar ÷ this | CPU s | peak memory, MiB |",
    "|---|---:|---:|---:|---:|",
    ...Object.keys(ways).map(row),
  ],
  values.markdown,
);
