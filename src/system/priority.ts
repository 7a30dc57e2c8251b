import * as os from "node:os";

/** Between two that both want a core, one of this niceness gets a tenth of it and one of 0 the rest (sched(7)). */
const background = 10;

/**
 * Gives this thread, and those it starts from now on, the niceness of background work: everybody else has the cores
 * first, and the disks too, for Linux derives the one priority from the other where nobody has set it (ioprio_set(2)).
 * Who runs at that niceness or a higher one already, as under systemd's `Nice=`, stays there. Where a sandbox forbids it,
 * nothing changes: a backup at full priority is better than none.
 */
export function lowerPriority(): void {
  try {
    if (os.getPriority() < background) os.setPriority(0, background);
  } catch {
    // Only the call itself can have failed, and nothing depends on it.
  }
}
