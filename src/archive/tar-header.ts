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

/** True when there is no other byte than zero. */
export function isZeros(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function refused(reason: ArchiveProblem): HeaderBlock {
  return { kind: "refused", reason };
}

function checksumAgrees(block: Uint8Array): boolean {
  const stored = /^([0-7]{6})\0 $/.exec(latin(block, 148, 8))?.[1];
  let sum = 8 * 32;
  for (let at = 0; at < block.length; at++) if (at < 148 || at >= 156) sum += block[at] as number;
  return stored !== undefined && Number.parseInt(stored, 8) === sum;
}

function typeOf(flag: number | undefined): TarHeader["type"] | undefined {
  if (flag === 0x30) return "file";
  return flag === 0x35 ? "directory" : undefined;
}

/** POSIX keeps the beginning of a long path in a field of its own; where GNU's format has other things, nothing may be. */
function pathOf(block: Uint8Array): string | undefined {
  const name = textAt(block, 0, 100);
  if (latin(block, 257, 8) === "ustar  \0") return isZeros(block.subarray(345)) ? name : undefined;
  const prefix = textAt(block, 345, 155);
  if (latin(block, 257, 8) !== "ustar\x0000" || prefix === undefined || name === undefined) return undefined;
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** The fields that mean nothing here: a link's target and a device's number are empty, the others are numbers. */
function restIsUsual(block: Uint8Array): boolean {
  const owners = [numberAt(block, 100, 8), numberAt(block, 108, 8), numberAt(block, 116, 8)];
  const device = latin(block, 329, 16).replaceAll("0", "").replaceAll("\0", "");
  const unused = [block.subarray(157, 257), block.subarray(500)];
  return owners.every((number) => number !== undefined) && device === "" && unused.every(isZeros);
}

/** Octal digits, or GNU's base 256 for what does not fit; undefined for anything else or beyond exact numbers. */
function numberAt(block: Uint8Array, offset: number, length: number): number | undefined {
  const field = block.subarray(offset, offset + length);
  if (field[0] === 0x80) {
    const number = field.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  const digits = /^([0-7]+)\0$/.exec(latin(block, offset, length))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

/** The text before the first zero byte; undefined when it is not UTF-8 or something stands behind that byte. */
function textAt(block: Uint8Array, offset: number, length: number): string | undefined {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  try {
    const text = decoder.decode(end === -1 ? field : field.subarray(0, end));
    return end === -1 || isZeros(field.subarray(end)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function latin(block: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...block.subarray(offset, offset + length));
}
