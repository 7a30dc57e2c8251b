import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { generateBlocks } from "../tests/bed/blocks.ts";
import { startPrometheus } from "../tests/bed/prometheus.ts";
import { binary, writeConfiguration } from "../tests/bed/promsnap.ts";
import { temporaryDirectory } from "../tests/bed/temporary.ts";

const print = (text: string) => process.stdout.write(text);
const heading = (text: string) => print(`\n── ${text} ${"─".repeat(Math.max(0, 76 - text.length))}\n\n`);

/** Shows commands as one would type them and runs them on this terminal. A failed one throws; cleanup ends one that runs. */
function shower(cleanup: AsyncDisposableStack) {
  return async (typed: string, command: readonly string[]): Promise<void> => {
    print(`$ ${typed}\n`);
    const child = Bun.spawn([...command], { stdin: "ignore", stdout: "inherit", stderr: "inherit" });
    cleanup.defer(async () => {
      child.kill();
      await child.exited;
    });
    const code = await child.exited;
    if (code !== 0) throw new Error(`${typed} ended with ${code}`);
  };
}

/** Six hours up to the last even hour, as Prometheus would have written them to disk by now. */
function recently() {
  const twoHours = 2 * 3600;
  return { hosts: 2, hours: 6, end: Math.floor(Date.now() / 1000 / twoHours) * twoHours };
}

async function demo(place: string, cleanup: AsyncDisposableStack): Promise<void> {
  const show = shower(cleanup);
  const [data, snapshots, log] = [join(place, "prometheus"), join(place, "snapshots"), join(place, "snapshot.log")];

  heading("A Prometheus with six hours of two hosts' metrics");
  await mkdir(data);
  await generateBlocks(recently(), data);
  const prometheus = cleanup.use(await startPrometheus({ dataDirectory: data }));
  print(`Prometheus answers at ${prometheus.url}; its data is in ${data}\n`);
  await prometheus.scraped();

  heading("The configuration: the script's own keys");
  const values = { HOST: prometheus.url, SNAPSHOT_DIR: snapshots, LOG_FILE: log, PROMETHEUS_DATA_DIR: data };
  const config = await writeConfiguration(join(place, "prometheus-snapshot.conf"), values);
  await show(`cat ${config}`, ["cat", config]);

  heading("One snapshot");
  await show("promsnap run", [binary, "run", "--config", config]);

  heading("What there is now");
  await show("promsnap list", [binary, "list", "--config", config]);
  print("\n");
  await show(`ls -l ${snapshots}`, ["ls", "-l", snapshots]);
  print("\n");
  const archive = (await readdir(snapshots)).find((name) => name.endsWith(".tar.gz")) ?? "";
  await show(`tar -tzf ${archive} | head`, ["bash", "-c", 'tar -tzf "$1" | sed 10q', "bash", join(snapshots, archive)]);
  print("\n");
  await show(`cat ${log}`, ["cat", log]);
}

/** The exit code of the first signal that asks to end. */
function interruption(): Promise<number> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve(130));
    process.once("SIGTERM", () => resolve(143));
  });
}

async function inTemporaryDirectory(keep: boolean): Promise<number> {
  await using cleanup = new AsyncDisposableStack();
  const place = await temporaryDirectory();
  cleanup.defer(() => (keep ? void print(`\nKept: ${place.path}\n`) : place.remove()));
  const interrupted = interruption();
  const shown = demo(place.path, cleanup).then(
    () => 0,
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      return 1;
    },
  );
  return await Promise.race([shown, interrupted]);
}

const keep = process.argv.includes("--keep");
const code = await inTemporaryDirectory(keep);
if (!keep && code === 0) print("\nPrometheus is stopped and all of this removed. --keep leaves the files.\n");
process.exit(code);
