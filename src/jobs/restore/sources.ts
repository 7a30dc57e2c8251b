import { readRequests, writeRequests } from "../../prometheus/request-file.ts";
import { settle } from "../../prometheus/request-record.ts";
import { removeSourceSnapshot, sourceSnapshotNames } from "../../prometheus/source-snapshots.ts";
import { ifPresent } from "../../system/errno.ts";
import type { Ground } from "./exchange.ts";
import type { Journal } from "./journal.ts";

/** Prometheus was stopped since they were asked for: whatever made them is over. */
const since = { startTime: "stopped by a restore" };

/**
 * Deletes the source snapshots of killed runs from the data that were put aside. A later run looks for them in the data
 * directory alone: they would come back with an undo, when nobody knows of them any more.
 */
export async function releaseSources({ own }: Pick<Ground, "own">, { previous }: Journal): Promise<void> {
  try {
    const { entries } = readRequests(own);
    using outside = entries.length === 0 ? undefined : ifPresent(() => own.directory(previous));
    if (outside === undefined) return;
    const { remove, keep } = settle(entries, sourceSnapshotNames(outside), since);
    for (const name of remove) removeSourceSnapshot(outside, name);
    await writeRequests(own, keep);
  } catch {
    // They only take room, and go with what was put aside.
  }
}
