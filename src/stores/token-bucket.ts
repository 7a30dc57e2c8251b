/** A token bucket: how long bytes have to wait so that no more pass in a second than may. Nothing here knows the time. */

/** What is left of it at an instant (milliseconds): bytes that may pass at once; less than nothing is owed. */
export interface TokenBucket {
  readonly tokens: number;
  readonly at: number;
}

/** So much may pass at once after a pause, in milliseconds of the rate. */
const burst = 250;

/** A bucket that is full. `rate` is in bytes per second. */
export function fullBucket(rate: number, now: number): TokenBucket {
  return { tokens: capacityOf(rate), at: now };
}

/**
 * Takes bytes out, and tells how many milliseconds they have to wait before they pass. A clock that is set back fills
 * nothing, one that leaps ahead no more than the bucket holds.
 */
export function draw(
  { tokens, at }: TokenBucket,
  bytes: number,
  rate: number,
  now: number,
): { readonly bucket: TokenBucket; readonly wait: number } {
  const filled = Math.min(capacityOf(rate), tokens + (Math.max(0, now - at) * rate) / 1000);
  const left = filled - bytes;
  return { bucket: { tokens: left, at: now }, wait: left >= 0 ? 0 : Math.ceil((-left * 1000) / rate) };
}

function capacityOf(rate: number): number {
  return (rate * burst) / 1000;
}
