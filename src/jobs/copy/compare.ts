import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { fault } from "../../errors.ts";
import type { Store, StoredFile } from "../../stores/store.ts";
import type { ReadableFile } from "../../system/readable.ts";
import { type CopySource, checkSum } from "./source.ts";
import type { CopyEvents } from "./terms.ts";

/** How many bytes of either are held against each other at once. */
const stretchBytes = 4 << 20;

/**
 * Makes sure that what a store has under an archive's name is that archive, by reading both, and answers its SHA-256.
 * Throws `copy.taken` where it is another file, `verify.checksumWrong` where the archive itself is not what it was.
 */
export async function compareWith(
  source: CopySource,
  store: Store,
  stored: StoredFile,
  signal: AbortSignal,
  events: CopyEvents,
): Promise<string> {
  const { file } = source;
  const taken = fault("copy.taken", { path: store.pathOf(stored.name), source: file.path });
  if (stored.bytes !== file.size) throw taken;
  using other = await store.open(stored);
  events.phase("comparing", file.size);
  const { sha256, same } = await compare(file, other, signal, (done) => events.progress(done));
  checkSum(source, sha256);
  if (!same) throw taken;
  return sha256;
}

/** Reads two files of one size; the second no further than to the first difference. */
async function compare(
  file: ReadableFile,
  other: ReadableFile,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<{ readonly sha256: string; readonly same: boolean }> {
  const hash = createHash("sha256");
  const [ours, theirs] = [new Uint8Array(stretchBytes), new Uint8Array(stretchBytes)];
  let same = true;
  for (let at = 0; at < file.size; at += stretchBytes) {
    signal.throwIfAborted();
    const length = Math.min(stretchBytes, file.size - at);
    const [left, right] = [ours.subarray(0, length), theirs.subarray(0, length)];
    const counts = await Promise.all([file.readLater(left, at), same ? other.readLater(right, at) : length]);
    if (counts.some((count) => count < length) || Buffer.compare(left, right) !== 0) same = false;
    hash.update(left);
    progress(at + length);
  }
  return { sha256: hash.digest("hex"), same };
}
