import type { InspectedBlock } from "../../jobs/inspect/blocks.ts";
import type { Inspection, Metrics } from "../../jobs/inspect/inspect.ts";
import type { Stretch } from "../../tsdb/coverage.ts";
import { instantOf, type Json } from "../json.ts";
import type { SnapshotTime } from "./time.ts";

/** An inspection as docs/json.md describes it. */
export function inspectionObject(inspection: Inspection, time: SnapshotTime): Json {
  const { archive, bytes, contentBytes, maker, instant, sha256, verdict, damaged, damage, blocks, metrics } =
    inspection;
  return {
    archive,
    bytes,
    contentBytes,
    maker,
    instant: instant === undefined ? undefined : instantOf(instant),
    sha256,
    verified: verdict && { instant: instantOf(verdict.at), deep: verdict.deep, sound: verdict.sound },
    damaged: maker === "script" ? undefined : damaged,
    damage: maker === "script" ? undefined : damage.map((one) => ({ ...one })),
    ...(time.whole && times(time.whole)),
    blocks: blocks.map(blockObject),
    gaps: time.gaps.map((gap) => ({ ...times(gap), milliseconds: gap.maxTime - gap.minTime })),
    overlaps: time.overlaps.map((overlap) => ({ ...times(overlap), blocks: overlap.of.map(({ ulid }) => ulid) })),
    metrics: metrics && metricsObject(metrics),
  };
}

/** `head` and `outOfOrder` are told where they are so: that they are not is not always known. */
function blockObject({ ulid, bytes, meta, problem, head, outOfOrder, damaged }: InspectedBlock): Json {
  const { series, samples, chunks, level } = meta ?? {};
  return {
    ulid,
    ...(meta && times(meta)),
    series,
    samples,
    chunks,
    bytes,
    level,
    head: head || undefined,
    outOfOrder: outOfOrder || undefined,
    damaged: damaged || undefined,
    problem,
  };
}

function metricsObject({ block, counts }: Metrics): Json {
  if (counts === undefined) return { block };
  const { metrics, labels, pairs, ...totals } = counts;
  return {
    block,
    ...totals,
    metrics: metrics.map((one) => ({ ...one })),
    labels: labels.map((one) => ({ ...one })),
    pairs: pairs.map((one) => ({ ...one })),
  };
}

function times({ minTime, maxTime }: Stretch) {
  return { minTime: instantOf(minTime), maxTime: instantOf(maxTime) };
}
