import { pendingNames, type RequestEntry, settle } from "../../prometheus/request-record.ts";
import { snapshotInstant } from "../../prometheus/snapshot-name.ts";

/**
 * A source snapshot that lies in the data directory. `ours`: promsnap had it made and nobody writes it any more.
 * `foreign`: nobody writes it any more, whoever had it made. `busy`: Prometheus may still be writing it.
 */
export interface JudgedSource {
  readonly name: string;
  /** When it was asked for: milliseconds since 1970. */
  readonly instant: number;
  readonly whose: "ours" | "foreign" | "busy";
}

export interface SourceContext {
  readonly now: number;
  /** Since when this Prometheus runs, as it tells; undefined where it does not. */
  readonly startTime: string | undefined;
  /** True while another promsnap is at work in the data directory. */
  readonly atWork: boolean;
}

/** No snapshot is written for so long, in milliseconds: it waits for a compaction at most. */
const longest = 24 * 3600 * 1000;
/** Of a name: it has whole seconds. */
const second = 1000;

/**
 * Tells source snapshots that may be deleted from those that may not. A directory that no request of promsnap's explains
 * may be another's, whose answer is still to come: it counts as finished when Prometheus was started after it was dated,
 * or a day later, never because it is quiet.
 */
export function judgeSources(
  names: readonly string[],
  requests: readonly RequestEntry[],
  { now, startTime, atWork }: SourceContext,
): JudgedSource[] {
  const { remove, keep } = settle(requests, names, startTime === undefined ? {} : { startTime });
  const pending = pendingNames(keep, names);
  const started = Date.parse(startTime ?? "");
  const isFinished = (instant: number) => instant + second < started || instant + longest < now;
  return names.map((name) => {
    const instant = snapshotInstant(name) ?? now;
    if (atWork && (remove.includes(name) || !isFinished(instant))) return { name, instant, whose: "busy" };
    if (remove.includes(name)) return { name, instant, whose: "ours" };
    return { name, instant, whose: !pending.includes(name) && isFinished(instant) ? "foreign" : "busy" };
  });
}
