import type { Configuration } from "../config/load.ts";
import type { StorelessConfiguration } from "../config/storeless.ts";
import { type Fault, fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { thenPublish } from "../jobs/metrics/publish.ts";
import type { VerifiedSnapshot, VerifyEvents, VerifyRequest } from "../jobs/verify/terms.ts";
import { verify } from "../jobs/verify/verify.ts";
import type { Desk } from "./desk.ts";
import { findingLines, verifiedObject, verifiedTable, warningLines } from "./verify-report.ts";
import type { World } from "./world.ts";

/** `promsnap verify`: the table of what was looked at, then what is wrong, archive by archive. Answers the exit code. */
export async function verifyCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration | StorelessConfiguration,
  request: VerifyRequest,
): Promise<ExitCode> {
  const context = { system, settings, createWorker, signal };
  const verifying = () => verify(context, request, eventsOf(desk));
  const verified =
    settings.SNAPSHOT_DIR === undefined
      ? await verifying()
      : await thenPublish({ ...context, settings }, desk.notice, verifying);
  desk.progress.end();
  const language = desk.languages.diagnostics;
  desk.result(verifiedTable(verified, request.deep, language));
  for (const line of verified.flatMap((one) => findingLines(one, language))) desk.result(`${line}\n`);
  const failure = verificationFailure(verified);
  for (const line of verified.flatMap((one) => warningLines(one, language))) desk.diagnostics.warning(line);
  if (failure !== undefined) desk.diagnostics.fault(failure);
  desk.json({ verified: verified.map((one) => verifiedObject(one, request.deep)) }, failure);
  return failure?.exitCode ?? exitCodes.done;
}

/**
 * What a verification ends with, if not well: damage weighs more than an archive that could not be read, and to have looked
 * at none is no success.
 */
export function verificationFailure(verified: readonly VerifiedSnapshot[]): Fault | undefined {
  const total = verified.length;
  const namesOf = (state: VerifiedSnapshot["state"]) =>
    verified.filter((one) => one.state === state).map(({ name }) => name);
  const [damaged, gone] = [namesOf("damaged"), namesOf("gone")];
  const unread = gone.length === total ? gone : namesOf("unreadable");
  if (damaged.length > 0) return fault("verify.damaged", { total, names: damaged });
  return unread.length > 0 ? fault("verify.unread", { total, names: unread }) : undefined;
}

function eventsOf({ progress, notice }: Desk): VerifyEvents {
  return {
    phase: (phase, totalBytes) => progress.begin(phase, totalBytes),
    progress: (doneBytes) => progress.advance(doneBytes),
    notice,
  };
}
