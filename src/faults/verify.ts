import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** A verification. `names` are those of `total` archives that this holds for. */
export interface VerifyFaults {
  /** An archive is not the one that its checksum file is of. */
  "verify.checksumWrong": { path: string; expected: string; found: string };
  /** A checksum file cannot be read, or, without a reason, holds no checksum of its archive. */
  "verify.checksumUnreadable": { path: string; reason?: string };
  "verify.damaged": { total: number; names: readonly string[] };
  "verify.unread": { total: number; names: readonly string[] };
}

export const verifyExits: { readonly [C in keyof VerifyFaults]: ExitCode } = {
  "verify.checksumWrong": exitCodes.corrupt,
  "verify.checksumUnreadable": exitCodes.failed,
  "verify.damaged": exitCodes.corrupt,
  "verify.unread": exitCodes.failed,
};
