import { isRecord, isTime, isUlid, parse } from "./meta.ts";

/**
 * Which block this is and what became of which blocks in it: what decides whether Prometheus serves a block's samples
 * and whether it keeps the block. Times are milliseconds since 1970, `maxTime` exclusive.
 */
export interface Lineage {
  readonly ulid: string;
  readonly minTime: number;
  readonly maxTime: number;
  /** The blocks of the first level whose samples it holds, itself among them if it is one. */
  readonly sources: readonly string[];
  /** The blocks that a compaction replaced by this one; Prometheus deletes them when it loads this one. */
  readonly parents: readonly string[];
  /** It holds nothing, and Prometheus deletes it at the next occasion. */
  readonly deletable: boolean;
}

/**
 * The lineage in a meta.json, or in one entry of Prometheus's list of loaded blocks, which has the same form. Undefined
 * for what Prometheus would not take for a block either: this reads what other versions wrote, so it forgives the rest.
 */
export function lineageOf(meta: unknown): Lineage | undefined {
  if (!isRecord(meta) || meta["version"] !== 1) return undefined;
  const { ulid, minTime, maxTime } = meta;
  if (typeof ulid !== "string" || !isUlid(ulid)) return undefined;
  if (!isTime(minTime) || !isTime(maxTime)) return undefined;
  const compaction = isRecord(meta["compaction"]) ? meta["compaction"] : {};
  const parents = listOf(compaction["parents"]).map((parent) => (isRecord(parent) ? parent["ulid"] : undefined));
  return {
    ulid,
    minTime,
    maxTime,
    sources: ulidsIn(listOf(compaction["sources"])),
    parents: ulidsIn(parents),
    deletable: compaction["deletable"] === true,
  };
}

/** The lineage in the text of a meta.json. */
export function readLineage(text: string): Lineage | undefined {
  return lineageOf(parse(text));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function ulidsIn(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === "string" && isUlid(value));
}

/**
 * Whether Prometheus, when it starts on this block, reads its write-ahead log only from the block's end on. Blocks with a
 * hint, such as those of out-of-order samples, it passes over for that (inOrderBlocksMaxTime in tsdb/db.go).
 */
export function countsForReplay(meta: unknown): boolean {
  const compaction = isRecord(meta) && isRecord(meta["compaction"]) ? meta["compaction"] : {};
  return listOf(compaction["hints"]).length === 0;
}

/** Whether a block holds samples that came out of order, as Prometheus marks it (`from-out-of-order` in tsdb/block.go). */
export function isOutOfOrder(meta: unknown): boolean {
  const compaction = isRecord(meta) && isRecord(meta["compaction"]) ? meta["compaction"] : {};
  return listOf(compaction["hints"]).includes("from-out-of-order");
}
