import type { WeighedBlock } from "../../../prometheus/deletions.ts";
import type { HeadTimes } from "../../../prometheus/head-times.ts";

/** A block in the data directory of a running Prometheus. */
export interface LiveBlock extends WeighedBlock {
  /** Whether Prometheus reads its write-ahead log only from this block's end on: one of out-of-order samples does not count. */
  readonly inOrder: boolean;
}

/**
 * From when on, in milliseconds since 1970, the head of a running Prometheus may have a sample that is in no block, now
 * or later. A block that ends by then is safe to add: at its next start Prometheus discards every sample of the write-ahead
 * log that is older than the end of its newest block (open and inOrderBlocksMaxTime in tsdb/db.go, versions 2.42 to 3.16).
 *
 * The head's own beginning is not enough while it is young: until it spans half a block it takes samples that are older
 * than its first one (appendableMinValidTime in tsdb/head.go). What ends no later than a live block is safe in any case: that
 * one has the same effect already.
 */
export function headBeginning(
  { minTime, maxTime, blockRange }: HeadTimes,
  live: readonly LiveBlock[],
  now: number,
): number {
  const takesFrom = (maxTime ?? now) - blockRange / 2;
  const from = Math.max(takesFrom, replayedFrom(live));
  return minTime === undefined ? from : Math.min(minTime, from);
}

/** From when on Prometheus reads its write-ahead log when it starts on these blocks; -Infinity for from its beginning. */
export function replayedFrom(blocks: readonly LiveBlock[]): number {
  return blocks
    .filter(({ inOrder }) => inOrder)
    .reduce((latest, { maxTime }) => Math.max(latest, maxTime), Number.NEGATIVE_INFINITY);
}
