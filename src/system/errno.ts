import { Fault, fault } from "../errors.ts";

/** Error codes of the kernel that mean: no room left for this write (full disk, quota, quota of inodes). */
const fullCodes = new Set(["ENOSPC", "EDQUOT"]);

/**
 * Runs one call to the kernel and turns its error into a fault that names the operation and the path:
 * `files.full` where the disk or a quota is full, `files.readOnly`, `files.failed` with the errno otherwise.
 */
export function attempt<T>(operation: string, path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw systemFault(operation, path, error);
  }
}

/** The same for a call that answers later. */
export async function attemptLater<T>(operation: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw systemFault(operation, path, error);
  }
}

/** The errno of a failed file operation, such as `ENOENT`; undefined for every other error. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Fault && error.data.code === "files.failed" ? error.data.details.errno : undefined;
}

/** Runs a call and answers undefined where what it names does not exist. */
export function ifPresent<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function systemFault(operation: string, path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const errno = codeOf(error);
  if (fullCodes.has(errno)) return fault("files.full", { operation, path }, error);
  if (errno === "EROFS") return fault("files.readOnly", { operation, path }, error);
  const reason = error instanceof Error ? (error.message.split(",")[0] ?? "") : String(error);
  return fault("files.failed", { operation, path, errno, reason }, error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
