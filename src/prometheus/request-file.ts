import type { Directory } from "../system/directory.ts";
import { parseRecord, type RequestEntry, recordText } from "./request-record.ts";

const recordName = "request.json";
const recordLimit = 4 << 20;

/**
 * The requests that are not settled, oldest first. `damaged` is true when the file is none that promsnap writes: then
 * nobody knows of them, and what they left stays.
 */
export function readRequests(own: Directory): { readonly entries: readonly RequestEntry[]; readonly damaged: boolean } {
  const text = own.readText(recordName, recordLimit);
  const entries = text === undefined ? [] : parseRecord(text);
  return { entries: entries ?? [], damaged: entries === undefined };
}

/** Returns when the disk holds exactly these requests. */
export async function writeRequests(own: Directory, entries: readonly RequestEntry[]): Promise<void> {
  await own.replace(recordName, recordText(entries), 0o600);
}
