import { isRecord, parse } from "../tsdb/meta.ts";
import type { Store } from "./store.ts";

/** The file in a store that says up to when its snapshots were compared with each other. */
export const acceptanceName = ".promsnap-accepted";

/** The file has about fifty bytes; what is much longer is none. */
const readLimit = 1000;

/**
 * The instant (milliseconds since 1970) up to which each snapshot of a store was found to hold what the one before it
 * holds, or was accepted without. Undefined where nothing is known: then they are compared once more.
 */
export async function readAcceptance(store: Store): Promise<number | undefined> {
  const text = await store.readText(acceptanceName, readLimit);
  const value = text === undefined ? undefined : parse(text);
  if (!isRecord(value) || value["format"] !== 1 || typeof value["upTo"] !== "string") return undefined;
  const instant = Date.parse(value["upTo"]);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Records that instant in place of an earlier one, durably. */
export async function writeAcceptance(store: Store, instant: number): Promise<void> {
  const upTo = new Date(instant).toISOString();
  await store.replace(acceptanceName, `${JSON.stringify({ format: 1, upTo })}\n`);
}
