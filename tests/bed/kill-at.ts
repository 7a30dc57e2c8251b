import { mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "./blocks.ts";
import { type CommandOptions, must, type Outcome, run } from "./processes.ts";

const source = join(import.meta.dir, "kill-at.c");

/**
 * Runs a command and kills it (137) as it enters the `n`-th such call of any of its threads, which is not carried out;
 * waits also for what it started. Where there is no such call it ends as it would. See kill-at.c for the calls.
 */
export async function killAt(
  call: string,
  n: number,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<Outcome> {
  return await run([await program(), call, `${n}`, ...command], options);
}

/** The compiled kill-at.c, made when it is not in the cache yet. */
async function program(): Promise<string> {
  const ready = join(cacheDirectory, `kill-at-${Bun.hash(await Bun.file(source).text()).toString(36)}`);
  if (await stat(ready).catch(() => undefined)) return ready;
  const fresh = `${ready}.new-${process.pid}`;
  await mkdir(cacheDirectory, { recursive: true });
  await must(["gcc", "-O2", "-Wall", "-o", fresh, source]);
  await rename(fresh, ready);
  return ready;
}
