import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { snapshotName } from "../../src/snapshots/name.ts";
import { must } from "../../tests/bed/processes.ts";
import { binary } from "../../tests/bed/promsnap.ts";
import { setScene } from "../../tests/bed/scene.ts";
import { median } from "./figures.ts";
import { machine, report } from "./measuring.ts";

const day = 86_400_000;
/** The name of the first copy. */
const firstDay = Date.UTC(2024, 0, 1, 12);
/** What a listing needs of an archive at least, in bytes: as much of its beginning and of its end. */
const stretch = 4096;

/** Has as many copies of an archive as archives are wanted, each with blocks of its own for the page cache. */
async function multiply(archive: string, store: string, count: number): Promise<string[]> {
  const copies = Array.from({ length: count }, (_, number) =>
    join(store, `${snapshotName(firstDay + number * day)}.tar.gz`),
  );
  for (const copy of copies) await copyFile(archive, copy);
  await must(["rm", archive, `${archive}.sha256`]);
  await must(["sync"]);
  return copies;
}

/** Takes the archives out of the page cache. */
const forget = (paths: readonly string[]) =>
  must(["bash", "-c", 'for file; do dd if="$file" iflag=nocache count=0 status=none; done', "bash", ...paths]);

/** Opens each archive, reads its beginning and its end, and nothing else. */
async function readPlainly(paths: readonly string[]): Promise<void> {
  const buffer = new Uint8Array(stretch);
  for (const path of paths) {
    const file = openSync(path, "r");
    readSync(file, buffer, 0, stretch, 0);
    readSync(file, buffer, 0, stretch, Math.max(0, fstatSync(file).size - stretch));
    closeSync(file);
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

const { values } = parseArgs({
  options: {
    list: { type: "boolean" },
    archives: { type: "string", default: "1000" },
    rounds: { type: "string", default: "5" },
    markdown: { type: "string" },
  },
});
await using scene = await setScene();
const site = await scene.site();
await site.run();
const [archive = ""] = await site.archives();
const paths = await multiply(archive, site.store, Number(values.archives));
const ways = {
  plain: () => readPlainly(paths),
  list: () => must([binary, "list", "--config", site.config]),
} as const;
const names = ["plain", "list"] as const;
const costs = {
  warm: { plain: [] as number[], list: [] as number[] },
  cold: { plain: [] as number[], list: [] as number[] },
};
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of names) {
    await forget(paths);
    costs.cold[name].push(await seconds(ways[name]));
    costs.warm[name].push(await seconds(ways[name]));
  }
}
const row = (label: string, { plain, list }: (typeof costs)["warm"]) => {
  const [least, taken] = [median(plain), median(list)];
  return `| ${label} | ${least.toFixed(2)} | ${taken.toFixed(2)} | ${(taken / least).toFixed(1)} |`;
};
const blocks = (await readdir(scene.dataDirectory)).filter((name) => name.startsWith("01")).length + 1;
const lines = [
  `${values.archives} archives of ${blocks} blocks each, ${values.rounds} rounds in turns.`,
  machine(),
  "",
  "| median, s | first and last 4 KiB of each, read plainly | promsnap list | promsnap ÷ plain |",
  "|---|---:|---:|---:|",
  row("in the page cache", costs.warm),
  row("not in the page cache", costs.cold),
];
await report(lines, values.markdown);
