import type { ReadableFile } from "../system/readable.ts";
import type { ArchiveHead } from "./head.ts";
import { inflateMember } from "./inflate.ts";
import { memberHeaderBytes, readMemberSizes } from "./member.ts";
import { MetaListener, type StoredMeta } from "./metas.ts";
import { Walk } from "./reader.ts";
import { readTrailer, type Trailer, trailerSize, trailerTailBytes } from "./trailer.ts";

/** More than the meta.json files of 100,000 blocks take; a larger head, or member of it, is taken for an attack. */
const largestHead = 512 << 20;
const largestMember = 5 << 20;

/**
 * What the beginning and the end of an archive tell that lies anywhere: a few KB whatever its size. Undefined for what is
 * none of promsnap's, or damaged there.
 */
export async function readRemoteHead(file: ReadableFile): Promise<ArchiveHead | undefined> {
  const trailer = await readRemoteTrailer(file);
  if (trailer === undefined) return undefined;
  const walk = new Walk(file, trailer);
  const metas: StoredMeta[] = [];
  const listener = new MetaListener((meta) => metas.push(meta));
  let total = 0;
  for (let offset = 0; ; ) {
    const sizes = readMemberSizes(await bytesOf(file, offset, memberHeaderBytes));
    if (sizes === undefined || !sizes.head) return { metas, trailer };
    const { packed, unpacked, head } = sizes;
    total += unpacked;
    if (total > largestHead || Math.max(packed, unpacked) > largestMember) return undefined;
    const inflated = inflateMember(await bytesOf(file, offset, packed), unpacked);
    if ("reason" in inflated) return undefined;
    for (const event of walk.piece({ bytes: inflated.bytes, offset, done: offset + packed, head })) {
      listener.hear(event);
    }
    offset += packed;
  }
}

/** What stands at the end of an archive; undefined where it has no such end. */
export async function readRemoteTrailer(file: ReadableFile): Promise<Trailer | undefined> {
  const size = trailerSize(await bytesOf(file, Math.max(0, file.size - trailerTailBytes), trailerTailBytes));
  if (size === undefined || size > file.size) return undefined;
  return readTrailer(await bytesOf(file, file.size - size, size));
}

/** Whether promsnap made the archive, anybody else made a gzip file, or it is neither, by its first bytes. */
export async function remoteMaker(file: ReadableFile): Promise<"promsnap" | "gzip" | undefined> {
  const start = await bytesOf(file, 0, memberHeaderBytes);
  if (readMemberSizes(start) !== undefined) return "promsnap";
  return start[0] === 0x1f && start[1] === 0x8b ? "gzip" : undefined;
}

/** Bytes of the file from a position on; fewer than asked only at its end. */
async function bytesOf(file: ReadableFile, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, file.size - position)));
  return bytes.subarray(0, await file.readLater(bytes, position));
}
