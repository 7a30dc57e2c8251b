import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Extracted, type ExtractionTerms, extractArchive } from "../../src/archive/extract.ts";
import { Pool } from "../../src/archive/pool.ts";
import { listTree } from "../../src/archive/tree.ts";
import { writeArchive } from "../../src/archive/writer.ts";
import { readSourceBlocks } from "../../src/prometheus/source-blocks.ts";
import { Directory } from "../../src/system/directory.ts";
import { must } from "../bed/processes.ts";
import { top } from "./forge.ts";

const worker = new URL("../../src/archive/worker.ts", import.meta.url);
const createWorker = () => new Worker(worker, { type: "module" });
const never = new AbortController().signal;
const quiet = () => undefined;

/** promsnap's archive of a directory of blocks, at a path where nothing is yet; `taken` in milliseconds since 1970. */
export async function makeOwnArchive(source: string, path: string, taken = 1e12): Promise<void> {
  using here = Directory.open(dirname(path));
  using root = Directory.open(source);
  using pool = new Pool(createWorker, 2);
  using output = here.create(basename(path), 0o640);
  const { metas } = readSourceBlocks(root);
  const order = { root, tree: listTree(root), name: top, taken, level: 6, damage: [], metas };
  await writeArchive(order, pool, 2, output, never, quiet);
}

/** The script's archive of a directory of blocks: copied, then packed by the same commands. */
export async function makeScriptArchive(source: string, path: string): Promise<void> {
  const copies = `${path}.copies`;
  await mkdir(copies);
  await must(["cp", "-r", source, join(copies, top)]);
  await must(["tar", "-czf", path, "-C", copies, top]);
  await must(["rm", "-r", copies]);
}

export const kinds = [
  ["promsnap's", makeOwnArchive],
  ["the script's", makeScriptArchive],
] as const;

/** Extracts an archive into a directory, by a pool of two unless told otherwise. */
export async function extractInto(
  archive: string,
  target: string,
  terms: Partial<ExtractionTerms> = {},
): Promise<Extracted> {
  using here = Directory.open(dirname(archive));
  using file = here.file(basename(archive));
  using into = Directory.open(target);
  return await extractArchive(file, into, { createWorker, workers: 2, signal: never, progress: quiet, ...terms });
}
