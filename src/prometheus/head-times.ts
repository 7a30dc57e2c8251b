import type { PrometheusClient } from "./client.ts";
import { durationIn } from "./retention.ts";

/** What the in-memory head holds. Times are milliseconds since 1970, both inclusive; absent while it is empty. */
export interface HeadTimes {
  readonly minTime?: number;
  readonly maxTime?: number;
  /** How much time the smallest block spans, in milliseconds. */
  readonly blockRange: number;
}

const names = { minTime: "prometheus_tsdb_head_min_time", maxTime: "prometheus_tsdb_head_max_time" } as const;
/** The default of `--storage.tsdb.min-block-duration`. */
const usualRange = 2 * 3_600_000;

/**
 * Whether Prometheus is about to make a block of the beginning of its head. Right after a start its head reaches from the
 * end of the last block on, however long ago that is, until the first sample has it look where its samples begin
 * (compactable and truncateMemory in tsdb/head.go).
 */
export function isCompactable({ minTime = 0, maxTime = 0, blockRange }: HeadTimes): boolean {
  return maxTime - minTime > 1.5 * blockRange;
}

/** Asks for the times of the head; undefined where Prometheus does not tell them. */
export async function readHeadTimes(client: PrometheusClient, signal: AbortSignal): Promise<HeadTimes | undefined> {
  const flags = await client.flags(signal);
  const blockRange = durationIn(flags["storage.tsdb.min-block-duration"] ?? "") ?? usualRange;
  const metrics = await client.metrics(Object.values(names), signal);
  const [minTime, maxTime] = [metrics.get(names.minTime), metrics.get(names.maxTime)];
  if (minTime === undefined || maxTime === undefined) return undefined;
  // An empty head begins at the largest number of 64 bits and ends at the smallest.
  if (!Number.isSafeInteger(minTime) || !Number.isSafeInteger(maxTime)) return { blockRange };
  return { minTime, maxTime, blockRange };
}
