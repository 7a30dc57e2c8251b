import { type Notice, notice } from "../notices.ts";
import type { System } from "../system/system.ts";
import { localTime } from "./format.ts";
import { reasonOf } from "./reason.ts";
import { withoutControls } from "./text.ts";

/** Readable by the group that may read logs, and by no one else. */
const logMode = 0o640;

/**
 * Appends `YYYY-MM-DD HH:MM:SS - SENTENCE` to LOG_FILE, in local time and as one line whatever the sentence holds.
 * Answers a warning where the file cannot be written: a backup does not fail for its log.
 */
export function appendToLog(
  system: Pick<System, "clock" | "appendText">,
  path: string | undefined,
  sentence: string,
): Notice | undefined {
  if (path === undefined) return undefined;
  try {
    system.appendText(path, `${localTime(system.clock.now())} - ${withoutControls(sentence)}\n`, logMode);
    return undefined;
  } catch (error) {
    return notice("log.unwritable", { path, reason: reasonOf(error) });
  }
}
