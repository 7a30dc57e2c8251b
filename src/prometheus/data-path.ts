import { posix } from "node:path";
import { shown } from "./answers.ts";
import type { PrometheusClient } from "./client.ts";

/** Prometheus's own path of its data: `--storage.tsdb.path` as typed, from its working directory on. */
export function dataPath(flags: Readonly<Record<string, string>>, workingDirectory: string): string | undefined {
  const path = flags["storage.tsdb.path"];
  return path === undefined ? undefined : shown(posix.resolve(workingDirectory, path));
}

/** Asks Prometheus for that path; undefined when it does not tell, for it only explains another failure. */
export async function reportedDataPath(client: PrometheusClient, signal: AbortSignal): Promise<string | undefined> {
  try {
    const [flags, { CWD }] = [await client.flags(signal), await client.runtimeInfo(signal)];
    return dataPath(flags, CWD);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
