import type { RestoreEvents } from "../jobs/restore/terms.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Desk } from "./desk.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Shows how far a restore is, and times its parts. */
export function restoreEventsOf(
  { progress, notice, diagnostics, languages }: Desk,
  stopwatch: Stopwatch,
): RestoreEvents {
  return {
    phase: (phase, totalBytes) => {
      stopwatch.phase(phase, totalBytes);
      progress.begin(phase, totalBytes);
    },
    progress: (doneBytes) => progress.advance(doneBytes),
    step: (step) => {
      stopwatch.step(step);
      diagnostics.detail(phrases[languages.diagnostics].steps[step]);
    },
    notice,
  };
}
