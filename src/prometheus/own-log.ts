import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import { bytesBelow } from "./blocks.ts";
import type { PrometheusClient } from "./client.ts";

const names = {
  segment: "prometheus_tsdb_wal_segment_current",
  bytes: "prometheus_tsdb_wal_storage_size_bytes",
} as const;

/**
 * Whether the write-ahead log in a data directory is the one that this Prometheus writes: by the number of its newest
 * segment and, from the version on that tells it, by its size, which has to lie between those before and after the
 * question. False too while a segment is being begun.
 */
export async function isOwnLog(client: PrometheusClient, data: Directory, signal: AbortSignal): Promise<boolean> {
  const before = logIn(data);
  const metrics = await client.metrics(Object.values(names), signal);
  const after = logIn(data);
  const [segment, bytes = after.bytes] = [metrics.get(names.segment), metrics.get(names.bytes)];
  return segment === after.segment && before.bytes <= bytes && bytes <= after.bytes;
}

function logIn(data: Directory): { readonly segment: number; readonly bytes: number } {
  using log = ifPresent(() => data.directory("wal"));
  const segments = (log?.names() ?? []).filter((name) => /^\d{8,}$/.test(name)).map(Number);
  return { segment: segments.reduce((most, number) => Math.max(most, number), -1), bytes: bytesBelow(data, "wal") };
}
