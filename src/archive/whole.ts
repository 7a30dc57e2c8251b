import { createHash } from "node:crypto";
import type { ReadableFile } from "../system/readable.ts";
import { inflateHere } from "./inflate.ts";
import { readArchive } from "./reader.ts";

/**
 * Reads one of promsnap's archives from its first byte to its last: every member's sizes, checksum and tar stream.
 * Answers the file's SHA-256 in hexadecimal. Throws `archive.corrupt` at the first thing that is wrong.
 */
export async function readWholeArchive(
  file: ReadableFile,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  const hear = (packed: Uint8Array) => void hash.update(packed);
  for await (const _ of readArchive(file, { inflate: inflateHere, ahead: 1, signal, progress, hear }));
  return hash.digest("hex");
}
