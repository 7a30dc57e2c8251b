import type { ArchiveProblem } from "./faults/archive.ts";
import type { ConnectionFailure } from "./faults/prometheus.ts";
import type { Loss } from "./faults/prune.ts";

/** A part of the format of blocks that not every version of Prometheus reads. */
export type NeededFeature =
  | "index version 3"
  | "histograms"
  | "custom buckets"
  | "XOR2 chunks"
  | "histograms with start times";

/** The pings to HEALTHCHECK_URL: at the beginning, and at either end. */
export type PingKind = "start" | "success" | "fail";

/** What kept a ping from being counted; `status` is that of the HTTP answer, where the kind alone does not tell it. */
export interface PingProblem {
  readonly kind: PingProblemKind;
  readonly status?: number;
}

export type PingProblemKind =
  | ConnectionFailure
  | "timeout"
  | "interrupted"
  | "redirect"
  | "notFound"
  | "rateLimited"
  | "status";

/**
 * Everything that promsnap warns of without failing, as data; report/messages has the sentences. A warning is worth
 * its line only if the reader can do something about it.
 */
export interface NoticeDetails {
  /** A key that promsnap does not know; `origin` is `file:line` or the name of the environment variable. */
  "config.unknownKey": { key: string; origin: string; nearest?: string };
  /** A setting's value uses a variable that nothing set, which gives nothing; often a `$` that should be quoted. */
  "config.unsetVariable": { key: string; origin: string };
  /** Only one of user name and password is set; the other is sent empty. */
  "config.halfLogin": { set: string; missing: string };
  /** The archive may not fit: the free bytes are fewer than those of the blocks before compression. */
  "space.tight": { path: string; free: number; needed: number };
  /** Directories below snapshots/ that may be an earlier request's, none of which can be told to be ours. */
  "source.ambiguous": { path: string; names: readonly string[] };
  /** Prometheus may still be writing this directory; the next run deletes it. */
  "source.pending": { path: string; names: readonly string[] };
  /** The source snapshot could not be deleted; the next run tries again. */
  "source.notRemoved": { path: string; reason: string };
  /** An archive that was not finished could not be deleted; the next run tries again. */
  "partial.notRemoved": { path: string; reason: string };
  /** The record of earlier requests is unreadable: source snapshots they left, if any, stay. */
  "source.recordDamaged": { path: string };
  /** What a killed run had left was deleted. */
  "leftover.removed": { path: string };
  /** A checksum file that a killed run had not come to write was written after reading the archive. */
  "checksum.written": { path: string };
  /** An archive without a checksum file was read and found damaged. */
  "archive.damaged": { path: string; offset: number; reason: ArchiveProblem };
  /** An archive that has no checksum file could not be read, so none was written. */
  "archive.unreadable": { path: string; reason: string };
  /** Entries of the data of before that are nowhere any more, so that they could not be brought back. */
  "restore.gone": { names: readonly string[] };
  /** SELinux is on, and the restored files could not get the label of the data directory. */
  "restore.notLabelled": { path: string; reason: string };
  /** The service runs, but HOST, which would tell whether it is that of the data directory, does not answer. */
  "restore.silentHost": { url: string; service: string; data: string };
  /** A damaged block of the archive that is not restored, with the first of its damage and its time range, if known. */
  "restore.leftOut": {
    block: string;
    file: string;
    offset: number;
    problem: string;
    section: string;
    minTime?: number;
    maxTime?: number;
  };
  /** Prometheus's own rules deleted restored blocks at once. */
  "restore.outlived": { blocks: readonly string[] };
  /** The blocks are loaded, but no sample could be asked for. */
  "restore.blocksOnly": { why: "not permitted" | "no probe" };
  /**
   * Blocks to be restored that Prometheus's retention deletes as soon as it loads them, or as soon as it writes a block of
   * its own: all that end at `until` or before. `limit` is in milliseconds where `reason` is time, else in bytes.
   */
  "restore.notKept": {
    blocks: number;
    total: number;
    until: number;
    when: "at once" | "within hours";
    reason: "time" | "size";
    limit: number;
  };
  /** Blocks to be restored that end in the future, the last of them at `until`. */
  "restore.future": { blocks: readonly string[]; until: number };
  /** What is to be restored has a form that Prometheus reads from version `needs` on; `version` is its own, if known. */
  "restore.tooOld": { what: NeededFeature; needs: string; version?: string };
  /** An archive that was to be verified was deleted before its turn came. */
  "verify.gone": { path: string };
  /** An archive of promsnap's has no checksum file. */
  "verify.noChecksum": { path: string };
  /** What was found of an archive cannot be kept beside it. */
  "verify.verdictNotKept": { path: string; reason: string };
  /** Unfinished uploads or files in a store that are none of promsnap's known ones. */
  "copy.strays": { store: string; paths: readonly string[] };
  /** There is no data directory to record an upload in. */
  "copy.notRecorded": { data: string };
  /** Something beside the timer starts the bash script; `origin` is `file:line`. */
  "install.crontab": { origin: string };
  /** Snapshots that go although a further store has not got them: it was waited for until REPLICA_GRACE was over. */
  "replica.lapsed": { store: string; paths: readonly string[] };
  /** A further store cannot be looked at. */
  "replica.unknown": { store: string; reason: string };
  /** Archives damaged since they were stored, so that no further store can get them. */
  "replica.withheld": { store: string; paths: readonly string[] };
  /** What is known of a further store could not be recorded. */
  "replica.notRecorded": { store: string; reason: string };
  /** A snapshot lacks what the one before it holds: no older one is deleted until that is accepted. */
  "retention.stopped": { store: string } & Loss;
  /** The new snapshot is stored; what was to be done with the older ones failed. */
  "retention.failed": { store: string; reason: string };
  "retention.notDeleted": { path: string; reason: string };
  /** Snapshots that are dated in the future, and so kept whatever the policy says. */
  "retention.future": { paths: readonly string[] };
  /** The daemon cannot keep its record for the next one. */
  "daemon.notRecorded": { path: string; reason: string };
  "log.unwritable": { path: string; reason: string };
  "metrics.unwritable": { path: string; reason: string };
  /** A ping did not arrive, or was not counted. The address is a secret, so nothing of it is here. */
  "ping.failed": { ping: PingKind } & PingProblem;
}

export type NoticeCode = keyof NoticeDetails;

export type Notice = { [C in NoticeCode]: { readonly code: C; readonly details: NoticeDetails[C] } }[NoticeCode];

/** Makes a notice; the details are checked against the code. */
export function notice<C extends NoticeCode>(code: C, details: NoticeDetails[C]): Notice {
  return { code, details } as Notice;
}
