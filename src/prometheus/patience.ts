import { Fault } from "../errors.ts";
import type { Clock } from "../system/system.ts";

/** How often something is looked at that may be about to change, and how long to wait between, in milliseconds. */
export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tries: number;
  readonly pause: number;
}

/** What `look` sees as soon as `isSettled` likes it, else what it saw at the last try. */
export async function settled<T>(
  { clock, signal, tries, pause }: Patience,
  look: () => Promise<T>,
  isSettled: (seen: T) => boolean,
): Promise<T> {
  for (let left = tries; ; left--) {
    const seen = await look();
    if (left <= 1 || isSettled(seen)) return seen;
    await clock.sleep(pause, signal);
  }
}

/** Tries again while the call throws a fault; throws that of the last try, and any other error at once. */
export async function patiently<T>(patience: Patience, call: () => Promise<T>): Promise<T> {
  const seen = await settled(
    patience,
    () => orFault(call),
    (outcome) => "value" in outcome,
  );
  if ("value" in seen) return seen.value;
  throw seen.fault;
}

async function orFault<T>(call: () => Promise<T>): Promise<{ readonly value: T } | { readonly fault: Fault }> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}
