import type { Directory } from "../../../system/directory.ts";
import type { Damage } from "../../../tsdb/damage.ts";
import type { RestoreReport, Transaction } from "../terms.ts";
import type { Decision, MergePlan, PlannedBlock } from "./plan.ts";

/** What to merge and how. */
export interface MergeRequest {
  /** A path, a name, or `latest`. */
  readonly file: string;
  readonly allowOverlap: boolean;
  /** Leave damaged blocks out instead of refusing the archive. */
  readonly skipDamaged: boolean;
}

/** What `--dry-run` prints and what the merge then does. Sizes are bytes. */
export interface PlannedMerge extends MergePlan {
  readonly archive: string;
  /** Blocks of which not even the meta.json can be read; with `--skip-damaged` they are left out. */
  readonly unread: readonly UnreadBlock[];
  readonly freeBytes: number;
  readonly neededBytes: number;
}

export interface UnreadBlock {
  readonly ulid: string;
  readonly damage: Damage;
}

/** A block of the archive with what became of it. */
export interface MergedBlock extends Omit<PlannedBlock, "decision"> {
  readonly decision: Outcome;
}

/** What became of a block. */
export type Outcome = Exclude<Decision, { readonly kind: "add" }> | { readonly kind: "added" };

/** How a merge, or the completion of one, ended well. */
export interface MergeReport {
  readonly kind: "merged";
  /** What was asked for, as it was typed. */
  readonly file: string;
  readonly archive: string;
  /** By time, oldest first. */
  readonly blocks: readonly MergedBlock[];
  /** Damaged blocks of the archive. */
  readonly damage: readonly Damage[];
  readonly proof: RestoreReport["proof"];
}

/** What a merge works with; a dry run has no directory of promsnap's own where there is none yet. */
export type Merging = Omit<Transaction, "own" | "events"> & { readonly own: Directory | undefined };
