import type { Cron } from "cron-schedule";
import { exitCodes } from "../../faults/exit-codes.ts";
import { type RetryPolicy, triesAgain } from "../retry.ts";
import type { Outcome } from "../run.ts";
import { nextTime } from "./next-time.ts";

/** What the daemon owes and has done; instants are milliseconds since 1970. */
export interface Agenda {
  /** Every time of the schedule up to here has had its run, or its chance of one. */
  readonly attended: number;
  /** A run that failed and is to be tried again, or that was cut off. */
  readonly owed?: Owed;
}

export interface Owed {
  readonly at: number;
  /** How many attempts it has had. */
  readonly attempts: number;
  /** It was killed before, so that it does not begin at once again when it is killed again. */
  readonly killed: boolean;
}

/** The next thing to do. `attempt` is 1 for a run by the schedule, more for one that is tried again. */
export interface Due {
  readonly at: number;
  readonly attempt: number;
}

/**
 * How far ahead of the clock what was attended to may lie, in milliseconds. A clock that is put back a little does not
 * have the same run twice; one that was far ahead does not keep the daemon asleep until then.
 */
const trust = 3600_000;

/** The agenda as it can be under this clock, whatever that showed before. */
export function underClock({ attended, owed }: Agenda, now: number, { interval }: RetryPolicy): Agenda {
  return {
    attended: attended > now + trust ? now : attended,
    ...(owed && { owed: { ...owed, at: Math.min(owed.at, now + interval) } }),
  };
}

/** What is to be done next, and when: before `now` it is late. A time of the schedule takes the place of what is owed. */
export function nextDue({ attended, owed }: Agenda, cron: Cron, now: number): Due {
  const scheduled = { at: nextTime(cron, attended), attempt: 1 };
  if (owed === undefined || scheduled.at <= Math.max(now, owed.at)) return scheduled;
  return { at: owed.at, attempt: owed.attempts + 1 };
}

/**
 * The agenda to be kept while an attempt goes on: what is to be done if it never ends, for it was killed. It begins
 * again at the next start; where that was such a beginning already, it waits as after a failure.
 */
export function whileAttempting({ owed }: Agenda, { attempt }: Due, now: number, policy: RetryPolicy): Agenda {
  if (owed?.killed !== true) return { attended: now, owed: { at: now, attempts: attempt - 1, killed: true } };
  const again = policy.limit === undefined || attempt <= policy.limit;
  return { attended: now, ...(again && { owed: { at: now + policy.interval, attempts: attempt, killed: true } }) };
}

/** The agenda once an attempt has ended. What a signal cut off begins again at the next start. */
export function afterAttempt({ attempt }: Due, outcome: Outcome, now: number, policy: RetryPolicy): Agenda {
  if (wasCutOff(outcome)) return { attended: now, owed: { at: now, attempts: attempt - 1, killed: false } };
  if (!triesAgain(outcome, attempt, policy.limit)) return { attended: now };
  return { attended: now, owed: { at: now + policy.interval, attempts: attempt, killed: false } };
}

/** Whether a signal ended the attempt. */
export function wasCutOff(outcome: Outcome): outcome is Extract<Outcome, { kind: "failed" }> {
  if (outcome.kind === "stored") return false;
  return outcome.fault.exitCode === exitCodes.interrupted || outcome.fault.exitCode === exitCodes.terminated;
}
