import type { Fault } from "../../errors.ts";
import { unlessAborted } from "../../system/abort.ts";
import type { Clock } from "../../system/system.ts";
import type { Failure } from "./failures.ts";

/** How long one request is waited for and how long it is tried again, in milliseconds. */
export interface Patience {
  readonly each: number;
  readonly all: number;
}

/** What trying again takes. `isWorthIt` is asked after each failure that may pass. */
export interface AttemptTerms {
  readonly patience: Patience;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The fault of a request that got no answer in time. */
  readonly timedOut: (milliseconds: number) => Fault;
  readonly failed: (error: unknown) => Failure;
  readonly isWorthIt: (failure: Failure) => boolean;
}

const firstPause = 200;
const longestPause = 20_000;

/**
 * How long to wait after so many failures, in milliseconds: twice as long each time, and of that a random part, so that
 * the clients of a server that was away do not all come back at once. `random` is from 0 to 1.
 */
export function pauseAfter(failures: number, random: number): number {
  const longest = Math.min(longestPause, firstPause * 2 ** (failures - 1));
  return Math.round(longest * (0.5 + random / 2));
}

/**
 * Makes a request, again and again while it fails for a reason that may pass, until the time is up; then it throws what
 * the last one failed with. The SDK's own retries know no such limit, and nothing interrupts their pauses.
 */
export async function persistently<T>(attempt: (signal: AbortSignal) => Promise<T>, terms: AttemptTerms): Promise<T> {
  const { patience, clock, signal } = terms;
  const end = clock.now() + patience.all;
  for (let failures = 1; ; failures += 1) {
    const limit = Math.max(1, Math.min(patience.each, end - clock.now()));
    const timeout = AbortSignal.timeout(limit);
    try {
      const stop = AbortSignal.any([signal, timeout]);
      return await unlessAborted(attempt(stop), stop);
    } catch (error) {
      signal.throwIfAborted();
      const late = timeout.aborted && { fault: terms.timedOut(limit), transient: true, answered: false };
      const failure = late || terms.failed(error);
      const pause = pauseAfter(failures, Math.random());
      if (!failure.transient || !terms.isWorthIt(failure) || clock.now() + pause >= end) throw failure.fault;
      await clock.sleep(pause, signal);
    }
  }
}
