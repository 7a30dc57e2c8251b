import { freePort } from "./ports.ts";
import { start } from "./processes.ts";
import { until } from "./waiting.ts";

/** A real node_exporter with its textfile collector alone, as a user of its own. */
export interface NodeExporter extends AsyncDisposable {
  /** HOST:PORT, as a target of Prometheus. */
  readonly target: string;
  /** What it serves now. */
  metrics(): Promise<string>;
  output(): string;
}

/** Starts it in a directory of textfiles; where this is root, as nobody, who may read only what all may. */
export async function startNodeExporter(directory: string): Promise<NodeExporter> {
  const target = `127.0.0.1:${await freePort()}`;
  const nobody =
    process.getuid?.() === 0
      ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--pdeathsig=TERM", "--"]
      : [];
  const collectors = ["--collector.disable-defaults", "--collector.textfile"];
  const flags = [...collectors, "--collector.textfile.directory=.", `--web.listen-address=${target}`];
  const child = start([...nobody, "prometheus-node-exporter", ...flags], { directory });
  const metrics = async () => (await fetch(`http://${target}/metrics`)).text();
  await until("node_exporter ready", metrics);
  return {
    target,
    metrics,
    output: () => child.output().stderr,
    [Symbol.asyncDispose]: async () => void (await child.stop()),
  };
}
