/** Sizes of the parts of an upload. S3 takes 10,000 of them at most, and none but the last below 5 MiB. */

const mebibyte = 2 ** 20;
/** The most parts that an upload has. */
export const mostParts = 10_000;
const leastPart = 8 * mebibyte;
/** What all parts under way and the one being filled may take together, in bytes, where parts are not larger still. */
const memory = 64 * mebibyte;
const mostAtOnce = 4;

/** Bytes of a part, and how many are sent at once while another is being filled. */
export interface PartPlan {
  readonly partBytes: number;
  readonly atOnce: number;
}

/**
 * Parts for an archive of at most so many bytes. All have one size, which some servers insist on. Up to 300 GB they take
 * 64 MiB of memory at most; beyond that two parts, which is what it takes.
 */
export function planParts(atMost: number): PartPlan {
  const needed = Math.ceil(atMost / mostParts / mebibyte) * mebibyte;
  const partBytes = Math.max(leastPart, needed);
  const atOnce = Math.max(1, Math.min(mostAtOnce, Math.floor(memory / partBytes) - 1));
  return { partBytes, atOnce };
}
