import type { Configuration } from "../config/load.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { JobContext } from "../jobs/backup-terms.ts";
import { resumeAtBoot } from "../jobs/restore/at-boot.ts";
import { discardPrevious } from "../jobs/restore/discard.ts";
import { merge, planOfMerge } from "../jobs/restore/merge/merge.ts";
import type { MergeReport } from "../jobs/restore/merge/terms.ts";
import { planRestore, restore } from "../jobs/restore/restore.ts";
import { type ResumeReport, resume } from "../jobs/restore/resume.ts";
import type { RestoreEvents } from "../jobs/restore/terms.ts";
import { undo } from "../jobs/restore/undo.ts";
import { size } from "../report/format.ts";
import { appendToLog } from "../report/log-file.ts";
import { phrases } from "../report/messages/phrases.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import { withoutControls } from "../report/text.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { showMergePlan, tellMerge } from "./merge.ts";
import type { RestoreChoices } from "./restore-arguments.ts";
import { restoreEventsOf } from "./restore-events.ts";
import { showRestorePlan } from "./restore-plan.ts";
import { restoreObject, summaryLines } from "./restore-report.ts";
import { createStopwatch, type Parts } from "./stopwatch.ts";
import type { World } from "./world.ts";

/** What changes a Prometheus's data, or shows how it would. */
type RestoreInvocation = Exclude<Extract<Invocation, { command: "restore" }>, { task: "extract" }>;

/** `promsnap restore` in all its forms but `--to`. Answers the exit code; what fails is thrown. */
export async function restoreCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  invocation: RestoreInvocation,
): Promise<ExitCode> {
  const context: JobContext = { system, settings, createWorker, signal };
  const stopwatch = createStopwatch(system.clock.now);
  const events = restoreEventsOf(desk, stopwatch);
  const ended = (report: ResumeReport) => tell(context, desk, report, stopwatch.parts(), invocation.task);
  switch (invocation.task) {
    case "plan":
      return showRestorePlan(desk, await planRestore(context, invocation, desk));
    case "discard":
      return await discard(context, desk, events);
    case "merge":
      return await mergeOrPlan(context, desk, events, invocation, ended);
    case "undo":
      return ended(await undo(context, events));
    case "resume":
      if (invocation.atBoot) return await resumeBeforeStart(context, desk, events);
      return ended(await resume(context, events));
    case "restore":
      return ended(await restore(context, invocation, events));
  }
}

/** The script's line for a restore, in LOG_FILE and on stdout, then on stderr what else there is to know. */
function tell(
  context: JobContext,
  desk: Desk,
  report: ResumeReport,
  parts: Parts,
  task: RestoreInvocation["task"],
): ExitCode {
  desk.progress.end();
  const { settings } = context;
  const words = phrases[desk.languages.diagnostics].restored;
  if (report.kind === "merged") return tellMerge(desk, report, () => tellRestored(context, desk, report.file));
  // Data that were exchanged and still wait for their Prometheus have been told of.
  const waits = report.kind === "exchanged" && task === "resume";
  if (report.kind === "restored" || (report.kind === "exchanged" && !waits)) {
    tellRestored(context, desk, report.file);
  } else if (report.kind === "undone") desk.scriptLine(words.undone(report.file));
  else if (report.kind === "returned") desk.scriptLine(words.returned());
  else if (report.kind === "not empty") desk.scriptLine(withoutControls(words.notEmpty(settings.PROMETHEUS_DATA_DIR)));
  for (const line of summaryLines(report, parts, desk.languages.diagnostics)) desk.diagnostics.info(line);
  desk.json({ restore: restoreObject(report, parts) });
  return exitCodes.done;
}

/** In the journal of the boot one word is enough: what comes of it is told by whoever finds Prometheus ready. */
async function resumeBeforeStart(context: JobContext, desk: Desk, events: RestoreEvents): Promise<ExitCode> {
  const outcome = await resumeAtBoot(context, events);
  const words = phrases[desk.languages.diagnostics].restored.atBoot;
  if (outcome !== "nothing open") desk.scriptLine(words[outcome]);
  desk.json({ boot: outcome });
  return exitCodes.done;
}

function tellRestored({ system, settings }: JobContext, desk: Desk, file: string): void {
  const line = withoutControls(scriptLines[desk.languages.script].restored(file));
  const warning = appendToLog(system, settings.LOG_FILE, line);
  if (warning !== undefined) desk.notice(warning);
  desk.scriptLine(line);
}

async function mergeOrPlan(
  context: JobContext,
  desk: Desk,
  events: RestoreEvents,
  choices: Extract<RestoreChoices, { task: "merge" }>,
  ended: (report: MergeReport) => ExitCode,
): Promise<ExitCode> {
  if (!choices.dryRun) return ended(await merge(context, choices, events));
  const { plan, refusal } = await planOfMerge(context, choices, events);
  return showMergePlan(desk, plan, refusal);
}

async function discard(context: JobContext, desk: Desk, events: RestoreEvents): Promise<ExitCode> {
  const language = desk.languages.diagnostics;
  const discarded = await discardPrevious(context, events);
  for (const { path, bytes } of discarded) {
    desk.scriptLine(withoutControls(phrases[language].restored.discarded(path, size(bytes, language))));
  }
  desk.json({ discarded: discarded.map((one) => ({ ...one })) });
  return exitCodes.done;
}
