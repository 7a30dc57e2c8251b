import type { ReadableFile } from "../system/readable.ts";
import { corrupt } from "./corrupt.ts";
import { inflateMember } from "./inflate.ts";
import { bytesFrom, memberSizesAt, trailerAt } from "./own-pieces.ts";
import { type ArchiveEvent, Walk } from "./reader.ts";

/** How an archive is skimmed. `progress` hears how many bytes of the file are passed. */
export interface SkimTerms {
  readonly signal: AbortSignal;
  readonly progress: (doneBytes: number) => void;
}

/** Where the members of an archive begin, in their order, and where the last one ends: in the file, and in the tar stream. */
export interface MemberPlaces {
  readonly offsets: number[];
  readonly positions: number[];
}

/** Sixteen terabytes of contents have no more; what has is taken for an attack on memory. */
const mostMembers = 1 << 22;
/** Members passed before others have a turn (a signal, a clock): each costs a seek where the file is not in memory. */
const membersPerTurn = 64;

/**
 * Reads one of promsnap's archives for what lies in it and not for the contents: a member that holds nothing but a part
 * of one file is passed over by its header, so that an archive of any size costs a few KB for each member and the
 * inflating of those in which a file begins. What is read is read as strictly as by `readArchive`; what is passed over
 * may be damaged. `places` is filled with where members begin. Throws `archive.corrupt`, and the signal's reason.
 */
export async function* skimArchive(
  file: ReadableFile,
  places: MemberPlaces,
  { signal, progress }: SkimTerms,
): AsyncGenerator<ArchiveEvent> {
  const { trailer, start } = await trailerAt(file);
  const walk = new Walk(file, trailer);
  let position = 0;
  for (let offset = 0; offset < start; ) {
    signal.throwIfAborted();
    if (places.offsets.length % membersPerTurn === 0) await file.readLater(new Uint8Array(1), offset);
    const sizes = await memberSizesAt(file, offset);
    if (sizes === undefined) throw corrupt(file, offset, "trailing bytes");
    const { packed, unpacked, head } = sizes;
    const number = places.offsets.push(offset);
    if (offset + packed > start || number > mostMembers) throw corrupt(file, offset, "member sizes");
    places.positions.push(position);
    if (walk.isContent(unpacked)) yield* walk.pass(offset, unpacked, head);
    else yield* walk.piece({ bytes: await inflatedAt(file, offset, packed, unpacked), offset, done: 0, head });
    offset += packed;
    position += unpacked;
    progress(offset);
  }
  places.offsets.push(start);
  places.positions.push(position);
  yield walk.finish();
}

async function inflatedAt(
  file: ReadableFile,
  offset: number,
  packed: number,
  unpacked: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const inflated = inflateMember(await bytesFrom(file, offset, packed), unpacked);
  if ("reason" in inflated) throw corrupt(file, offset, inflated.reason);
  return inflated.bytes;
}
