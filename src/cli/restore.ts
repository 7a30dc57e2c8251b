import type { Configuration } from "../config/load.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { JobContext } from "../jobs/backup-terms.ts";
import { discardPrevious } from "../jobs/restore/discard.ts";
import { extractTo } from "../jobs/restore/extract-to.ts";
import { planRestore, restore } from "../jobs/restore/restore.ts";
import { resume } from "../jobs/restore/resume.ts";
import type { RestoreEvents, RestoreReport } from "../jobs/restore/terms.ts";
import { undo } from "../jobs/restore/undo.ts";
import { size } from "../report/format.ts";
import { appendToLog } from "../report/log-file.ts";
import { phrases } from "../report/messages/phrases.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import { withoutControls } from "../report/text.ts";
import type { Invocation, RestoreChoices } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { showRestorePlan } from "./restore-plan.ts";
import { restoreObject, summaryLines } from "./restore-report.ts";
import type { World } from "./world.ts";

type RestoreInvocation = Extract<Invocation, { command: "restore" }>;

/** `promsnap restore` in all its forms. Answers the exit code; what fails is thrown. */
export async function restoreCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  invocation: RestoreInvocation,
): Promise<ExitCode> {
  const context: JobContext = { system, settings, createWorker, signal };
  const events = eventsOf(desk);
  switch (invocation.task) {
    case "plan":
      return showRestorePlan(desk, await planRestore(context, invocation));
    case "discard":
      return await discard(context, desk, events);
    case "extract":
      return await extract(context, desk, events, invocation);
    case "undo":
      return tell(context, desk, await undo(context, events));
    case "resume":
      return tell(context, desk, await resume(context, events));
    case "restore":
      return tell(context, desk, await restore(context, invocation, events));
  }
}

function eventsOf({ progress, notice, diagnostics, languages }: Desk): RestoreEvents {
  return {
    phase: (phase, totalBytes) => progress.begin(phase, totalBytes),
    progress: (doneBytes) => progress.advance(doneBytes),
    step: (step) => diagnostics.detail(phrases[languages.diagnostics].steps[step]),
    notice,
  };
}

/** The script's line for a restore, in LOG_FILE and on stdout, then on stderr what else there is to know. */
function tell({ system, settings }: JobContext, desk: Desk, report: RestoreReport): ExitCode {
  desk.progress.end();
  const words = phrases[desk.languages.diagnostics].restored;
  if (report.kind === "restored" || report.kind === "exchanged") {
    const line = withoutControls(scriptLines[desk.languages.script].restored(report.file));
    const warning = appendToLog(system, settings.LOG_FILE, line);
    if (warning !== undefined) desk.notice(warning);
    desk.scriptLine(line);
  } else if (report.kind === "undone") desk.result(`${words.undone(report.file)}\n`);
  else if (report.kind === "returned") desk.result(`${words.returned()}\n`);
  else desk.result(`${words.notEmpty(settings.PROMETHEUS_DATA_DIR)}\n`);
  for (const line of summaryLines(report, desk.languages.diagnostics)) desk.diagnostics.info(line);
  desk.json({ restore: restoreObject(report) });
  return exitCodes.done;
}

async function discard(context: JobContext, desk: Desk, events: RestoreEvents): Promise<ExitCode> {
  const language = desk.languages.diagnostics;
  const discarded = await discardPrevious(context, events);
  for (const { path, bytes } of discarded) {
    desk.result(`${withoutControls(phrases[language].restored.discarded(path, size(bytes, language)))}\n`);
  }
  desk.json({ discarded: discarded.map((one) => ({ ...one })) });
  return exitCodes.done;
}

async function extract(
  context: JobContext,
  desk: Desk,
  events: RestoreEvents,
  choices: Extract<RestoreChoices, { task: "extract" }>,
): Promise<ExitCode> {
  const { archive, directory, staged } = await extractTo(context, choices, choices.to, events);
  desk.progress.end();
  desk.result(`${withoutControls(phrases[desk.languages.diagnostics].restored.extracted(directory))}\n`);
  const leftOut = staged.leftOut.map(({ ulid }) => ulid);
  desk.json({ extracted: { archive, directory, blocks: staged.metas.length, leftOut } });
  return exitCodes.done;
}
