import type { FaultData } from "../errors.ts";
import type { NeededFeature } from "../notices.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/**
 * Why a merge does not add a block: it reaches beyond the beginning of the head, it overlaps a live block, it is older than
 * what Prometheus keeps, a block that is added replaces it, it would replace a live block, it holds nothing, or it is
 * damaged.
 */
export type LeftOutReason = "newer" | "overlap" | "expired" | "replaced" | "replaces" | "deletable" | "damaged";

/** A merge into a running Prometheus. Times are milliseconds since 1970. */
export interface MergeFaults {
  /** Its metrics do not tell when its head begins. */
  "merge.noHeadTimes": { url: string };
  /** It tells of its retention in words that promsnap does not know. */
  "merge.retentionUnknown": { url: string };
  /** Prometheus writes another log than the one in the data directory. */
  "merge.otherLog": { url: string; data: string };
  /** Blocks that lie in the directory and that Prometheus fails to load: then it loads no other either. */
  "merge.failsToLoad": { url: string; data: string; blocks: number };
  /** Of `total` blocks none can be added, and none is there; the first of them was left out for this reason. */
  "merge.nothingFits": { path: string; total: number; block: string; reason: LeftOutReason; headBeginning: number };
  /** Prometheus's own rules would delete these blocks as soon as the others are there. */
  "merge.wouldDelete": {
    url: string;
    blocks: readonly string[];
    reason: "time" | "size" | "replaced" | "deletable";
  };
  /** The blocks have a form that this version of Prometheus does not read; `needs` is the first that does. */
  "merge.tooOld": { what: NeededFeature; needs: string; version: string };
  /** A reload of Prometheus failed once the blocks were there. */
  "merge.reloadFailed": { url: string };
  "merge.notLoaded": { milliseconds: number; blocks: readonly string[] };
  /** The blocks were taken out again; `compacted` of them Prometheus had made part of others by then. */
  "merge.takenOut": { cause: FaultData; compacted: number };
  /** They could not be taken out; the journal is open. */
  "merge.notOut": { cause: FaultData; outCause: FaultData; data: string };
}

export const mergeExits: { readonly [C in keyof MergeFaults]: ExitCode } = {
  "merge.noHeadTimes": exitCodes.prometheus,
  "merge.retentionUnknown": exitCodes.prometheus,
  "merge.otherLog": exitCodes.configuration,
  "merge.failsToLoad": exitCodes.failed,
  "merge.nothingFits": exitCodes.failed,
  "merge.wouldDelete": exitCodes.failed,
  "merge.tooOld": exitCodes.failed,
  "merge.reloadFailed": exitCodes.failed,
  "merge.notLoaded": exitCodes.failed,
  "merge.takenOut": exitCodes.restoredOld,
  "merge.notOut": exitCodes.dataNotBack,
};
