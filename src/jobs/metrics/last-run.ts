import type { AttemptFigures, SuccessFigures } from "../../report/metrics.ts";
import type { Directory } from "../../system/directory.ts";
import { replaceShared } from "../../system/shared-file.ts";
import { isRecord, parse } from "../../tsdb/meta.ts";

/**
 * What no look at the store tells: how the last attempt ended, and how the last success did. It stands beside METRICS_FILE,
 * as `METRICS_FILE.last-run`, for that is the one place that can be written whenever METRICS_FILE can: not the store and not
 * the data directory, which an attempt may have failed for want of, or which may be another Prometheus's.
 */
export interface LastRun {
  readonly attempt?: AttemptFigures | undefined;
  readonly success?: SuccessFigures | undefined;
}

const mode = 0o644;
/** The file has about two hundred bytes and the store's path; what is much longer is none. */
const readLimit = 16 << 10;

/** The record for a store; an empty one where there is none, where it is another store's, or where it cannot be read. */
export function readLastRun(directory: Directory, metricsFile: string, store: string): LastRun {
  return lastRunIn(parse(textOf(directory, metricsFile)), store);
}

/** The same in a value that came from somewhere. */
export function lastRunIn(value: unknown, store: string): LastRun {
  if (!isRecord(value) || value["format"] !== 1 || value["store"] !== store) return {};
  return { attempt: attemptIn(value["attempt"]), success: successIn(value["success"]) };
}

/** Writes the record. Throws what keeps it from being written. */
export async function writeLastRun(directory: Directory, metricsFile: string, store: string, lastRun: LastRun) {
  const text = JSON.stringify(lastRunRecord(store, lastRun));
  await replaceShared(directory, recordOf(metricsFile), `${text}\n`, mode);
}

/** The record as plain data, from which `lastRunIn` makes it again. */
export function lastRunRecord(store: string, lastRun: LastRun): object {
  return { format: 1, store, ...lastRun };
}

function recordOf(metricsFile: string): string {
  return `${metricsFile}.last-run`;
}

/** Whatever else lies under that name is not followed and not waited for, and replaced by the next attempt. */
function textOf(directory: Directory, metricsFile: string): string {
  try {
    return directory.readText(recordOf(metricsFile), readLimit) ?? "";
  } catch {
    return "";
  }
}

function attemptIn(value: unknown): AttemptFigures | undefined {
  if (!isRecord(value)) return undefined;
  const { ended, milliseconds, exitCode } = value;
  return isAmount(ended) && isAmount(milliseconds) && isAmount(exitCode)
    ? { ended, milliseconds, exitCode }
    : undefined;
}

function successIn(value: unknown): SuccessFigures | undefined {
  if (!isRecord(value)) return undefined;
  const { ended, archiveBytes, contentBytes } = value;
  return isAmount(ended) && isAmount(archiveBytes) && isAmount(contentBytes)
    ? { ended, archiveBytes, contentBytes }
    : undefined;
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}
