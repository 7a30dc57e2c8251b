import type { FaultData } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Keeping further stores up to date. */
export interface ReplicaFaults {
  /** `count` further stores did not get what they should have; this is the first of them, and why. */
  "replica.failed": { store: string; count: number; cause: FaultData };
  /** A further store is SNAPSHOT_DIR itself, links resolved. */
  "replica.same": { store: string; path: string };
  /** A directory that is to be looked at is not there. */
  "replica.absent": { store: string };
}

export const replicaExits: { readonly [C in keyof ReplicaFaults]: ExitCode } = {
  "replica.failed": exitCodes.notReplicated,
  "replica.same": exitCodes.configuration,
  "replica.absent": exitCodes.failed,
};
