/** What keeping further stores up to date tells and reports. */
import type { Fault } from "../../errors.ts";
import type { Loss } from "../../faults/prune.ts";
import type { There } from "../../snapshots/replica-plan.ts";
import type { CopyEvents } from "../copy/terms.ts";

/** A snapshot of a further store. `modified` tells one file from a later one of its name and size. */
export interface ThereSnapshot extends There {
  readonly modified: number;
  /** The store did not give it, as Amazon's Glacier does not: nobody knows what it holds. It counts as not good. */
  readonly unread?: boolean;
}

/** What became of one further store. Names are those of snapshots, oldest first. */
export interface StoreReport {
  /** As REPLICATE_TO has it, without a slash at its end. */
  readonly store: string;
  readonly copied: readonly string[];
  readonly deleted: readonly string[];
  /** What it should have and has not, as far as is known. */
  readonly missing: readonly string[];
  /** Damaged in SNAPSHOT_DIR since they were stored, so that nobody can hand them on. */
  readonly withheld: readonly string[];
  /** Nothing was deleted there because of it. */
  readonly loss?: Loss;
  /** The first thing that failed. */
  readonly fault?: Fault;
}

/** Told while it goes on: which store it is about, then as a copy tells. */
export interface ReplicaEvents extends CopyEvents {
  store(store: string): void;
}
