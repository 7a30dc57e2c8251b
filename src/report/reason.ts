import { Fault } from "../errors.ts";

/** Why a file operation failed, in a few words for a warning: the kernel's own, the same in every language. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Fault)) return String(error);
  const { code, details } = error.data;
  if (code === "files.failed") return details.reason;
  if (code === "files.full") return "ENOSPC: no space left on device";
  if (code === "files.readOnly") return "EROFS: read-only file system";
  return code === "files.notPlain" && details.wanted === "directory" ? "not a directory" : "not a plain file";
}
