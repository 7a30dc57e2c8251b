import { type Notice, notice } from "../../notices.ts";
import type { ProgramOutcome } from "../../system/processes.ts";
import type { System } from "../../system/system.ts";

/** Where the kernel shows SELinux, while it is switched on. */
const selinux = "/sys/fs/selinux/enforce";
/** Labelling takes a call for each file, in milliseconds. */
const limit = 600_000;

/**
 * Where SELinux is on, gives everything below `staged` the label of the data directory: a container may not read files
 * that carry that of the process which made them. Only chcon sets labels; when it fails Prometheus may be kept from its
 * data, which the proof would show, so that is told and no failure. Throws the signal's reason.
 */
export async function labelAs(
  { realPath, run }: Pick<System, "realPath" | "run">,
  data: string,
  staged: string,
  signal: AbortSignal,
): Promise<Notice | undefined> {
  if (realPath(selinux) === undefined) return undefined;
  const command = ["chcon", "--recursive", "--no-dereference", `--reference=${data}`, "--", staged] as const;
  const outcome = await run(command, { timeout: limit, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { code: 1, stdout: "", stderr: String(error instanceof Error ? error.message : error) };
  });
  return outcome.code === 0 ? undefined : notice("restore.notLabelled", { path: data, reason: reasonOf(outcome) });
}

function reasonOf({ code, stderr }: ProgramOutcome): string {
  return stderr.trim().split("\n")[0] || `exit code ${code}`;
}
