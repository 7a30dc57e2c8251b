/**
 * Extracts an archive as a program of its own, under Bun or Deno, and prints what came of it as JSON: what was extracted,
 * or the fault, and the most memory that it ever held, in KiB.
 *
 *   extract.ts ARCHIVE-DIRECTORY ARCHIVE-NAME INTO WORKERS
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { extractArchive } from "../../src/archive/extract.ts";
import { Fault } from "../../src/errors.ts";
import { Directory } from "../../src/system/directory.ts";

const [path = "", name = "", target = "", workers = "2"] = process.argv.slice(2);
const createWorker = () => new Worker(new URL("../../src/archive/worker.ts", import.meta.url), { type: "module" });
const result = await extract().catch((error: unknown) => {
  if (error instanceof Fault) return { fault: error.data };
  throw error;
});
// Not resourceUsage().maxRSS, which begins with the memory of whoever started this process.
const memory = Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
process.stdout.write(`${JSON.stringify({ ...result, memory })}\n`, () => process.exit(0));

async function extract() {
  using file = Directory.open(path).file(name);
  using into = Directory.open(target);
  const { signal } = new AbortController();
  return await extractArchive(file, into, {
    createWorker,
    workers: Number(workers),
    signal,
    progress: () => undefined,
  });
}
