import type { Directory } from "../system/directory.ts";
import { holderOf, holdLock, type Lock } from "../system/lock.ts";
import type { System } from "../system/system.ts";

/** Mode of a store that promsnap makes: its archives are for their owner and group. */
export const storeMode = 0o750;

const storeLock = ".promsnap-lock";
/** Where a store that is locked says by whom and since when. */
export const lockNotes = `${storeLock}.json`;

/** Locks a directory that is a store against every other promsnap that writes to it. Throws `lock.held`; see `holdLock`. */
export async function lockStore(
  directory: Directory,
  system: Pick<System, "host" | "clock">,
  wanted: "with room" | "even so" = "with room",
): Promise<Lock> {
  return await holdLock(directory, storeLock, holderOf(system), wanted);
}
