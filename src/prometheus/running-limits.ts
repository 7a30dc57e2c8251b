import type { PrometheusClient } from "./client.ts";
import type { Limits } from "./deletions.ts";
import { limitsOf, type Retention, readRetention } from "./retention.ts";

const names = {
  seconds: "prometheus_tsdb_retention_limit_seconds",
  bytes: "prometheus_tsdb_retention_limit_bytes",
  percentage: "prometheus_tsdb_retention_limit_percentage",
} as const;

/**
 * What a running Prometheus keeps now, on a file system of `diskBytes`. Its metrics tell what is in force, for in version 3
 * the configuration may have changed it since the start; what a version has no metric for, its runtimeinfo tells.
 * Undefined where neither can be understood: then nobody knows what it will delete.
 */
export async function runningLimits(
  client: PrometheusClient,
  diskBytes: number,
  signal: AbortSignal,
): Promise<Limits | undefined> {
  const metrics = await client.metrics(Object.values(names), signal);
  const told = readRetention((await client.runtimeInfo(signal)).storageRetention);
  const seconds = metrics.get(names.seconds);
  if (seconds === undefined && told === undefined) return undefined;
  return limitsOf(
    limited({
      time: seconds === undefined ? told?.time : seconds * 1000,
      bytes: metrics.get(names.bytes) ?? told?.bytes,
      percentage: metrics.get(names.percentage) ?? told?.percentage,
    }),
    diskBytes,
  );
}

/** A limit of zero is none. */
function limited({ time = 0, bytes = 0, percentage = 0 }: { [K in keyof Retention]-?: number | undefined }): Retention {
  return {
    ...(time > 0 && { time }),
    ...(bytes > 0 && { bytes }),
    ...(percentage > 0 && { percentage }),
  };
}
