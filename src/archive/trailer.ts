import { type Damage, isDamage } from "../tsdb/damage.ts";
import { gzipHeader } from "./member.ts";

/**
 * The last gzip member of an archive is empty for every gzip reader; its extra field says what is known only once all
 * is written. An archive that ends in it was written to its end.
 */
export interface Trailer {
  readonly format: 1;
  /** When Prometheus made the snapshot: milliseconds since 1970. */
  readonly taken: number;
  /** Bytes of the tar stream. */
  readonly unpacked: number;
  /** Bytes of all files in it. */
  readonly content: number;
  /** How many files are damaged; `damage` names the first of them. */
  readonly damaged: number;
  readonly damage: readonly Damage[];
}

const trailerId = [0x50, 0x54] as const; // "PT"
/** An extra field's subfield holds at most 64 KiB less its own header; this many entries stay far below. */
const namedDamage = 100;
/** After the extra field: an empty deflate block, CRC-32 and length of nothing. */
const emptyBody = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0] as const;
/** Before the body stands the size of the whole member, so that it can be found from the end of the file. */
const sizeBytes = 4;
const fixedBytes = 12 + 4 + sizeBytes + emptyBody.length;

/** How many bytes of a file's end tell the size of its trailer, if it has one. */
export const trailerTailBytes = sizeBytes + emptyBody.length;

/** Makes the last member. Only the first hundred damaged files are named in it. */
export function writeTrailer(trailer: Omit<Trailer, "format" | "damaged">): Uint8Array<ArrayBuffer> {
  const { damage, ...sizes } = trailer;
  const named = damage.slice(0, namedDamage);
  const text = new TextEncoder().encode(JSON.stringify({ format: 1, ...sizes, damaged: damage.length, damage: named }));
  const member = new Uint8Array(fixedBytes + text.length);
  const view = new DataView(member.buffer);
  member.set(gzipHeader(4 + text.length + sizeBytes));
  member.set(trailerId, 12);
  view.setUint16(14, text.length + sizeBytes, true);
  member.set(text, 16);
  view.setUint32(16 + text.length, member.length, true);
  member.set(emptyBody, 20 + text.length);
  return member;
}

/** The size of the trailer in bytes, told by the last bytes of a file; undefined when it does not end in one. */
export function trailerSize(tail: Uint8Array): number | undefined {
  const body = tail.subarray(-emptyBody.length);
  if (tail.length < trailerTailBytes || emptyBody.some((byte, index) => body[index] !== byte)) return undefined;
  const size = new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - trailerTailBytes, true);
  return size > fixedBytes && size <= fixedBytes + 0xffff ? size : undefined;
}

/** Reads the trailer from exactly its own bytes; undefined when they are not one. */
export function readTrailer(member: Uint8Array): Trailer | undefined {
  const expected = gzipHeader(member.length - 12 - emptyBody.length);
  if (expected.some((byte, index) => member[index] !== byte)) return undefined;
  if (trailerId.some((byte, index) => member[12 + index] !== byte)) return undefined;
  const length = new DataView(member.buffer, member.byteOffset).getUint16(14, true);
  if (length !== member.length - fixedBytes + sizeBytes) return undefined;
  const text = new TextDecoder().decode(member.subarray(16, member.length - trailerTailBytes));
  try {
    const trailer: unknown = JSON.parse(text);
    return isTrailer(trailer) ? trailer : undefined;
  } catch {
    return undefined;
  }
}

function isTrailer(value: unknown): value is Trailer {
  if (typeof value !== "object" || value === null) return false;
  const { format, taken, unpacked, content, damaged, damage } = value as Partial<Record<keyof Trailer, unknown>>;
  const counted = [taken, unpacked, content, damaged].every(isCount);
  return format === 1 && counted && Array.isArray(damage) && damage.length <= Number(damaged) && damage.every(isDamage);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDamage(value: unknown): value is Damage {
  if (typeof value !== "object" || value === null) return false;
  const { block, file, offset, problem, section } = value as Partial<Record<keyof Damage, unknown>>;
  return [block, file, problem, section].every((text) => typeof text === "string") && Number.isSafeInteger(offset);
}

/**
 * Whether a trailer agrees with itself and with the archive's top directory, whose time (seconds since 1970) the writer
 * takes from it: its own bytes have no checksum.
 */
export function trailerFits({ taken, damaged, damage }: Trailer, topModified: number | undefined): boolean {
  const named = damaged === damage.length || (damaged > namedDamage && damage.length === namedDamage);
  return named && damage.every(isDamage) && Math.floor(taken / 1000) === topModified;
}
