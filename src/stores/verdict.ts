import { archiveFileOf, verdictFileOf } from "../snapshots/name.ts";
import { isRecord, parse } from "../tsdb/meta.ts";
import type { Store } from "./store.ts";

/** What the last verification of an archive found; it stands in a file beside the archive. */
export interface Verdict {
  /** When it was verified: milliseconds since 1970. */
  readonly at: number;
  /** Whether its blocks were verified too, down to their own checksums. */
  readonly deep: boolean;
  readonly sound: boolean;
  /** Size of the archive that was verified. */
  readonly bytes: number;
}

/** The file has about a hundred bytes; what is much longer is none. */
export const verdictLimit = 1000;

/**
 * The verdict on an archive of this size. Undefined where there is none, where it speaks of an archive of another size,
 * or where what stands in it is none: it only spares another verification. Throws what keeps the file from being read.
 */
export async function readVerdict(store: Store, name: string, bytes: number): Promise<Verdict | undefined> {
  const text = await store.readText(verdictFileOf(name), verdictLimit);
  return text === undefined ? undefined : verdictIn(text, bytes);
}

/** The verdict that stands in such a file, by the same rules. */
export function verdictIn(text: string, bytes: number): Verdict | undefined {
  const value = parse(text);
  if (!isRecord(value) || value["format"] !== 1 || value["bytes"] !== bytes) return undefined;
  const at = typeof value["verified"] === "string" ? Date.parse(value["verified"]) : Number.NaN;
  const { deep, sound } = value;
  if (Number.isNaN(at) || typeof deep !== "boolean" || typeof sound !== "boolean") return undefined;
  return { at, deep, sound, bytes };
}

/** Writes the verdict on an archive in place of an earlier one. Nothing is written for an archive that is gone. */
export async function writeVerdict(store: Store, name: string, { at, deep, sound, bytes }: Verdict): Promise<void> {
  if ((await store.file(archiveFileOf(name))) === undefined) return;
  const verdict = { format: 1, verified: new Date(at).toISOString(), deep, sound, bytes };
  await store.replace(verdictFileOf(name), `${JSON.stringify(verdict)}\n`);
}
