import type { RestoreEvents } from "../jobs/restore/terms.ts";

/** How the time without Prometheus was spent, in milliseconds; what was not done has no part. */
export interface Parts {
  /** From the word to stop until Prometheus was surely stopped. */
  readonly stop?: number;
  /** Promsnap's own work: data out, data in. */
  readonly exchange?: number;
  /** From the word to start until Prometheus had proved what it serves. */
  readonly start?: number;
}

/** Takes the times of a restore from what it tells. */
export interface Stopwatch extends Pick<RestoreEvents, "phase" | "step"> {
  parts(): Parts;
}

/** `now` is in milliseconds. */
export function createStopwatch(now: () => number): Stopwatch {
  const times = new Map<string, number>();
  const mark = (moment: string) => void times.set(moment, now());
  return {
    phase: mark,
    step: mark,
    parts: () => ({
      ...between(times, "stop", "stopping", "stopped"),
      ...between(times, "exchange", "stopped", "starting"),
      ...between(times, "start", "starting", "started"),
    }),
  };
}

function between(times: ReadonlyMap<string, number>, part: keyof Parts, from: string, to: string): Parts {
  const [begun, done] = [times.get(from), times.get(to)];
  return begun === undefined || done === undefined || done < begun ? {} : { [part]: done - begun };
}
