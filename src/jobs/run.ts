import { asFault, type Fault, fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { Notice } from "../notices.ts";
import type { Languages } from "../report/language.ts";
import { appendToLog } from "../report/log-file.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayFault } from "../report/say.ts";
import { oneLine, withoutControls } from "../report/text.ts";
import type { BackupEvents, BackupReport, BackupRequest, JobContext } from "./backup-terms.ts";
import type { StoreReport } from "./replicate/terms.ts";

/** The longest reason that a log line gives, in characters. */
export const reasonLimit = 500;

/** Takes one snapshot: src/jobs/backup-terms.ts, or a test's own. */
export type Backup = (context: JobContext, request: BackupRequest, events: BackupEvents) => Promise<BackupReport>;

/**
 * How one attempt ended. `line` is the script's sentence for it, as LOG_FILE has it after the date. An archive that
 * holds damage is a failure with a report.
 */
export type Outcome = (
  | { readonly kind: "stored"; readonly line: string; readonly report: BackupReport }
  | { readonly kind: "failed"; readonly line: string; readonly fault: Fault; readonly report?: BackupReport }
) & {
  /** What became of the further stores; absent where there are none, and where nothing was stored. */
  readonly replication?: Replication;
};

/** What became of the further stores after a run. */
export interface Replication {
  readonly stores: readonly StoreReport[];
  /** A sentence for each that failed, as LOG_FILE has it after the date. */
  readonly lines: readonly string[];
  /** What an attempt ends in that stored its snapshot here and not there. */
  readonly fault?: Fault;
}

/** What an attempt ended in; undefined for a full success. That nothing or damage was stored weighs more. */
export function faultOf(outcome: Outcome): Fault | undefined {
  return outcome.kind === "failed" ? outcome.fault : outcome.replication?.fault;
}

/** The exit code of an attempt. */
export function exitCodeOf(outcome: Outcome): ExitCode {
  return faultOf(outcome)?.exitCode ?? exitCodes.done;
}

/**
 * One attempt at a snapshot, from the request to the line in LOG_FILE. It never throws: whatever happens is an
 * outcome. A log that cannot be written is told to `events.notice`.
 */
export async function attemptRun(
  take: Backup,
  context: JobContext,
  request: BackupRequest,
  events: BackupEvents,
  languages: Languages,
): Promise<Outcome> {
  const outcome = await takeOnce(take, context, request, events, languages.script);
  const warning = appendToLog(context.system, context.settings.LOG_FILE, outcome.line);
  if (warning !== undefined) events.notice(warning);
  return outcome;
}

async function takeOnce(
  take: Backup,
  context: JobContext,
  request: BackupRequest,
  events: BackupEvents,
  language: Language,
): Promise<Outcome> {
  let source: string | undefined;
  const sourceTaken = (name: string) => {
    source = name;
    events.sourceTaken(name);
  };
  try {
    const heard = { ...eventsOf(events), sourceTaken };
    return outcomeOf(await take(context, request, heard), language);
  } catch (error) {
    const failure = asFault(error);
    return { kind: "failed", fault: failure, line: failureLine(failure, source, language) };
  }
}

/** The same events as plain functions, so that they can be spread whoever made them. */
function eventsOf(events: BackupEvents): Omit<BackupEvents, "sourceTaken"> {
  return {
    begun: () => events.begun(),
    phase: (phase, totalBytes) => events.phase(phase, totalBytes),
    progress: (doneBytes) => events.progress(doneBytes),
    notice: (told: Notice) => events.notice(told),
  };
}

function outcomeOf(report: BackupReport, language: Language): Outcome {
  const [first] = report.damage;
  if (first === undefined) {
    return { kind: "stored", report, line: withoutControls(scriptLines[language].succeeded(report.archive)) };
  }
  const { archive, damage } = report;
  const failure = fault("run.storedDamaged", { archive, count: damage.length, ...first });
  return { kind: "failed", fault: failure, report, line: failureLine(failure, undefined, language) };
}

/**
 * The script's sentence for a failure. Once Prometheus had given a snapshot the script spoke of the compression and
 * named it; the reason follows here, so that a full disk is told. An interruption is neither's fault.
 */
function failureLine(failure: Fault, source: string | undefined, language: Language): string {
  const [happened] = sayFault(failure.data, language);
  const reason = oneLine(happened, reasonLimit);
  const lines = scriptLines[language];
  if (source === undefined || failure.data.code.startsWith("signal.")) return lines.failed(reason);
  return `${lines.compressionFailed(oneLine(source, reasonLimit))} (${reason})`;
}
