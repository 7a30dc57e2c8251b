/**
 * Extracts every hostile archive below an empty directory, as a program of its own, and prints those that are not refused
 * for their reason: what Bun's zlib does, Deno's has to do as well.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { extractArchive } from "../../src/archive/extract.ts";
import { isFault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";
import { hostileCases } from "./hostile-cases.ts";

const [path = ""] = process.argv.slice(2);
const createWorker = () => new Worker(new URL("../../src/archive/worker.ts", import.meta.url), { type: "module" });
using here = Directory.open(path);

for (const [name, reason, bytes] of hostileCases) {
  const found = await refusal(bytes);
  if (found !== reason) process.stdout.write(`${name}: ${found} instead of ${reason}\n`);
}
process.exit(0);

async function refusal(bytes: Uint8Array): Promise<string> {
  writeFileSync(`${path}/hostile`, bytes);
  mkdirSync(`${path}/into`);
  using file = here.file("hostile");
  using into = here.directory("into");
  try {
    const { signal } = new AbortController();
    await extractArchive(file, into, { createWorker, workers: 1, signal, progress: () => undefined });
    return "nothing";
  } catch (error) {
    return isFault(error, "archive.corrupt") ? error.data.details.reason : String(error);
  } finally {
    rmSync(`${path}/into`, { recursive: true });
  }
}
