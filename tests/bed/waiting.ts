/**
 * Waits until `condition` gives something other than undefined, null or false, and returns it. Errors that the
 * condition throws count as "not yet". After `milliseconds` it throws, saying `what` did not happen and why.
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  milliseconds = 30_000,
): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + milliseconds;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value !== undefined && value !== null && value !== false)
        return value as Exclude<T, undefined | null | false>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${milliseconds} ms (last: ${String(last)})`);
    await Bun.sleep(20);
  }
}
