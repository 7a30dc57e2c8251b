import type { ReadableFile } from "../system/readable.ts";
import { corrupt } from "./corrupt.ts";
import { inflateMember } from "./inflate.ts";
import type { MemberSizes } from "./member.ts";
import { MetaListener, type StoredMeta } from "./metas.ts";
import { memberSizesAt, readTrailerOf } from "./own-pieces.ts";
import type { ArchivePiece } from "./pieces.ts";
import { Walk } from "./reader.ts";
import type { Trailer } from "./trailer.ts";

/** What the beginning and the end of one of promsnap's archives tell, a few KB whatever its size. */
export interface ArchiveHead {
  readonly metas: readonly StoredMeta[];
  readonly trailer: Trailer;
}

/** More than the meta.json files of 100,000 blocks take; a larger head is taken for an attack. */
const largestHead = 512 << 20;

/** Reads head and trailer of an archive of promsnap. Throws `archive.corrupt`. */
export async function readArchiveHead(file: ReadableFile): Promise<ArchiveHead> {
  const trailer = await readTrailerOf(file);
  const walk = new Walk(file, trailer);
  const metas: StoredMeta[] = [];
  const listener = new MetaListener((meta) => metas.push(meta));
  let total = 0;
  for (let offset = 0; ; ) {
    const sizes = await memberSizesAt(file, offset);
    if (sizes === undefined || !sizes.head) return { metas, trailer };
    total += sizes.unpacked;
    if (total > largestHead) throw corrupt(file, offset, "member sizes");
    const piece = await pieceAt(file, offset, sizes);
    for (const event of walk.piece(piece)) listener.hear(event);
    offset = piece.done;
  }
}

/** The piece in the member at this offset, inflated in this thread. Throws `archive.corrupt`. */
export async function pieceAt(
  file: ReadableFile,
  offset: number,
  { packed, unpacked, head }: MemberSizes,
): Promise<ArchivePiece> {
  const bytes = new Uint8Array(packed);
  if ((await file.read(bytes, offset)) < packed) throw corrupt(file, file.size, "cut off");
  const inflated = inflateMember(bytes, unpacked);
  if ("reason" in inflated) throw corrupt(file, offset, inflated.reason);
  return { bytes: inflated.bytes, offset, done: offset + packed, head };
}
