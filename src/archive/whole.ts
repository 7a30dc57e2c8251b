import { createHash } from "node:crypto";
import type { InputFile } from "../system/file.ts";
import { corrupt, inflateMember, memberSizesAt, readTrailerOf } from "./head.ts";
import { TarReader } from "./tar-reader.ts";
import { readTrailer } from "./trailer.ts";

/**
 * Reads one of promsnap's archives from its first byte to its last: every member's sizes, checksum and tar stream.
 * Answers the file's SHA-256 in hexadecimal. Throws `archive.corrupt` at the first thing that is wrong.
 */
export async function readWholeArchive(
  file: InputFile,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<string> {
  const trailer = readTrailerOf(file);
  const hash = createHash("sha256");
  const tar = new TarReader({ begin: () => false, content: () => undefined, end: () => undefined });
  let unpacked = 0;
  let offset = 0;
  for (let sizes = memberSizesAt(file, 0); sizes !== undefined; sizes = memberSizesAt(file, offset)) {
    signal.throwIfAborted();
    const packed = await bytesFrom(file, offset, sizes.packed);
    hash.update(packed);
    if (!tar.push(inflateMember(file, offset, sizes, packed))) throw corrupt(file, offset, "tar header");
    unpacked += sizes.unpacked;
    offset += sizes.packed;
    progress(offset);
  }
  const rest = await bytesFrom(file, offset, largestTrailer);
  hash.update(rest);
  if (offset + rest.length !== file.size || readTrailer(rest) === undefined) {
    throw corrupt(file, offset, "trailing bytes");
  }
  if (unpacked !== trailer.unpacked || !tar.ended) throw corrupt(file, offset, "cut off");
  return hash.digest("hex");
}

/** No trailer is longer: its extra field holds at most 64 KiB. */
const largestTrailer = 66_000;

async function bytesFrom(file: InputFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, file.size - offset)));
  return bytes.subarray(0, await file.readLater(bytes, offset));
}
