import { Cursor, longestVarint } from "./cursor.ts";

/** A sample: its time in milliseconds since 1970, and its value. */
export interface Sample {
  readonly time: number;
  readonly value: number;
}

/** The chunk encoding whose first sample stands in whole bytes. */
const xorEncoding = 1;

/** The bits of the value that says that a series ended here; no query shows it. */
const staleBits = 0x7ff0_0000_0000_0002n;

/** Bytes of an entry of a chunk file that its first sample may take: length, encoding, count, time, value. */
export const firstSampleBytes = 5 + 1 + 2 + longestVarint + 8;

/**
 * The first sample of a chunk, of which these are the first bytes. Undefined for another encoding than XOR, a chunk
 * without samples, and one that begins with a mark of staleness.
 */
export function firstSample(entry: Uint8Array): Sample | undefined {
  const length = new Cursor(entry);
  length.uvarint();
  const data = entry.subarray(length.at + 1);
  const count = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
  if (length.failed || entry[length.at] !== xorEncoding || count === 0) return undefined;
  const cursor = new Cursor(data.subarray(2));
  const time = cursor.varint();
  const bits = data.subarray(2 + cursor.at, 2 + cursor.at + 8);
  if (cursor.failed || bits.length < 8) return undefined;
  const view = new DataView(bits.buffer, bits.byteOffset, bits.length);
  return view.getBigUint64(0) === staleBits ? undefined : { time, value: view.getFloat64(0) };
}
