import { basename } from "node:path/posix";
import { Fault } from "../errors.ts";
import { reasonOf } from "../report/reason.ts";
import type { Store } from "./store.ts";

/**
 * The checksum file beside an archive: its SHA-256 in hexadecimal, or why it tells none; without a `reason` because of what
 * stands in it.
 */
export type StoredChecksum =
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly reason?: string }
  | { readonly kind: "sum"; readonly sha256: string };

/** A sum, and a path as long as the kernel takes, in bytes; what is longer is no checksum file. */
export const checksumLimit = 5000;

/** Reads the checksum file of a file in a store, by the rules of sha256sum. */
export async function readChecksum(store: Store, file: string): Promise<StoredChecksum> {
  try {
    const text = await store.readText(`${file}.sha256`, checksumLimit);
    return text === undefined ? { kind: "none" } : checksumIn(text, file);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/** What the text of a checksum file tells of a file. */
export function checksumIn(text: string, file: string): StoredChecksum {
  const [, sha256, path] = /^([0-9a-fA-F]{64}) [ *]([^\n]+)\n?$/.exec(text) ?? [];
  if (sha256 === undefined || path === undefined || basename(path) !== file) return { kind: "unreadable" };
  return { kind: "sum", sha256: sha256.toLowerCase() };
}
