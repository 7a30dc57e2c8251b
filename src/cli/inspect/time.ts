import type { InspectedBlock } from "../../jobs/inspect/blocks.ts";
import { gapsBetween, type Overlap, overlapsOf, type Stretch } from "../../tsdb/coverage.ts";
import type { DrawnBlock } from "./timeline.ts";

/** A block with its place in time. */
export interface TimedBlock extends DrawnBlock {
  readonly ulid: string;
}

/** When the blocks of an archive have samples. Times are milliseconds since 1970, `maxTime` exclusive. */
export interface SnapshotTime {
  /** Those with samples, at times that a calendar has. */
  readonly blocks: readonly TimedBlock[];
  /** How many have samples at times that none has. */
  readonly undrawn: number;
  /** From the first one's beginning to the last one's end; undefined where there is none. */
  readonly whole: Stretch | undefined;
  readonly gaps: readonly Stretch[];
  readonly overlaps: readonly Overlap<TimedBlock>[];
}

/**
 * What no block covers for no longer than this is no gap: Prometheus's own queries look back five minutes, and a block
 * ends with its last sample, not when the next would have come.
 */
export const leastGap = 5 * 60_000;
/** The instants that a calendar has: so many milliseconds before and after 1970. */
const calendar = 8.64e15;

/** Puts the blocks of an archive into time. */
export function timeOf(inspected: readonly InspectedBlock[]): SnapshotTime {
  const withSamples = inspected.flatMap(({ ulid, meta, head }) => {
    if (meta === undefined || meta.samples === 0 || meta.minTime >= meta.maxTime) return [];
    return [{ ulid, minTime: meta.minTime, maxTime: meta.maxTime, level: meta.level, head }];
  });
  const blocks = withSamples.filter(({ minTime, maxTime }) => minTime >= -calendar && maxTime <= calendar);
  return {
    blocks,
    undrawn: withSamples.length - blocks.length,
    whole: wholeOf(blocks),
    gaps: gapsBetween(blocks, leastGap),
    overlaps: overlapsOf(blocks),
  };
}

function wholeOf(blocks: readonly Stretch[]): Stretch | undefined {
  if (blocks.length === 0) return undefined;
  return {
    minTime: blocks.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY),
    maxTime: blocks.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY),
  };
}
