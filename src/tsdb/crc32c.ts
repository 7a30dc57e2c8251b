/** CRC-32C (Castagnoli), which Prometheus puts behind every section and chunk; sliced by 16 bytes. */

const polynomial = 0x82f63b78; // reflected

/** The table of each position in a step of 16 bytes: what a byte contributes when `zeros` more bytes follow it. */
function table(zeros: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8 * (zeros + 1); bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
    }
    return remainder;
  });
}

// Sixteen constants, not an array of tables: engines then keep each in a register, which doubles the speed.
const t0 = table(0);
const t1 = table(1);
const t2 = table(2);
const t3 = table(3);
const t4 = table(4);
const t5 = table(5);
const t6 = table(6);
const t7 = table(7);
const t8 = table(8);
const t9 = table(9);
const t10 = table(10);
const t11 = table(11);
const t12 = table(12);
const t13 = table(13);
const t14 = table(14);
const t15 = table(15);

/**
 * The CRC-32C of `bytes[start, end)`, continued from the CRC of what came before (0 at the beginning), as a signed
 * 32-bit integer. `view` is a DataView over exactly the same bytes.
 */
export function crc32c(bytes: Uint8Array, view: DataView, start: number, end: number, before: number): number {
  // Offsets that came out of a division are doubles to an engine, equal to integers as they may be. One such among many
  // integers, and it throws its fast code away; after a few times it makes no other, and all is ten times as slow.
  return sum(bytes, view, start | 0, end | 0, before | 0);
}

/** The sum itself, which sees no other numbers than 32-bit integers. */
function sum(bytes: Uint8Array, view: DataView, start: number, end: number, before: number): number {
  // Every index below is in bounds by construction, hence `as number`.
  let crc = ~before;
  let at = start;
  for (; at + 16 <= end; at += 16) {
    const a = crc ^ view.getInt32(at, true);
    const b = view.getInt32(at + 4, true);
    const c = view.getInt32(at + 8, true);
    const d = view.getInt32(at + 12, true);
    crc =
      (t15[a & 255] as number) ^
      (t14[(a >>> 8) & 255] as number) ^
      (t13[(a >>> 16) & 255] as number) ^
      (t12[a >>> 24] as number) ^
      (t11[b & 255] as number) ^
      (t10[(b >>> 8) & 255] as number) ^
      (t9[(b >>> 16) & 255] as number) ^
      (t8[b >>> 24] as number) ^
      (t7[c & 255] as number) ^
      (t6[(c >>> 8) & 255] as number) ^
      (t5[(c >>> 16) & 255] as number) ^
      (t4[c >>> 24] as number) ^
      (t3[d & 255] as number) ^
      (t2[(d >>> 8) & 255] as number) ^
      (t1[(d >>> 16) & 255] as number) ^
      (t0[d >>> 24] as number);
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[at] as number)) & 255] as number);
  return ~crc;
}
