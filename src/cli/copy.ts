import type { Configuration } from "../config/load.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { copy } from "../jobs/copy/copy.ts";
import type { CopyEvents, CopyReport } from "../jobs/copy/terms.ts";
import { duration, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { withoutControls } from "../report/text.ts";
import type { CopyChoices } from "./copy-arguments.ts";
import type { Desk } from "./desk.ts";
import type { World } from "./world.ts";

/** `promsnap copy`: one archive into another store. Answers the exit code. */
export async function copyCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  choices: CopyChoices,
): Promise<ExitCode> {
  const report = await copy({ system, settings, createWorker, signal }, choices, eventsOf(desk));
  desk.progress.end();
  desk.scriptLine(withoutControls(lineOf(report, desk.languages.diagnostics)));
  desk.json({ copy: { ...report } });
  return exitCodes.done;
}

function lineOf({ state, archive, bytes, milliseconds }: CopyReport, language: Language): string {
  const words = phrases[language].copy;
  if (state === "there") return words.there(archive);
  return words.copied(archive, size(bytes, language), duration(milliseconds, language));
}

function eventsOf({ progress, notice }: Desk): CopyEvents {
  return {
    phase: (phase, totalBytes) => progress.begin(phase, totalBytes),
    progress: (doneBytes) => progress.advance(doneBytes),
    notice,
  };
}
