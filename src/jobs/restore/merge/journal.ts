import type { Child } from "../../../prometheus/data-children.ts";
import type { WeighedBlock } from "../../../prometheus/deletions.ts";
import { isRecord, isUlid } from "../../../tsdb/meta.ts";

/** A block on its way into the data directory, known by its identity. */
export type MovingBlock = WeighedBlock & Omit<Child, "name">;

/**
 * The record of a merge that has begun: of the blocks that may be in the data directory by now, and of the place below
 * promsnap's own directory that holds those which are not.
 */
export interface MergeJournal {
  readonly version: 1;
  /** Number of the data directory's file system when the journal was written: it may be another after a reboot. */
  readonly device: string;
  readonly kind: "merge";
  /** What was asked for, as it was typed. */
  readonly file: string;
  /** The archive's path. */
  readonly archive: string;
  readonly allowOverlap: boolean;
  readonly in: string;
  readonly blocks: readonly MovingBlock[];
}

/** True for what promsnap writes of a merge. Only from a place that promsnap makes is ever moved, and only blocks are. */
export function isMergeJournal(value: unknown): value is MergeJournal {
  if (!isRecord(value) || value["version"] !== 1 || value["kind"] !== "merge") return false;
  const { device, file, archive, allowOverlap, in: from, blocks } = value;
  return (
    [device, file, archive].every((text) => typeof text === "string") &&
    typeof allowOverlap === "boolean" &&
    typeof from === "string" &&
    /^restore-[0-9TZ-]+\/new$/.test(from) &&
    Array.isArray(blocks) &&
    blocks.every(isMovingBlock)
  );
}

function isMovingBlock(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { ulid, device, inode, minTime, maxTime, bytes, sources, parents, deletable } = value;
  return (
    isName(ulid) &&
    [device, inode].every((number) => typeof number === "string") &&
    [minTime, maxTime, bytes].every(Number.isFinite) &&
    [sources, parents].every((names) => Array.isArray(names) && names.every(isName)) &&
    typeof deletable === "boolean"
  );
}

function isName(value: unknown): boolean {
  return typeof value === "string" && isUlid(value);
}
