import type { StoredBlock } from "../../archive/contents.ts";
import { findHeadBlock, type SnapshotInstant } from "../../snapshots/head-block.ts";
import type { Damage, Problem } from "../../tsdb/damage.ts";
import { isOutOfOrder, readLineage } from "../../tsdb/lineage.ts";
import { type BlockMeta, parse, readMeta } from "../../tsdb/meta.ts";

/** A block of an archive with what is known of it. */
export interface InspectedBlock {
  readonly ulid: string;
  /** Bytes of its files. */
  readonly bytes: number;
  /** Undefined where its meta.json cannot be read, and `problem` says why. */
  readonly meta: BlockMeta | undefined;
  readonly problem: Problem | undefined;
  /** True for the block that the snapshot made of the head, where that is known. */
  readonly head: boolean;
  /** Whether it holds samples that came out of order. */
  readonly outOfOrder: boolean;
  /** How many of its files were damaged when they were stored, as far as they are named. */
  readonly damaged: number;
}

/** Reads what the blocks say of themselves, sorts them by time, and tells which is the head's. */
export function inspectBlocks(
  stored: readonly StoredBlock[],
  damage: readonly Damage[],
  snapshot: SnapshotInstant,
): readonly InspectedBlock[] {
  const blocks = stored.map((block) => inspect(block, damage));
  const head = findHeadBlock(
    blocks.flatMap(({ candidate }) => candidate ?? []),
    snapshot,
  );
  return blocks.map(({ candidate: _, ...block }) => ({ ...block, head: block.ulid === head })).sort(byTime);
}

function inspect({ ulid, metaText, bytes }: StoredBlock, damage: readonly Damage[]) {
  const reading = metaText === undefined ? missing : readMeta(metaText, ulid);
  const meta = "meta" in reading ? reading.meta : undefined;
  const outOfOrder = isOutOfOrder(parse(metaText ?? ""));
  const sources = readLineage(metaText ?? "")?.sources ?? [];
  return {
    ulid,
    bytes,
    meta,
    problem: "finding" in reading ? reading.finding.problem : undefined,
    outOfOrder,
    damaged: damage.filter(({ block }) => block === ulid).length,
    candidate: meta && { ...meta, sources, outOfOrder },
  };
}

const missing = { finding: { problem: "missing" } } as const;

function byTime({ meta: a, ulid: first }: InspectedBlock, { meta: b, ulid: second }: InspectedBlock): number {
  const order = (a?.minTime ?? Number.NEGATIVE_INFINITY) - (b?.minTime ?? Number.NEGATIVE_INFINITY);
  // Two that are both unread differ by no number.
  if (order > 0 || order < 0) return order;
  return (a?.maxTime ?? 0) - (b?.maxTime ?? 0) || (first < second ? -1 : 1);
}
