import type { Configuration } from "../config/load.ts";
import type { StorelessConfiguration } from "../config/storeless.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { extractTo } from "../jobs/restore/extract-to.ts";
import { phrases } from "../report/messages/phrases.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";
import type { RestoreChoices } from "./restore-arguments.ts";
import { restoreEventsOf } from "./restore-events.ts";
import { createStopwatch } from "./stopwatch.ts";
import type { World } from "./world.ts";

/** `promsnap restore --to`: only extracts. Answers the exit code; what fails is thrown. */
export async function extractCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration | StorelessConfiguration,
  choices: Extract<RestoreChoices, { task: "extract" }>,
): Promise<ExitCode> {
  const context = { system, settings, createWorker, signal };
  const events = restoreEventsOf(desk, createStopwatch(system.clock.now));
  const { archive, directory, staged } = await extractTo(context, choices, choices.to, events);
  desk.progress.end();
  desk.scriptLine(withoutControls(phrases[desk.languages.diagnostics].restored.extracted(directory)));
  const leftOut = staged.leftOut.map(({ ulid }) => ulid);
  desk.json({ extracted: { archive, directory, blocks: staged.metas.length, leftOut } });
  return exitCodes.done;
}
