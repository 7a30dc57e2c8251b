import { Cursor, longestVarint } from "./cursor.ts";

/** A sample: its time in milliseconds since 1970, and its value. */
export interface Sample {
  readonly time: number;
  readonly value: number;
}

/**
 * The encodings whose first sample stands in whole bytes, and how many come before it: XOR has the count of samples, XOR2
 * (Prometheus 3.11) one byte on start times more.
 */
const headBytes: Readonly<Record<number, number>> = { 1: 2, 4: 3 };

/** The bits of the value that says that a series ended here; no query shows it. */
const staleBits = 0x7ff0_0000_0000_0002n;

/** Bytes of an entry of a chunk file that its first sample may take: length, encoding, count, time, value. */
export const firstSampleBytes = 5 + 1 + 3 + longestVarint + 8;

/**
 * The first sample of a chunk, of which these are the first bytes. Undefined for a chunk of histograms, one
 * without samples, and one that begins with a mark of staleness.
 */
export function firstSample(entry: Uint8Array): Sample | undefined {
  const length = new Cursor(entry);
  length.uvarint();
  const data = entry.subarray(length.at + 1);
  const count = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
  const head = headBytes[entry[length.at] ?? 0];
  if (length.failed || head === undefined || count === 0) return undefined;
  const cursor = new Cursor(data.subarray(head));
  const time = cursor.varint();
  const bits = data.subarray(head + cursor.at, head + cursor.at + 8);
  if (cursor.failed || bits.length < 8) return undefined;
  const view = new DataView(bits.buffer, bits.byteOffset, bits.length);
  return view.getBigUint64(0) === staleBits ? undefined : { time, value: view.getFloat64(0) };
}
