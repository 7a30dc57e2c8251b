/**
 * Numbers that stand for texts, pairs of texts and series, so that two lists can be compared by sums, in whatever order
 * they come: 32 bits, and no defence against somebody who looks for equal sums.
 */

/** The number of a text, `bytes[from, to)`. */
export function mixText(bytes: Uint8Array, from: number, to: number): number {
  let mixed = 0x811c9dc5; // FNV-1a
  for (let at = from; at < to; at++) mixed = Math.imul(mixed ^ (bytes[at] as number), 0x01000193);
  return spread(mixed);
}

/** The number of a label, from the numbers of its name and its value. */
export function mixLabel(name: number, value: number): number {
  return spread(Math.imul(name, 0x9e3779b1) ^ value);
}

/** The number of a series, from its reference. */
export function mixSeries(reference: number): number {
  return spread(reference | 0);
}

/** Lets every bit depend on every other (the finalizer of MurmurHash3). */
function spread(number: number): number {
  const first = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
