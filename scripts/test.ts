import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readReport } from "../tests/bed/junit.ts";

/** What a part of the run found. */
interface Findings {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

const root = join(import.meta.dir, "..");
const tool = (name: string) => join(root, "node_modules/.bin", name);

/** The parts that are one command each, in order. They count as one test each. */
const checks: Readonly<Record<string, readonly string[]>> = {
  types: [tool("deno"), "check", "--quiet", "src", "scripts", "tests"],
  format: [tool("biome"), "format", "."],
  lint: [tool("biome"), "lint", "--error-on-warnings", "."],
  build: [join(root, "scripts/build")],
};

/** Ends what runs when this run is told to end; its scratch directory is still cleared then. */
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => interruption.abort());

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Certificates that a machine sets for its own network are none of the tests' business. */
function environment(scratch: string): Record<string, string | undefined> {
  const { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE, SSL_CERT_DIR, ...rest } = process.env;
  const { PATH } = rest;
  return { ...rest, PATH: `${PATH}:/usr/sbin:/sbin`, TMPDIR: scratch, DENO_NO_UPDATE_CHECK: "1" };
}

async function check(
  name: string,
  command: readonly string[],
  env: Record<string, string | undefined>,
): Promise<Findings> {
  const child = Bun.spawn([...command], {
    cwd: root,
    env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    signal: interruption.signal,
  });
  const text = (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => new Response(stream).text();
  const [code, out, err] = await Promise.all([child.exited, text(child.stdout), text(child.stderr)]);
  if (code === 0) return { passed: 1, failed: [], skipped: [] };
  process.stderr.write(out + err);
  return { passed: 0, failed: [name], skipped: [] };
}

async function tests(
  paths: readonly string[],
  scratch: string,
  env: Record<string, string | undefined>,
): Promise<Findings> {
  const report = join(scratch, "report.xml");
  const reporting = ["--only-failures", "--reporter=junit", `--reporter-outfile=${report}`];
  // Two files at a time: most of their time they wait for servers, and each has its own.
  const command = [tool("bun"), "test", "--parallel=2", "--no-orphans", "--timeout=20000", ...reporting, ...paths];
  const child = Bun.spawn(command, {
    cwd: root,
    env,
    stdin: "ignore",
    stdout: 2,
    stderr: "inherit",
    signal: interruption.signal,
  });
  const code = await child.exited;
  const findings = readReport(await readFile(report, "utf8").catch(() => ""));
  if (code === 0 || findings.failed.length > 0) return findings;
  return { ...findings, failed: [`bun test ended with ${code}: a file that does not load, or no test at all`] };
}

/** Removes what killed tests left: mounts first, then files. */
async function clear(scratch: string): Promise<void> {
  const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(`${scratch}/`)).reverse()) {
    Bun.spawnSync(["umount", "--lazy", mount]);
  }
  await rm(scratch, { recursive: true, force: true });
}

/** Runs one part, reports it in a line with what it found and how long it took. */
async function part(name: string, run: () => Promise<Findings>): Promise<Findings> {
  const begin = performance.now();
  const findings = await run();
  const { passed, failed, skipped } = findings;
  const counts = [
    `${passed} passed`,
    failed.length && `${failed.length} failed`,
    skipped.length && `${skipped.length} skipped`,
  ];
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  print(`${name.padEnd(7)} ${counts.filter(Boolean).join(", ")} (${seconds} s)`);
  for (const test of failed) print(`        failed: ${test}`);
  for (const test of skipped) print(`        skipped: ${test}`);
  return findings;
}

async function runParts(wanted: readonly string[], scratch: string): Promise<readonly Findings[]> {
  const env = environment(scratch);
  const paths = wanted.filter((word) => !(word in checks) && word !== "tests");
  const all = wanted.length === 0;
  const testing = all || paths.length > 0 || wanted.includes("tests");
  const found: Findings[] = [];
  for (const [name, command] of Object.entries(checks)) {
    const needed = all || wanted.includes(name) || (name === "build" && testing);
    if (needed) found.push(await part(name, () => check(name, command, env)));
  }
  if (testing) found.push(await part("tests", () => tests(paths, scratch, env)));
  return found;
}

const scratch = await mkdtemp(join(tmpdir(), "tests-"));
// Some tests are run as a user who owns nothing there.
await chmod(scratch, 0o711);
const found = await runParts(process.argv.slice(2), scratch).finally(() => clear(scratch));
const sum = (count: (findings: Findings) => number) => found.reduce((total, findings) => total + count(findings), 0);
const failed = sum((findings) => findings.failed.length);
const { CI } = process.env;
print(`${sum((findings) => findings.passed)} passed, ${failed} failed`);
process.exitCode = failed > 0 || (CI && sum((findings) => findings.skipped.length) > 0) ? 1 : 0;
