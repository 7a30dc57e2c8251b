import type { Lineage } from "../tsdb/lineage.ts";

/** A block as Prometheus weighs it when it decides what to delete: `bytes` are those of all its files. */
export interface WeighedBlock extends Lineage {
  readonly bytes: number;
}

/** What Prometheus's retention is measured against; absent is without limit. */
export interface Limits {
  /** Milliseconds from the newest block's end back. */
  readonly time?: number;
  readonly bytes?: number;
  /** Bytes of the write-ahead log and the head's chunks, which count as well. */
  readonly headBytes?: number;
}

/** Why Prometheus deletes a block: its retention, a block that replaces it, or that it is marked. */
export type DeletionReason = "time" | "size" | "replaced" | "deletable";

/**
 * Which of these blocks Prometheus deletes as soon as it loads them together, and why; reloadBlocks and deletableBlocks
 * in Prometheus's tsdb/db.go, versions 2.42 to 3.16. Where several reasons hold the first of them is given.
 */
export function deletedAtLoad(blocks: readonly WeighedBlock[], limits: Limits): Map<string, DeletionReason> {
  const newestFirst = [...blocks].sort((one, other) => other.maxTime - one.maxTime);
  const deleted = new Map<string, DeletionReason>();
  const add = (ulids: readonly string[], reason: DeletionReason) => {
    for (const ulid of ulids) if (!deleted.has(ulid)) deleted.set(ulid, reason);
  };
  const parents = new Set(blocks.flatMap((block) => block.parents));
  const these = (choose: (block: WeighedBlock) => boolean) => blocks.filter(choose).map(({ ulid }) => ulid);
  add(
    these(({ ulid }) => parents.has(ulid)),
    "replaced",
  );
  add(
    these(({ deletable }) => deletable),
    "deletable",
  );
  add(beyondTime(newestFirst, limits), "time");
  add(beyondBytes(newestFirst, limits), "size");
  return deleted;
}

function beyondTime(newestFirst: readonly WeighedBlock[], { time = Number.POSITIVE_INFINITY }: Limits): string[] {
  const newest = newestFirst[0]?.maxTime ?? 0;
  return newestFirst.filter(({ maxTime }, place) => place > 0 && newest - maxTime >= time).map(({ ulid }) => ulid);
}

function beyondBytes(newestFirst: readonly WeighedBlock[], { bytes, headBytes = 0 }: Limits): string[] {
  if (bytes === undefined) return [];
  let total = headBytes;
  const fits = ({ bytes: own }: WeighedBlock) => {
    total += own;
    return total <= bytes;
  };
  const first = newestFirst.findIndex((block) => !fits(block));
  return first === -1 ? [] : newestFirst.slice(first).map(({ ulid }) => ulid);
}
