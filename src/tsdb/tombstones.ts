import { Cursor } from "./cursor.ts";

/** What was deleted of each series of a block, by its reference: intervals of time, both ends included. */
export type Deletions = ReadonlyMap<number, readonly (readonly [from: number, to: number])[]>;

const headBytes = 5;
const sumBytes = 4;

/** Reads a tombstones file. Undefined when it is none; its checksum is checked elsewhere. */
export function readDeletions(file: Uint8Array): Deletions | undefined {
  if (file.length < headBytes + sumBytes) return undefined;
  const cursor = new Cursor(file.subarray(headBytes, file.length - sumBytes));
  const deletions = new Map<number, [number, number][]>();
  while (!cursor.done) {
    const [reference, from, to] = [cursor.uvarint(), cursor.varint(), cursor.varint()];
    const known = deletions.get(reference);
    if (known === undefined) deletions.set(reference, [[from, to]]);
    else known.push([from, to]);
  }
  return cursor.failed ? undefined : deletions;
}

/** Whether the sample that a series has at this time was deleted. */
export function isDeleted(deletions: Deletions, reference: number, time: number): boolean {
  return (deletions.get(reference) ?? []).some(([from, to]) => from <= time && time <= to);
}
