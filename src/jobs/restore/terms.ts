/** What a restore is asked, works with, tells and reports. Times are milliseconds since 1970, sizes bytes. */
import type { PrometheusClient } from "../../prometheus/client.ts";
import type { Service } from "../../services/service.ts";
import type { Owner } from "../../system/attributes.ts";
import type { Damage } from "../../tsdb/damage.ts";
import type { BackupEvents, JobContext } from "../backup-terms.ts";
import type { Ground } from "./exchange.ts";

/** What to restore and how. */
export interface RestoreRequest {
  /** A path, a name, or `latest`. */
  readonly file: string;
  /** Leave damaged blocks out instead of refusing the archive. */
  readonly skipDamaged: boolean;
  /** Do nothing where the data directory holds samples already. */
  readonly ifEmpty: boolean;
}

/** A damaged block that was left out, with the time range that is missing because of it. */
export interface LeftOut {
  readonly ulid: string;
  readonly minTime: number | undefined;
  readonly maxTime: number | undefined;
  readonly damage: readonly Damage[];
}

/** What `--dry-run` prints and what the restore then does. */
export interface RestorePlan {
  readonly archive: string;
  readonly blocks: number | undefined;
  readonly minTime: number | undefined;
  readonly maxTime: number | undefined;
  /** Bytes that the blocks take; undefined for an archive of the script's, which does not say. */
  readonly contentBytes: number | undefined;
  readonly freeBytes: number;
  readonly neededBytes: number;
  readonly service: string;
  readonly serviceRuns: boolean;
  readonly stop: string;
  readonly start: string;
  readonly owner: Owner;
  /** What goes out of the data directory, into `previous`. */
  readonly moved: readonly string[];
  /** What is not Prometheus's and stays. */
  readonly stays: readonly string[];
  readonly previous: string;
}

/** How a restore, an undo or the completion of one ended well. */
export interface RestoreReport {
  readonly kind: "restored" | "undone" | "not empty" | "exchanged" | "returned";
  /** What was asked for, as it was typed. */
  readonly file: string;
  readonly archive?: string;
  readonly blocks: number;
  readonly minTime?: number;
  readonly maxTime?: number;
  /** From the stop to the moment when Prometheus was ready; undefined where it was not stopped by promsnap. */
  readonly stoppedMilliseconds?: number;
  /** Samples from here on, up to `missingTo`, are in `previous` alone. */
  readonly missingFrom?: number;
  readonly missingTo?: number;
  /** Where the data of before are, and what they take. */
  readonly previous?: string;
  readonly previousBytes?: number;
  /** `proved`: loaded blocks and a sample; `loaded`: the blocks alone; `not proved`: nobody was asked. */
  readonly proof: "proved" | "loaded" | "not proved";
  readonly leftOut: readonly LeftOut[];
}

export type RestorePhase = "listing" | "staging" | "stopping" | "starting" | "loading";

/** Told while a restore goes on. */
export interface RestoreEvents extends Pick<BackupEvents, "notice" | "progress"> {
  phase(phase: RestorePhase, totalBytes: number): void;
  /** Something worth a line: what is done now. */
  step(step: "staged" | "stopped" | "exchanged" | "started" | "returning" | "merged" | "takingOut"): void;
}

/** What an exchange of data works with, from the lock to its end. */
export interface Transaction extends Ground {
  readonly context: JobContext;
  readonly client: PrometheusClient;
  readonly service: Service;
  readonly events: RestoreEvents;
}
