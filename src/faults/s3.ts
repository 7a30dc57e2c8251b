import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { ConnectionFailure } from "./prometheus.ts";

/** What is wrong with the keys that a request was signed with. */
export type S3KeyProblem = "unknown id" | "wrong secret" | "expired";

/**
 * An S3 server that cannot be reached, or answers otherwise than it should. `url` is `s3://bucket/key`, `operation` the
 * name that S3 has for what was asked; what the server sent is cut and without controls.
 */
export interface S3Faults {
  /** `host` is the server's, as far as it is known. */
  "s3.connection": { url: string; host: string; problem: ConnectionFailure; reason: string };
  "s3.timeout": { url: string; operation: string; milliseconds: number };
  /** The server is overloaded, or fails inside; it was tried for a while. */
  "s3.busy": { url: string; operation: string; status: number; code: string };
  "s3.noCredentials": { url: string };
  "s3.wrongKeys": { url: string; keyId?: string; problem: S3KeyProblem };
  "s3.denied": { url: string; operation: string };
  "s3.noBucket": { url: string; bucket: string };
  /** `region` is what was asked for, where it was set; `expected` is what the server says. */
  "s3.wrongRegion": { url: string; region?: string; expected?: string };
  /** This machine's clock and, as far as the server told it, its own: milliseconds since 1970. */
  "s3.clock": { url: string; here: number; server?: number };
  "s3.redirected": { url: string; status: number };
  "s3.full": { url: string; code: string };
  /** The name that an archive was to get is taken. */
  "s3.taken": { url: string };
  "s3.absent": { url: string };
  /** It was deleted or written anew while it was read. */
  "s3.changed": { url: string };
  /** No answer came to the request that gives an archive its name, and nobody could be asked what became of it. */
  "s3.uncertain": { url: string };
  /** The server said that it stored an archive, and does not have it so. */
  "s3.notStored": { url: string };
  /** The archive is longer than it could be when its upload was begun. */
  "s3.tooManyParts": { url: string; parts: number };
  /** An upload that somebody else ended. */
  "s3.uploadGone": { url: string };
  /** An answer that S3 does not give: `what` names the part of it. */
  "s3.unexpected": { url: string; operation: string; what: string };
  "s3.refused": { url: string; operation: string; status: number; code: string; message: string };
}

export const s3Exits: { readonly [C in keyof S3Faults]: ExitCode } = {
  "s3.connection": exitCodes.failed,
  "s3.timeout": exitCodes.failed,
  "s3.busy": exitCodes.failed,
  "s3.noCredentials": exitCodes.configuration,
  "s3.wrongKeys": exitCodes.configuration,
  "s3.denied": exitCodes.configuration,
  "s3.noBucket": exitCodes.configuration,
  "s3.wrongRegion": exitCodes.configuration,
  "s3.clock": exitCodes.failed,
  "s3.redirected": exitCodes.configuration,
  "s3.full": exitCodes.noSpace,
  "s3.taken": exitCodes.failed,
  "s3.absent": exitCodes.failed,
  "s3.changed": exitCodes.failed,
  "s3.uncertain": exitCodes.failed,
  "s3.notStored": exitCodes.failed,
  "s3.tooManyParts": exitCodes.failed,
  "s3.uploadGone": exitCodes.failed,
  "s3.unexpected": exitCodes.failed,
  "s3.refused": exitCodes.failed,
};
