import type { Loss, LossKind } from "../faults/prune.ts";
import type { Limits } from "../prometheus/deletions.ts";
import type { Lineage } from "../tsdb/lineage.ts";

/** A block of a snapshot. */
export interface HeldBlock extends Lineage {
  readonly level: number;
  readonly samples: number;
}

/** What a snapshot of promsnap's holds: its blocks, and the bytes of all their files. */
export interface Inventory {
  readonly content: number;
  readonly blocks: readonly HeldBlock[];
}

/** Such a snapshot. `instant` is milliseconds since 1970. */
export interface Inventoried {
  readonly name: string;
  readonly instant: number;
  /** What a damaged one lacks is no loss; what a later one lacks of it is. */
  readonly good: boolean;
  /** Looks what it holds: kept of all of a store at once, that would take much memory. */
  inventory(): Inventory | Promise<Inventory>;
}

const hour = 3_600_000;
/** The head block spans up to three hours; so much earlier ends a snapshot without it. */
const headSpan = 4 * hour;
/** Retention by size lets go of old blocks for new ones: what is left is then about as large as before. */
const stillAsLarge = 0.9;

/**
 * The first good snapshot that lacks blocks of the one before it for another reason than that Prometheus compacted them or
 * that its retention let go of the oldest. Those up to `accepted` (an instant) were judged before; `limits` are what
 * Prometheus keeps at most, as far as it tells.
 */
export async function findLoss(
  snapshots: readonly Inventoried[],
  accepted: number,
  limits: Limits = {},
): Promise<Loss | undefined> {
  const inOrder = snapshots.toSorted((a, b) => a.instant - b.instant || (a.name < b.name ? -1 : 1));
  let before: readonly Seen[] = [];
  for (const { name, instant, good, inventory } of inOrder) {
    const look = inventoryOnce(inventory);
    // Without the damaged one a Prometheus all of whose snapshots are damaged could lose its volume unseen.
    if (!good) before = [...before.filter((one) => one.good), { name, good, look }];
    else {
      for (const earlier of instant > accepted ? before : []) {
        const lost = compare(await earlier.look(), await look(), limits);
        if (lost !== undefined) return { earlier: earlier.name, later: name, ...lost };
      }
      before = [{ name, good, look }];
    }
  }
  return undefined;
}

/** A snapshot that the next one is compared with: the last good one, and the last damaged one after it. */
interface Seen {
  readonly name: string;
  readonly good: boolean;
  readonly look: () => Promise<Inventory>;
}

function inventoryOnce(look: Inventoried["inventory"]): () => Promise<Inventory> {
  let inventory: Inventory | undefined;
  return async () => {
    inventory ??= await look();
    return inventory;
  };
}

type Lost = Omit<Loss, "earlier" | "later">;

function compare(earlier: Inventory, later: Inventory, limits: Limits): Lost | undefined {
  const names = new Set(later.blocks.flatMap((block) => [block.ulid, ...block.sources, ...block.parents]));
  const gone = earlier.blocks.filter((block) => !livesOn(block, names));
  const { begin, end } = rangeOf(later.blocks);
  if (isAllGone(earlier, later, gone) && !isTurnedOver(earlier, later, limits)) return lost("all", earlier.blocks);
  const oldest = gone.filter(({ maxTime }) => maxTime <= begin);
  if (oldest.length > 0 && !isRetention(earlier, later, oldest, limits)) return lost("oldest", oldest);
  const middle = gone.filter(
    (block) => block.maxTime > begin && block.minTime < end && !isCovered(block, later.blocks),
  );
  if (middle.length > 0) return lost("middle", middle);
  const newest = withoutHead(earlier.blocks).filter(({ minTime }) => minTime >= end);
  if (rangeOf(newest).end > end + headSpan) return lost("newest", newest);
  const common = earlier.blocks.filter(({ maxTime }) => maxTime > begin && maxTime <= end);
  return common.length > 0 && isHalved(common, later.blocks) ? lost("half", common) : undefined;
}

