/**
 * What `promsnap check` finds that is neither a failure of anything (faults) nor a warning that other commands give
 * (notices), as data; report/messages has the sentences.
 */
import type { FaultData } from "../errors.ts";
import type { Notice } from "../notices.ts";

/** Every examination, in the order of the table: as a person would look. */
export const examinationIds = [
  "configuration",
  "permissions",
  "user",
  "host",
  "tls",
  "authentication",
  "prometheus",
  "admin-api",
  "data",
  "access",
  "journal",
  "same-prometheus",
  "hard-links",
  "sources",
  "store",
  "room",
  "restore-room",
  "disk",
  "service",
  "mounts",
  "previous",
  "clock",
  "out-of-order",
  "timer",
  "sandbox",
  "last-run",
  "age",
  "archive",
  "retention",
  "replicas",
  "log",
  "metrics",
] as const;

export type ExaminationId = (typeof examinationIds)[number];

/** Byte counts are bytes, times milliseconds since 1970, lengths of time milliseconds. */
export interface FactDetails {
  /** Not looked at: it depends on one that failed. */
  "skipped.after": { id: ExaminationId };
  "skipped.nothingStored": Record<never, never>;
  "skipped.noSystemd": Record<never, never>;
  "skipped.noUnit": { unit: string };
  "skipped.bucket": { path: string };

  "configuration.valid": { path: string };
  "permissions.private": { path: string };
  /** A file that holds a secret, readable by everybody. */
  "permissions.readable": { path: string; mode: number };
  /** A file that says what promsnap does, writable by others than its owner. */
  "permissions.writable": { path: string; mode: number };
  "user.root": Record<never, never>;
  "user.other": { user: number };

  "host.answers": { url: string };
  "tls.trusted": { url: string };
  "tls.unused": { url: string };
  /** A secret goes over the network as it is. */
  "tls.clear": { url: string };
  "tls.insecure": { url: string };
  "authentication.accepted": { by: "basic" | "bearer" };
  "authentication.none": Record<never, never>;
  /** `version` may be empty. */
  "prometheus.serves": { version: string };
  "adminApi.on": Record<never, never>;
  "adminApi.untold": { url: string };

  "data.found": { path: string; blocks: number; bytes: number };
  "journal.none": Record<never, never>;
  "prometheus.same": { url: string; data: string };
  /** `reported` is Prometheus's own path of its data, as far as it told. */
  "prometheus.elsewhere": { url: string; data: string; differs: "blocks" | "log"; reported: string | undefined };
  /** Blocks that lie in the directory and that Prometheus fails to load. */
  "prometheus.notLoaded": { url: string; data: string; blocks: number };
  "access.granted": { path: string };
  "hardLinks.possible": { path: string };
  /** `snapshots` of the data directory is another file system's. */
  "hardLinks.mount": { path: string };
  "hardLinks.fileSystem": { path: string; type: string };

  "sources.none": Record<never, never>;
  /** `bytes` are those that deleting all would free; `age` is the oldest one's. */
  "sources.left": { path: string; count: number; bytes: number; age: number };
  "sources.busy": { path: string; names: readonly string[] };

  "store.ready": { path: string };
  "store.new": { path: string };
  "store.bucket": { path: string };
  "room.enough": { path: string; free: number; needed: number };
  "restoreRoom.enough": { path: string; free: number; needed: number };
  "disk.apart": Record<never, never>;
  "disk.bucket": Record<never, never>;
  "disk.same": { store: string; data: string };

  "service.runs": { service: string };
  "service.stopped": { service: string };
  "service.none": Record<never, never>;
  "mounts.none": Record<never, never>;
  "previous.none": Record<never, never>;
  /** `age` is the oldest one's. */
  "previous.kept": { path: string; count: number; bytes: number; age: number };

  "clock.right": Record<never, never>;
  /** How much HOST is ahead of this machine. */
  "clock.skewed": { url: string; milliseconds: number };
  "clock.untold": { url: string };
  "clock.future": { name: string; instant: number };
  "outOfOrder.none": Record<never, never>;
  "outOfOrder.window": { milliseconds: number };
  "outOfOrder.untold": { url: string };

  "timer.next": { unit: string; next: number };
  "timer.missing": { unit: string };
  "timer.broken": { unit: string; load: string };
  "timer.inactive": { unit: string };
  "timer.disabled": { unit: string };
  /** It is active, and no time is to come. */
  "timer.spent": { unit: string };
  "sandbox.allows": { unit: string };
  "sandbox.forbids": { unit: string; paths: readonly string[] };
  "lastRun.succeeded": { unit: string; at: number };
  "lastRun.never": { unit: string };
  "lastRun.now": { unit: string };
  /** `mended`: a snapshot has been stored since. */
  "lastRun.failed": { unit: string; status: number; at: number; mended: boolean };

  "age.fresh": { name: string; age: number };
  /** `interval` is the longest that the timer leaves between two runs. */
  "age.stale": { name: string; age: number; interval: number };
  "archive.none": { path: string };
  /** `verified` is when it was last read wholly, if that is known. */
  "archive.whole": { name: string; verified?: number };
  /** The script's: only reading it wholly would tell. */
  "archive.foreign": { name: string; verified?: number };
  "archive.unsound": { path: string; verified: number };
  "archive.damaged": { name: string; files: number };
  "retention.works": Record<never, never>;
  "retention.unset": Record<never, never>;
  /** So many snapshots of a further store. */
  "replicas.seen": { store: string; snapshots: number };
  "replicas.unset": Record<never, never>;
  "metrics.writable": { path: string };
  "metrics.unset": Record<never, never>;
  "log.writable": { path: string };
  "log.refused": { path: string; reason: string };
  "log.unset": Record<never, never>;
}

export type FactCode = keyof FactDetails;

export type Fact = { [C in FactCode]: { readonly code: C; readonly details: FactDetails[C] } }[FactCode];

/** What one examination says: a fault, a notice, or a fact. */
export type Told =
  | { readonly kind: "fault"; readonly told: FaultData }
  | { readonly kind: "notice"; readonly told: Notice }
  | { readonly kind: "fact"; readonly told: Fact };

/** `skipped`: nobody looked, and `told` says why. */
export type FindingState = "ok" | "warning" | "failure" | "skipped";

/** A line of the doctor's table. */
export interface Finding {
  readonly id: ExaminationId;
  readonly state: FindingState;
  readonly told: Told;
}
