import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** The deletion of source snapshots by hand. */
export interface CleanFaults {
  /** Nobody was there to confirm it; `count` could be deleted. */
  "clean.unconfirmed": { path: string; count: number };
  "clean.notFound": { path: string };
  /** Prometheus may still be writing it. */
  "clean.busy": { path: string };
}

export const cleanExits: { readonly [C in keyof CleanFaults]: ExitCode } = {
  "clean.unconfirmed": exitCodes.usage,
  "clean.notFound": exitCodes.failed,
  "clean.busy": exitCodes.failed,
};
