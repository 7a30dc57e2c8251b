import type { Settings } from "../../config/settings.ts";
import type { Fault } from "../../errors.ts";
import type { LastRun } from "../metrics/last-run.ts";

/** What the daemon's loop shows of itself to whoever asks; the loop alone changes it. */
export interface Vitals {
  /** The settings in use. */
  settings: Settings;
  lastRun: LastRun;
  running: boolean;
  /** When the next attempt is due, in milliseconds since 1970. */
  nextRun: number;
  /** Why the configuration cannot be used as it is now. */
  broken: Fault | undefined;
  /** When the loop last looked at the clock, in milliseconds of a clock that nobody puts forward or back. */
  looked: number;
}

/** The loop looks twice a minute, and asks Prometheus now and then; beyond this it stands still. */
const longestSilence = 3 * 60_000;

/** Whether a probe should leave the daemon alone. */
export interface Health {
  readonly healthy: boolean;
  /** In English, for a probe's log. */
  readonly text: string;
}

/**
 * The daemon is well while its loop lives and its configuration can be used. A backup that failed is no reason to kill it:
 * it is about to try again. `elapsed` is of the clock of `looked`.
 */
export function healthOf({ broken, running, looked }: Vitals, elapsed: number): Health {
  if (broken !== undefined) {
    return { healthy: false, text: `the configuration cannot be used (${broken.data.code}): see the log` };
  }
  if (!running && elapsed - looked > longestSilence) return { healthy: false, text: "the loop stands still" };
  return { healthy: true, text: "ok" };
}
