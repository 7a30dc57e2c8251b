import type { FaultCode } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { Clock } from "../system/system.ts";
import type { Outcome } from "./run.ts";

/** When to try again. `interval` in milliseconds; `limit` is how many further attempts follow the first, at most. */
export interface RetryPolicy {
  readonly interval: number;
  readonly limit: number | undefined;
}

/** Failures after which the loop ends: damage is stored already, a signal wants the end. */
const finalCodes: ReadonlySet<ExitCode> = new Set([
  exitCodes.usage,
  exitCodes.corrupt,
  exitCodes.interrupted,
  exitCodes.terminated,
]);

/** Each further attempt would have Prometheus leave one more snapshot where promsnap cannot delete it. */
const finalFaults: ReadonlySet<FaultCode> = new Set(["prometheus.snapshotNotFound"]);

/** Whether another attempt follows this outcome, after `attempts` of them. */
export function triesAgain(outcome: Outcome, attempts: number, limit: number | undefined): boolean {
  if (outcome.kind === "stored" || finalCodes.has(outcome.fault.exitCode)) return false;
  if (finalFaults.has(outcome.fault.data.code)) return false;
  return limit === undefined || attempts <= limit;
}

/**
 * Attempts until one succeeds, fails for good, or the limit is reached, and answers the last outcome with the number
 * of attempts. It waits with nothing held; `waiting` is told before each wait. Throws the signal's reason when a
 * signal comes while it waits.
 */
export async function untilStored(
  attempt: () => Promise<Outcome>,
  policy: RetryPolicy,
  clock: Clock,
  signal: AbortSignal,
  waiting: (outcome: Outcome, interval: number) => void,
): Promise<{ outcome: Outcome; attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const outcome = await attempt();
    if (!triesAgain(outcome, attempts, policy.limit)) return { outcome, attempts };
    waiting(outcome, policy.interval);
    await clock.sleep(policy.interval, signal);
  }
}
