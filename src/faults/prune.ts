import type { FaultData } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/**
 * How a snapshot lacks what an earlier one has. `all`: none of its blocks lived on. `oldest`: more of the oldest are gone
 * than retention explains. `middle`: blocks are gone from between others. `newest`: it ends earlier. `half`: of the time
 * that both hold, less than half of the samples are left.
 */
export type LossKind = "all" | "oldest" | "middle" | "newest" | "half";

/** Two snapshots in a row of which the later lacks samples of the earlier, in this time range. */
export interface Loss {
  readonly earlier: string;
  readonly later: string;
  readonly kind: LossKind;
  readonly from: number;
  readonly to: number;
}

/** Deleting snapshots by a policy. */
export interface PruneFaults {
  /** Neither the configuration nor the command line says what to keep. */
  "prune.noPolicy": { path: string };
  /** A snapshot lacks what the one before it holds: nothing was deleted. Times are milliseconds since 1970. */
  "prune.loss": { store: string } & Loss;
  /** Another file has taken the name of an archive since it was looked at. */
  "prune.replaced": { path: string };
  /** `count` snapshots could not be deleted, of which this is the first. */
  "prune.incomplete": { count: number; path: string; cause: FaultData };
}

export const pruneExits: { readonly [C in keyof PruneFaults]: ExitCode } = {
  "prune.noPolicy": exitCodes.configuration,
  "prune.loss": exitCodes.failed,
  "prune.replaced": exitCodes.failed,
  "prune.incomplete": exitCodes.failed,
};
