import type { Fault } from "../errors.ts";
import type { ExitCode } from "../faults/exit-codes.ts";
import { asFault } from "../jobs/run.ts";
import { chooseLanguages, environmentLanguage } from "../report/language.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import { sayFault } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { Terminal } from "../system/terminal.ts";
import type { Desk } from "./desk.ts";

/** Tells a failure that ends the command, and answers its exit code. */
export function tellFailure(desk: Desk, failure: Fault): ExitCode {
  desk.progress.end();
  if (saidByScript(desk, failure)) desk.diagnostics.nextStep(failure);
  else desk.diagnostics.fault(failure);
  desk.json({}, failure);
  return failure.exitCode;
}

/**
 * The last word on what failed outside any command, even while telling another failure: a plain line on stderr, never
 * a stack. Answers the exit code.
 */
export function lastWord(
  { errors }: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
  error: unknown,
): ExitCode {
  const failure = asFault(error);
  const { diagnostics } = chooseLanguages(environmentLanguage(environment), environment);
  for (const sentence of sayFault(failure.data, diagnostics)) errors.write(`promsnap: ${sentence}\n`);
  return failure.exitCode;
}

/** The script had one sentence of its own for a failure outside a run: the missing configuration. */
function saidByScript(desk: Desk, { data }: Fault): boolean {
  if (data.code !== "config.notFound") return false;
  return desk.scriptLine(withoutControls(scriptLines[desk.languages.script].configNotFound(data.details.path)));
}
