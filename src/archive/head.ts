import { gunzipSync } from "node:zlib";
import { parseTar } from "nanotar";
import { type Fault, fault } from "../errors.ts";
import type { ArchiveProblem } from "../faults/archive.ts";
import type { InputFile } from "../system/file.ts";
import { pieceBytes } from "./layout.ts";
import { type MemberSizes, memberHeaderBytes, readMemberSizes } from "./member.ts";
import { TarReader } from "./tar-reader.ts";
import { readTrailer, type Trailer, trailerSize, trailerTailBytes } from "./trailer.ts";

/** The meta.json of a block, as it stands in an archive. */
export interface StoredMeta {
  readonly ulid: string;
  readonly text: string;
}

/** What the beginning and the end of one of promsnap's archives tell, a few KB whatever its size. */
export interface ArchiveHead {
  readonly metas: readonly StoredMeta[];
  readonly trailer: Trailer;
}

/** More than the meta.json files of 100,000 blocks take; a larger head is taken for an attack. */
const largestHead = 512 << 20;
/** A piece that cannot be compressed is stored in deflate blocks that add a few bytes to each 16 KiB. */
const largestMember = pieceBytes + (pieceBytes >> 8);

/** True for an archive that promsnap wrote, by its first bytes. */
export function isPromsnapArchive(file: InputFile): boolean {
  return memberSizesAt(file, 0) !== undefined;
}

/** Reads head and trailer of an archive of promsnap. Throws `archive.corrupt`. */
export function readArchiveHead(file: InputFile): ArchiveHead {
  const trailer = readTrailerOf(file);
  return { metas: metasIn(file, readHeadMembers(file)), trailer };
}

/** What stands at the end of the archive. Throws `archive.corrupt` when it has none: it was not written to its end. */
export function readTrailerOf(file: InputFile): Trailer {
  const tail = bytesAt(file, Math.max(0, file.size - trailerTailBytes), trailerTailBytes);
  const size = trailerSize(tail);
  const trailer =
    size === undefined || size > file.size ? undefined : readTrailer(bytesAt(file, file.size - size, size));
  if (trailer === undefined) throw corrupt(file, file.size, "no trailer");
  return trailer;
}

/**
 * The sizes of the member that begins at an offset; undefined when none of promsnap's does. Throws `archive.corrupt` for
 * sizes that no member has: nobody is to make room for them.
 */
export function memberSizesAt(file: InputFile, offset: number): MemberSizes | undefined {
  const sizes = readMemberSizes(bytesAt(file, offset, memberHeaderBytes));
  if (sizes === undefined || (sizes.packed <= largestMember && sizes.unpacked <= pieceBytes)) return sizes;
  throw corrupt(file, offset, "member sizes");
}

/** Inflates the bytes of one member and holds it to the sizes it announced. Throws `archive.corrupt`. */
export function inflateMember(file: InputFile, offset: number, sizes: MemberSizes, packed: Uint8Array): Uint8Array {
  if (packed.length !== sizes.packed) throw corrupt(file, file.size, "cut off");
  const unpacked = gunzip(file, offset, packed);
  if (unpacked.length !== sizes.unpacked) throw corrupt(file, offset, "member sizes");
  return unpacked;
}

/** A fault about a place in an archive. */
export function corrupt(file: InputFile, offset: number, reason: ArchiveProblem): Fault {
  return fault("archive.corrupt", { path: file.path, offset, reason });
}

function gunzip(file: InputFile, offset: number, packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: pieceBytes });
  } catch (error) {
    throw corrupt(file, offset, error instanceof RangeError ? "member sizes" : "gzip data");
  }
}

function readHeadMembers(file: InputFile): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let offset = 0; ; ) {
    const sizes = memberSizesAt(file, offset);
    if (sizes === undefined || !sizes.head) break;
    const part = inflateMember(file, offset, sizes, bytesAt(file, offset, sizes.packed));
    parts.push(part);
    total += part.length;
    if (total > largestHead) throw corrupt(file, offset, "member sizes");
    offset += sizes.packed;
  }
  // nanotar wants the zero blocks that end an archive, and reads the whole buffer behind what it is given.
  const head = new Uint8Array(total + 1024);
  let at = 0;
  for (const part of parts) {
    head.set(part, at);
    at += part.length;
  }
  return head;
}

function metasIn(file: InputFile, head: Uint8Array<ArrayBuffer>): StoredMeta[] {
  // nanotar believes every header, and ends without a word at one that it cannot read.
  const strict = new TarReader({ begin: () => false, content: () => undefined, end: () => undefined });
  if (!strict.push(head)) throw corrupt(file, 0, "tar header");
  try {
    return parseTar(head).flatMap(({ name, type, text }) => {
      const [, ulid = "", last] = name.split("/");
      return type === "file" && last === "meta.json" ? [{ ulid, text }] : [];
    });
  } catch {
    throw corrupt(file, 0, "tar header");
  }
}

function bytesAt(file: InputFile, offset: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, file.size - offset)));
  return bytes.subarray(0, file.read(bytes, offset));
}
