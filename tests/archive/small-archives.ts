import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Extracted, extractArchive } from "../../src/archive/extract.ts";
import { Pool } from "../../src/archive/pool.ts";
import { listTree } from "../../src/archive/tree.ts";
import { writeArchive } from "../../src/archive/writer.ts";
import { Fault, type FaultData } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { type BlockParameters, blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { top } from "./forge.ts";

/** A block of a hundred series: small enough to be broken in every place. */
const smallest: BlockParameters = { ...oneDay, hosts: 1, hours: 2 };
const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const createWorker = () => new Worker(worker, { type: "module" });
const never = new AbortController().signal;
const quiet = () => undefined;

/** One small block of a real Prometheus's making, as either kind of archive; a copy of it stays in `source`. */
export interface SmallArchives {
  readonly block: string;
  readonly own: Uint8Array<ArrayBuffer>;
  readonly script: Uint8Array<ArrayBuffer>;
}

/** Makes them in a directory; `own` and `script` are their names. */
export async function smallArchives(path: string): Promise<SmallArchives> {
  const blocks = await cachedBlocks(smallest);
  const [block = ""] = await blocksIn(blocks);
  await cp(join(blocks, block), join(path, "source", block), { recursive: true });
  using here = Directory.open(path);
  using root = here.directory("source");
  using pool = new Pool(createWorker, 1);
  using output = here.create("own", 0o640);
  const order = { root, tree: listTree(root), name: top, taken: 1e12, level: 6, damage: [], metas: [] };
  await writeArchive(order, pool, 1, output, never, quiet);
  await must(["bash", "-c", `cp -r source ${top} && tar -czf script ${top} && rm -r ${top}`], { directory: path });
  const read = async (name: string) => new Uint8Array(await Bun.file(join(path, name)).bytes());
  return { block, own: await read("own"), script: await read("script") };
}

/** Extracts an archive of these bytes below a directory, and removes what was extracted. Answers that, or the fault. */
export async function extraction(path: string, bytes: Uint8Array): Promise<Extracted | { fault: FaultData }> {
  await writeFile(join(path, "broken"), bytes);
  await mkdir(join(path, "into"));
  using here = Directory.open(path);
  using file = here.file("broken");
  using into = here.directory("into");
  try {
    return await extractArchive(file, into, { createWorker, workers: 1, signal: never, progress: quiet });
  } catch (error) {
    if (error instanceof Fault) return { fault: error.data };
    throw error;
  } finally {
    await rm(join(path, "into"), { recursive: true });
  }
}
