/** What a run is asked, works with, tells and reports. */
import type { Settings } from "../config/settings.ts";
import type { StorelessSettings } from "../config/storeless.ts";
import type { Notice } from "../notices.ts";
import type { System } from "../system/system.ts";
import type { Damage } from "../tsdb/damage.ts";
import type { PlannedStore } from "./replicate/survey.ts";
import type { AfterRun } from "./retention.ts";
import type { RetentionPlan } from "./retention-plan.ts";

/** What one run was asked to do beyond its settings. */
export interface BackupRequest {
  readonly skipHead: boolean;
  /** Takes over a store that belongs to another Prometheus. */
  readonly adopt: boolean;
}

/** What was stored. Sizes are bytes, times milliseconds since 1970, `maxTime` exclusive. */
export interface BackupReport {
  readonly name: string;
  readonly archive: string;
  readonly archiveBytes: number;
  /** Bytes of all files before compression. */
  readonly contentBytes: number;
  readonly sha256: string;
  readonly blocks: number;
  readonly series: number;
  readonly samples: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly milliseconds: number;
  /** Damage that Prometheus itself had; the archive holds those files as they were. */
  readonly damage: readonly Damage[];
  /** What became of the other snapshots; absent where none is ever deleted, and after damage. */
  readonly retention?: AfterRun;
}

/** What `run --dry-run` prints: exactly what a run would do now. */
export interface BackupPlan {
  readonly archive: string;
  readonly request: string;
  readonly blocks: number;
  readonly blockBytes: number;
  /** Undefined of a bucket: nobody knows. */
  readonly freeBytes?: number;
  /** Paths that a killed run left, which the next run deletes first. */
  readonly leftovers: readonly string[];
  /** What retention would do once it is stored without damage; absent where nothing is ever deleted. */
  readonly retention?: RetentionPlan;
  /** What would be copied into and deleted from each further store then; absent where there are none. */
  readonly replicas?: readonly PlannedStore[];
}

export type BackupPhase = "asking" | "compressing" | "checking";

/** Told while a run goes on. */
export interface BackupEvents {
  /** Both directories are this run's alone: nobody else is at work on them. */
  begun(): void;
  phase(phase: BackupPhase, totalBytes: number): void;
  /** Bytes done of the phase's total. */
  progress(doneBytes: number): void;
  /** Prometheus answered: from here on a failure is one of the compression. */
  sourceTaken(name: string): void;
  notice(notice: Notice): void;
}

/** What a job works with. `createWorker` starts src/archive/worker.ts: only the entry point can name its URL. */
export interface JobContext {
  readonly system: System;
  readonly settings: Settings;
  readonly createWorker: () => Worker;
  /** Aborted with a fault as its reason when a signal asks the process to end. */
  readonly signal: AbortSignal;
}

/** What a job works with that only reads archives: a store may not be there. */
export type ReadingContext = Omit<JobContext, "settings"> & { readonly settings: Settings | StorelessSettings };
