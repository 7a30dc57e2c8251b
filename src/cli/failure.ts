import type { ExitCode, Fault } from "../errors.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";

/** Tells a failure that ends the command, and answers its exit code. */
export function tellFailure(desk: Desk, failure: Fault): ExitCode {
  desk.progress.end();
  if (saidByScript(desk, failure)) desk.diagnostics.nextStep(failure);
  else desk.diagnostics.fault(failure);
  desk.json({}, failure);
  return failure.exitCode;
}

/** The script had one sentence of its own for a failure outside a run: the missing configuration. */
function saidByScript(desk: Desk, { data }: Fault): boolean {
  if (data.code !== "config.notFound") return false;
  return desk.scriptLine(withoutControls(scriptLines[desk.languages.script].configNotFound(data.details.path)));
}
