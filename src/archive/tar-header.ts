import type { ArchiveProblem } from "../faults/archive.ts";

/** The header of a regular file or a directory in a tar stream. `modified` is in whole seconds since 1970. */
export interface TarHeader {
  readonly path: string;
  readonly type: "file" | "directory";
  readonly size: number;
  readonly modified: number;
}

/** What a block stands for where a header is due. */
export type HeaderBlock =
  | { readonly kind: "entry"; readonly header: TarHeader }
  | { readonly kind: "zeros" }
  | { readonly kind: "refused"; readonly reason: ArchiveProblem };

/** Bytes: a mark at the beginning of the text would belong to the name. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** The latest time that eleven octal digits hold, in the year 2242. */
const latest = 0o77777777777;

/**
 * Reads one header block as promsnap's writer (POSIX ustar) and GNU tar (its own format) make them for regular files
 * and directories. Everything else is refused: links, devices, sparse files, long names, pax headers, and each field
 * that neither of the two would write so.
 */
export function readTarHeader(block: Uint8Array): HeaderBlock {
  if (isZeros(block)) return { kind: "zeros" };
  if (!checksumAgrees(block)) return refused("tar header");
  const type = typeOf(block[156]);
  if (type === undefined) return refused("entry type");
  const path = pathOf(block);
  if (path === undefined) return refused("entry name");
  const [size, modified] = [numberAt(block, 124, 12), numberAt(block, 136, 12)];
  if (size === undefined || (type === "directory" && size > 0)) return refused("entry size");
  if (modified === undefined || modified > latest || !restIsUsual(block)) return refused("tar header");
  return { kind: "entry", header: { path, type, size, modified } };
}

/** True when there is no other byte than zero from an offset to another. */
export function isZeros(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

function refused(reason: ArchiveProblem): HeaderBlock {
  return { kind: "refused", reason };
}

function checksumAgrees(block: Uint8Array): boolean {
  let sum = 8 * space;
  for (let at = 0; at < block.length; at++) if (at < 148 || at >= 156) sum += block[at] as number;
  return octalAt(block, 148, 6) === sum && block[154] === 0 && block[155] === space;
}

function typeOf(flag: number | undefined): TarHeader["type"] | undefined {
  if (flag === 0x30) return "file";
  return flag === 0x35 ? "directory" : undefined;
}

/** POSIX keeps the beginning of a long path in a field of its own; where GNU's format has other things, nothing may be. */
function pathOf(block: Uint8Array): string | undefined {
  const name = textAt(block, 0, 100);
  if (holds(block, 257, gnuMagic)) return isZeros(block, 345) ? name : undefined;
  const prefix = textAt(block, 345, 155);
  if (!holds(block, 257, posixMagic) || prefix === undefined || name === undefined) return undefined;
  return prefix === "" ? name : `${prefix}/${name}`;
}

const gnuMagic = new TextEncoder().encode("ustar  \0");
const posixMagic = new TextEncoder().encode("ustar\x0000");

function holds(block: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, at) => block[offset + at] === byte);
}

/** The fields that mean nothing here: a link's target and a device's number are empty, the others are numbers. */
function restIsUsual(block: Uint8Array): boolean {
  const owners = [numberAt(block, 100, 8), numberAt(block, 108, 8), numberAt(block, 116, 8)];
  const device = block.subarray(329, 345).every((byte) => byte === 0 || byte === zero);
  return owners.every((number) => number !== undefined) && device && isZeros(block, 157, 257) && isZeros(block, 500);
}

const [space, zero] = [0x20, 0x30];

/** Octal digits, or GNU's base 256 for what does not fit; undefined for anything else or beyond exact numbers. */
function numberAt(block: Uint8Array, offset: number, length: number): number | undefined {
  if (block[offset] === 0x80) {
    const number = block.subarray(offset + 1, offset + length).reduce((total, byte) => total * 256 + byte, 0);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  return block[offset + length - 1] === 0 ? octalAt(block, offset, length - 1) : undefined;
}

/** So many octal digits; undefined where one is none. */
function octalAt(block: Uint8Array, offset: number, digits: number): number | undefined {
  let number = 0;
  for (let at = offset; at < offset + digits; at++) {
    const digit = (block[at] as number) - zero;
    if (digit < 0 || digit > 7) return undefined;
    number = number * 8 + digit;
  }
  return number;
}

/** The text before the first zero byte; undefined when it is not UTF-8 or something stands behind that byte. */
function textAt(block: Uint8Array, offset: number, length: number): string | undefined {
  if (block[offset] === 0) return isZeros(block, offset, offset + length) ? "" : undefined;
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  try {
    const text = decoder.decode(end === -1 ? field : field.subarray(0, end));
    return end === -1 || isZeros(field, end) ? text : undefined;
  } catch {
    return undefined;
  }
}