function lost(kind: LossKind, blocks: readonly Lineage[]): Lost {
  const { begin: from, end: to } = rangeOf(blocks);
  return { kind, from, to };
}

/** As itself, in a block that was compacted of it, or in one that was written in its place without deleted samples. */
function livesOn({ ulid, sources }: Lineage, names: ReadonlySet<string>): boolean {
  return names.has(ulid) || (sources.length > 0 && sources.every((source) => names.has(source)));
}

/** The head block is made anew for each snapshot: only the others can be known again. Where it is alone, its time tells. */
function isAllGone(earlier: Inventory, later: Inventory, gone: readonly HeldBlock[]): boolean {
  if (earlier.blocks.length === 0) return false;
  const known = withoutHead(earlier.blocks);
  if (known.length > 0) return known.every((block) => gone.includes(block));
  return !earlier.blocks.some((block) => isCovered(block, later.blocks));
}

function withoutHead(blocks: readonly HeldBlock[]): readonly HeldBlock[] {
  const { end } = rangeOf(blocks);
  return blocks.filter(({ level, maxTime }) => level > 1 || maxTime < end);
}

/** Between two snapshots that are further apart than Prometheus keeps samples, everything changes. */
function isTurnedOver(earlier: Inventory, later: Inventory, limits: Limits): boolean {
  if (limits.bytes !== undefined && isStillAsLarge(earlier, later)) return true;
  return isOutdated(limits, later, writtenEnd(earlier));
}

/** By time as many blocks go as time has passed, and one more; by size, as many as new ones need room. */
function isRetention(earlier: Inventory, later: Inventory, gone: readonly HeldBlock[], limits: Limits): boolean {
  const passed = writtenEnd(later) - writtenEnd(earlier);
  const { end } = rangeOf(gone);
  const oldestEnd = earlier.blocks.reduce((least, { maxTime }) => Math.min(least, maxTime), end);
  const isUsual = end - oldestEnd <= passed + slackOf(earlier, later);
  return isUsual || isStillAsLarge(earlier, later) || isOutdated(limits, later, end);
}

function isStillAsLarge(earlier: Inventory, later: Inventory): boolean {
  return later.content >= earlier.content * stillAsLarge;
}

/** Whether Prometheus, as far as it tells how long it keeps blocks, keeps none that ends then. */
function isOutdated({ time }: Limits, later: Inventory, end: number): boolean {
  return time !== undefined && writtenEnd(later) + headSpan - end >= time;
}

/** Where the blocks end that Prometheus has written: it counts from there, and not from its head. */
function writtenEnd({ blocks }: Inventory): number {
  const known = withoutHead(blocks);
  return rangeOf(known.length === 0 ? blocks : known).end;
}

function isHalved(common: readonly HeldBlock[], later: readonly HeldBlock[]): boolean {
  const range = rangeOf(common);
  const left = later.filter(({ minTime, maxTime }) => minTime < range.end && maxTime > range.begin);
  return samplesOf(left) * 2 < samplesOf(common);
}

function isCovered({ minTime, maxTime }: Lineage, blocks: readonly Lineage[]): boolean {
  return blocks.some((block) => block.minTime < maxTime && block.maxTime > minTime);
}

/** Retention deletes whole blocks: by as much as the largest spans. A head block spans an outage as well. */
function slackOf(...inventories: readonly Inventory[]): number {
  const blocks = inventories.flatMap((inventory) => withoutHead(inventory.blocks));
  return blocks.reduce((most, { minTime, maxTime }) => Math.max(most, maxTime - minTime), headSpan);
}

function rangeOf(blocks: readonly Lineage[]): { begin: number; end: number } {
  return {
    begin: blocks.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY),
    end: blocks.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY),
  };
}

function samplesOf(blocks: readonly HeldBlock[]): number {
  return blocks.reduce((total, { samples }) => total + samples, 0);
}
