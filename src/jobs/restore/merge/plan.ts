import type { LeftOutReason } from "../../../faults/merge.ts";
import { type DeletionReason, deletedAtLoad, type Limits, type WeighedBlock } from "../../../prometheus/deletions.ts";
import type { HeadTimes } from "../../../prometheus/head-times.ts";
import { notAmong } from "../../../prometheus/serving.ts";
import { byName, byTime } from "./causes.ts";
import { headBeginning, type LiveBlock } from "./replay.ts";

/** What a merge meets: the running Prometheus as it is now. */
export interface MergeGround {
  /** The blocks in its data directory. */
  readonly live: readonly LiveBlock[];
  readonly head: HeadTimes;
  readonly limits: Limits;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly allowOverlap: boolean;
}

/** What becomes of one block of an archive; `other` is the block because of which. */
export type Decision =
  | { readonly kind: "add" }
  | { readonly kind: "there"; readonly other: string }
  | { readonly kind: "left out"; readonly reason: LeftOutReason; readonly other?: string };

/** A block of the archive with what becomes of it. */
export interface PlannedBlock extends WeighedBlock {
  readonly decision: Decision;
}

/** A block that Prometheus would delete as soon as the blocks to be added are there. */
export interface Doomed {
  readonly ulid: string;
  readonly reason: DeletionReason;
}

/** What a merge does. Where `doomed` is not empty it must not be done. */
export interface MergePlan {
  /** By time, oldest first. */
  readonly blocks: readonly PlannedBlock[];
  /** No added block reaches beyond this instant, in milliseconds since 1970. */
  readonly headBeginning: number;
  readonly doomed: readonly Doomed[];
}

/** A decision about a block on its own; undefined where it may be added as far as this rule knows. */
type Rule = (block: WeighedBlock) => Decision | undefined;

/**
 * Decides for each block of an archive whether it can be added to a running Prometheus without a sample of it being lost,
 * at once or when it reads its write-ahead log again, and foresees what its own rules would delete of all together.
 */
export function planMerge(blocks: readonly WeighedBlock[], ground: MergeGround): MergePlan {
  const { live, head, limits, now } = ground;
  const beginning = headBeginning(head, live, now);
  const alone = [isThere(blocks, live), isDeletable, isNewer(beginning), replacesLive(live), ...overlapRules(ground)];
  const decided = new Map<string, Decision>();
  const settle = (rules: readonly Rule[]) => {
    for (const block of remaining()) {
      const decision = firstOf(rules, block);
      if (decision !== undefined) decided.set(block.ulid, decision);
    }
  };
  const remaining = () => blocks.filter(({ ulid }) => !decided.has(ulid));
  settle(alone);
  settle([isReplacedBy(remaining())]);
  settle([isExpired([...live, ...remaining()], head, limits)]);
  const added = remaining();
  return {
    blocks: [...blocks]
      .sort((one, other) => one.minTime - other.minTime || one.maxTime - other.maxTime)
      .map((block) => ({ ...block, decision: decided.get(block.ulid) ?? { kind: "add" } })),
    headBeginning: beginning,
    doomed: added.length === 0 ? [] : doomedOf([...live, ...added], limits),
  };
}

/** The blocks of a plan that are to be added. */
export function addedIn({ blocks }: Pick<MergePlan, "blocks">): readonly PlannedBlock[] {
  return blocks.filter(({ decision }) => decision.kind === "add");
}

function firstOf(rules: readonly Rule[], block: WeighedBlock): Decision | undefined {
  for (const rule of rules) {
    const decision = rule(block);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function isThere(blocks: readonly WeighedBlock[], live: readonly LiveBlock[]): Rule {
  const absent = new Set(notAmong(blocks, live).map(({ ulid }) => ulid));
  const standingFor = byName(live, ({ ulid, parents }) => [ulid, ...parents]);
  const holding = byName(live, ({ sources }) => sources);
  return ({ ulid, sources }) => {
    if (absent.has(ulid)) return undefined;
    return { kind: "there", other: (standingFor([ulid]) ?? holding(sources))?.ulid ?? ulid };
  };
}

function isDeletable({ deletable }: WeighedBlock): Decision | undefined {
  return deletable ? leftOut("deletable") : undefined;
}

function isNewer(beginning: number): Rule {
  return ({ maxTime }) => (maxTime > beginning ? leftOut("newer") : undefined);
}

function replacesLive(live: readonly LiveBlock[]): Rule {
  const named = byName(live, ({ ulid }) => [ulid]);
  return ({ parents }) => because("replaces", named(parents));
}

function overlapRules({ live, allowOverlap }: MergeGround): Rule[] {
  const overlapping = byTime(live);
  return allowOverlap ? [] : [(block) => because("overlap", overlapping(block))];
}

/** Prometheus deletes the parents of every block that it loads. */
function isReplacedBy(added: readonly WeighedBlock[]): Rule {
  const replacing = byName(added, ({ parents }) => parents);
  return ({ ulid }) => because("replaced", replacing([ulid]));
}

/** Measured to the end of the head as well: the next block is made of it, and then all older than that go. */
function isExpired(blocks: readonly WeighedBlock[], { maxTime: headEnd }: HeadTimes, { time }: Limits): Rule {
  if (time === undefined) return () => undefined;
  const newest = blocks.reduce((latest, { maxTime }) => Math.max(latest, maxTime), headEnd ?? Number.NEGATIVE_INFINITY);
  return ({ maxTime }) => (newest - maxTime >= time ? leftOut("expired") : undefined);
}

function because(reason: LeftOutReason, cause: WeighedBlock | undefined): Decision | undefined {
  return cause === undefined ? undefined : { kind: "left out", reason, other: cause.ulid };
}

function leftOut(reason: LeftOutReason): Decision {
  return { kind: "left out", reason };
}

function doomedOf(blocks: readonly WeighedBlock[], limits: Limits): Doomed[] {
  return [...deletedAtLoad(blocks, limits)].map(([ulid, reason]) => ({ ulid, reason }));
}
