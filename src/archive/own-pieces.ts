import { unlessAborted } from "../system/abort.ts";
import type { ReadableFile } from "../system/readable.ts";
import { corrupt } from "./corrupt.ts";
import type { Inflated } from "./inflate.ts";
import { pieceBytes } from "./layout.ts";
import { type MemberSizes, memberHeaderBytes, readMemberSizes } from "./member.ts";
import type { ArchivePiece } from "./pieces.ts";
import { readTrailer, type Trailer, trailerSize, trailerTailBytes } from "./trailer.ts";

/** A piece that cannot be compressed is stored in deflate blocks that add a few bytes to each 16 KiB. */
const largestMember = pieceBytes + (pieceBytes >> 8);

/** Inflates a whole member that announces so many bytes; the packed bytes are the callee's from then on. */
export type Inflate = (packed: Uint8Array<ArrayBuffer>, unpacked: number) => Promise<Inflated>;

/** True for an archive that promsnap wrote, by its first bytes. */
export async function isPromsnapArchive(file: ReadableFile): Promise<boolean> {
  return (await memberSizesAt(file, 0)) !== undefined;
}

/** What stands at the end of the archive. Throws `archive.corrupt` when it has none: it was not written to its end. */
export async function readTrailerOf(file: ReadableFile): Promise<Trailer> {
  return (await trailerAt(file)).trailer;
}

/**
 * The pieces of one of promsnap's archives in order, `ahead` of them being inflated at any time. Between them there is
 * nothing, and behind them the trailer. `hear` is told all bytes of the file in order. Throws `archive.corrupt`.
 */
export async function* ownPieces(
  file: ReadableFile,
  inflate: Inflate,
  ahead: number,
  signal: AbortSignal,
  hear: (packed: Uint8Array<ArrayBuffer>) => void,
): AsyncGenerator<ArchivePiece> {
  const { start } = await trailerAt(file);
  const underWay: Promise<ArchivePiece>[] = [];
  let offset = 0;
  while (offset < start) {
    const sizes = await memberSizesAt(file, offset);
    if (sizes === undefined) throw corrupt(file, offset, "trailing bytes");
    if (offset + sizes.packed > start) throw corrupt(file, offset, "member sizes");
    if (underWay.length >= ahead) yield await unlessAborted(underWay.shift() as Promise<ArchivePiece>, signal);
    const packed = await bytesFrom(file, offset, sizes.packed);
    hear(packed);
    const piece = inflatedPiece(file, offset, sizes, inflate(packed, sizes.unpacked));
    // Whoever awaits it hears of a failure; until then it must not count as an unhandled one.
    piece.catch(() => undefined);
    underWay.push(piece);
    offset += sizes.packed;
  }
  for (const piece of underWay) yield await unlessAborted(piece, signal);
  hear(await bytesFrom(file, start, file.size - start));
}

/**
 * The sizes of the member that begins at an offset; undefined when none of promsnap's does. Throws `archive.corrupt` for
 * sizes that no member has: nobody is to make room for them.
 */
export async function memberSizesAt(file: ReadableFile, offset: number): Promise<MemberSizes | undefined> {
  const sizes = readMemberSizes(await bytesAt(file, offset, memberHeaderBytes));
  if (sizes === undefined || (sizes.packed <= largestMember && sizes.unpacked <= pieceBytes)) return sizes;
  throw corrupt(file, offset, "member sizes");
}

async function inflatedPiece(
  file: ReadableFile,
  offset: number,
  { packed, head }: MemberSizes,
  inflating: Promise<Inflated>,
): Promise<ArchivePiece> {
  const inflated = await inflating;
  if ("reason" in inflated) throw corrupt(file, offset, inflated.reason);
  return { bytes: inflated.bytes, offset, done: offset + packed, head };
}

/** The trailer, and the offset at which it begins. Throws `archive.corrupt` where there is none. */
export async function trailerAt(file: ReadableFile): Promise<{ trailer: Trailer; start: number }> {
  const tail = await bytesAt(file, Math.max(0, file.size - trailerTailBytes), trailerTailBytes);
  const size = trailerSize(tail);
  const start = file.size - (size ?? file.size + 1);
  const trailer = start < 0 ? undefined : readTrailer(await bytesAt(file, start, file.size - start));
  if (trailer === undefined) throw corrupt(file, file.size, "no trailer");
  return { trailer, start };
}

/** Bytes of the file from a position on; fewer than asked only at its end. */
async function bytesAt(file: ReadableFile, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, file.size - offset)));
  return bytes.subarray(0, await file.read(bytes, offset));
}

/** As `bytesAt`, without blocking the thread; all of them, or the file shrank while it was read. */
export async function bytesFrom(file: ReadableFile, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  if ((await file.readLater(bytes, offset)) < length) throw corrupt(file, file.size, "cut off");
  return bytes;
}
