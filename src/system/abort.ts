import { setImmediate } from "node:timers/promises";

/**
 * The promise's value, unless the signal is aborted first: then the signal's reason is thrown at once. What becomes of
 * the promise after that is nobody's business, least of all an unhandled rejection that would end the process.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Gives a signal its turn, for work that never waits, and throws its reason then. */
export async function letSignalIn(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
