import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { must } from "./processes.ts";

/** What blocks hold: `hosts` × 100 series, one sample per 15 s, for the `hours` before `end` (seconds since 1970). */
export interface BlockParameters {
  readonly hosts: number;
  readonly hours: number;
  readonly end: number;
}

/** A day of two hosts in twelve blocks, 4.6 MB: enough for most tests. It ends at 2026-01-01T00:00:00Z. */
export const oneDay: BlockParameters = { hosts: 2, hours: 24, end: 1767225600 };

const generatorSource = join(import.meta.dir, "openmetrics.c");
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Where blocks and what else is costly wait for the next run: outside the clone, so that a fresh one finds them. */
export const { PROMSNAP_CACHE: cacheDirectory = join(homedir(), ".cache", "promsnap") } = process.env;

/** Writes real blocks, made by promtool from generated metrics, into the directory `into`. */
export async function generateBlocks(parameters: BlockParameters, into: string): Promise<void> {
  const { hosts, hours, end } = parameters;
  const scratch = `${into}.scratch-${process.pid}`;
  const [generator, metrics] = [join(scratch, "openmetrics"), join(scratch, "metrics.txt")];
  await mkdir(scratch, { recursive: true });
  try {
    await must(["gcc", "-O2", "-o", generator, generatorSource, "-lm"]);
    await must([
      "bash",
      "-c",
      '"$1" "$2" "$3" "$4" > "$5"',
      "bash",
      generator,
      `${hosts}`,
      `${hours}`,
      `${end}`,
      metrics,
    ]);
    await must(["promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", metrics, into]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The directory with such blocks, made when it is not in the cache yet. Copy them, never change them there. */
export async function cachedBlocks(parameters: BlockParameters): Promise<string> {
  const { hosts, hours, end } = parameters;
  const version = Bun.hash(await Bun.file(generatorSource).text()).toString(36);
  const ready = join(cacheDirectory, `blocks-${hosts}x${hours}h-${end}-${version}`);
  if (await stat(ready).catch(() => undefined)) return ready;
  const fresh = `${ready}.new-${process.pid}`;
  await mkdir(cacheDirectory, { recursive: true });
  await generateBlocks(parameters, fresh);
  await rename(fresh, ready).catch(() => rm(fresh, { recursive: true })); // somebody else was quicker
  return ready;
}

/** The names of the blocks in a directory, oldest first. */
export async function blocksIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => ulidPattern.test(name)).sort();
}

/** Copies the blocks of `parameters` into a data directory, which is created. */
export async function fillDataDirectory(directory: string, parameters: BlockParameters = oneDay): Promise<void> {
  await mkdir(directory, { recursive: true });
  await cp(await cachedBlocks(parameters), directory, { recursive: true, preserveTimestamps: true });
}

/** A name for a block: a ULID of that time (milliseconds) and number. */
export function ulidOf(time: number, number: number): string {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const digits = (value: number, count: number) =>
    Array.from({ length: count }, (_, i) => alphabet[Math.floor(value / 32 ** (count - 1 - i)) % 32]).join("");
  return digits(time, 10) + digits(number, 16);
}

/**
 * Copies the blocks of `from` into `into` again and again until they take `bytes`. Each copy has a name of its own
 * and, in its meta.json alone, a time before all earlier copies: a Prometheus that loads them sees no overlap to
 * compact. Its samples keep their times. Returns how many bytes there are now.
 */
export async function multiplyBlocks(from: string, into: string, bytes: number): Promise<number> {
  const names = await blocksIn(from);
  const metas = await Promise.all(names.map((name) => Bun.file(join(from, name, "meta.json")).json()));
  const span = Math.max(...metas.map((meta) => meta.maxTime)) - Math.min(...metas.map((meta) => meta.minTime)) + 1;
  await mkdir(into, { recursive: true });
  let total = 0;
  for (let copy = 0; total < bytes; copy++) {
    for (const [i, name] of names.entries()) {
      if (total >= bytes) break;
      const meta = structuredClone(metas[i]);
      meta.minTime -= copy * span;
      meta.maxTime -= copy * span;
      meta.ulid = ulidOf(meta.maxTime, copy);
      meta.compaction.sources = [meta.ulid];
      await cp(join(from, name), join(into, meta.ulid), { recursive: true });
      await Bun.write(join(into, meta.ulid, "meta.json"), `${JSON.stringify(meta, null, "\t")}\n`);
      total += await bytesBelow(join(into, meta.ulid));
    }
  }
  return total;
}

/** The bytes of all files below a directory. */
export async function bytesBelow(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, file) => sum + file.size, 0);
}
