import type { ArchiveProblem } from "../faults/archive.ts";
import { runtime } from "../system/runtime.ts";

/** What became of a member: its bytes, or why they are not what it announced. */
export type Inflated =
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly reason: Extract<ArchiveProblem, "gzip data" | "member sizes"> };

/**
 * Inflates one whole gzip member, which announces `unpacked` bytes: never more than these are made room for, whatever
 * the data would grow to. gzip's own checksum is verified.
 */
export function inflateMember(packed: Uint8Array, unpacked: number): Inflated {
  if (unpacked === 0) return { reason: "member sizes" };
  try {
    const bytes = runtime.gunzip(packed, unpacked);
    return bytes.length === unpacked ? { bytes } : { reason: "member sizes" };
  } catch (error) {
    return { reason: error instanceof RangeError ? "member sizes" : "gzip data" };
  }
}

/** The same in this thread, for who reads an archive beside other work or seldom. */
export async function inflateHere(packed: Uint8Array<ArrayBuffer>, unpacked: number): Promise<Inflated> {
  return inflateMember(packed, unpacked);
}
