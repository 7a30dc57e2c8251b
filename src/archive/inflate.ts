import { gunzipSync } from "node:zlib";
import type { ArchiveProblem } from "../faults/archive.ts";

/** What became of a member: its bytes, or why they are not what it announced. */
export type Inflated =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly reason: Extract<ArchiveProblem, "gzip data" | "member sizes"> };

/**
 * Inflates one whole gzip member, which announces `unpacked` bytes: never more than these are made room for, whatever
 * the data would grow to. gzip's own checksum is verified.
 */
export function inflateMember(packed: Uint8Array, unpacked: number): Inflated {
  try {
    const options = { maxOutputLength: unpacked, chunkSize: Math.max(unpacked, smallestChunk) };
    const bytes = gunzipSync(packed, options);
    return bytes.length === unpacked ? { bytes: ownBuffer(bytes) } : { reason: "member sizes" };
  } catch (error) {
    return { reason: error instanceof RangeError ? "member sizes" : "gzip data" };
  }
}

/** The same in this thread, for who reads an archive beside other work or seldom. */
export async function inflateHere(packed: Uint8Array<ArrayBuffer>, unpacked: number): Promise<Inflated> {
  return inflateMember(packed, unpacked);
}

/** zlib takes no smaller buffer. */
const smallestChunk = 64;

/** The bytes in a buffer that holds nothing else, so that it can be handed to another thread. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = bytes;
  const alone = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  return alone ? new Uint8Array(buffer) : bytes.slice();
}
