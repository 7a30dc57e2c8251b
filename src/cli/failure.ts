import { asFault, type Fault } from "../errors.ts";
import type { ExitCode } from "../faults/exit-codes.ts";
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

/** The script had sentences of its own for failures outside a run: a missing configuration, a file not given or found. */
function saidByScript(desk: Desk, { data }: Fault): boolean {
  const lines = scriptLines[desk.languages.script];
  switch (data.code) {
    case "config.notFound":
      return desk.scriptLine(withoutControls(lines.configNotFound(data.details.path)));
    case "usage.missingArgument":
      return data.details.argument === "FILE" && desk.scriptLine(lines.fileNotGiven());
    case "restore.fileNotFound":
      return desk.scriptLine(withoutControls(lines.fileNotFound(data.details.path)));
    default:
      return false;
  }
}
