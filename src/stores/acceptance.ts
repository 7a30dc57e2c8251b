import { isRecord, parse } from "../tsdb/meta.ts";
import type { Store } from "./store.ts";

/** The file in a store that says up to when its snapshots were compared with each other. */
export const acceptanceName = ".promsnap-accepted";

/** The file has about fifty bytes; what is much longer is none. */
export const acceptanceLimit = 1000;

/**
 * The instant (milliseconds since 1970) up to which each snapshot of a store was found to hold what the one before it
 * holds, or was accepted without. Undefined where nothing is known: then they are compared once more.
 */
export async function readAcceptance(store: Store): Promise<number | undefined> {
  const text = await store.readText(acceptanceName, acceptanceLimit);
  return text === undefined ? undefined : acceptanceIn(text);
}

/** The instant that stands in such a file. */
export function acceptanceIn(text: string): number | undefined {
  const value = parse(text);
  if (!isRecord(value) || value["format"] !== 1 || typeof value["upTo"] !== "string") return undefined;
  const instant = Date.parse(value["upTo"]);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Records that instant in place of an earlier one, durably. */
export async function writeAcceptance(store: Store, instant: number): Promise<void> {
  await store.replace(acceptanceName, acceptanceText(instant));
}

/** What stands in such a file. */
export function acceptanceText(instant: number): string {
  return `${JSON.stringify({ format: 1, upTo: new Date(instant).toISOString() })}\n`;
}
