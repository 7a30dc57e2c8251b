import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** The kernel and promsnap itself. */
export interface SystemFaults {
  "files.failed": { operation: string; path: string; errno: string; reason: string };
  "files.full": { operation: string; path: string };
  "files.readOnly": { operation: string; path: string };
  "files.notPlain": { path: string; found: string; wanted: string };
  /** `owner` is the uid of the one who owns what only root or this user may own. */
  "files.foreignOwner": { path: string; owner: number };
  "signal.interrupted": { signal: "SIGINT" };
  "signal.terminated": { signal: "SIGTERM" };
  internal: { reason: string };
}

export const systemExits: { readonly [C in keyof SystemFaults]: ExitCode } = {
  "files.failed": exitCodes.failed,
  "files.full": exitCodes.noSpace,
  "files.readOnly": exitCodes.failed,
  "files.notPlain": exitCodes.failed,
  "files.foreignOwner": exitCodes.failed,
  "signal.interrupted": exitCodes.interrupted,
  "signal.terminated": exitCodes.terminated,
  internal: exitCodes.failed,
};
