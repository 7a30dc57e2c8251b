import type { FaultData } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** A fault of the connection to Prometheus, as a part of what a proof says. */
export type PrometheusFaultData = Extract<FaultData, { readonly code: `prometheus.${string}` | `tls.${string}` }>;

/** A Prometheus that does not show that it serves the restored blocks. A restore decides what becomes of that. */
export interface ProofFaults {
  /** `milliseconds` is how long nothing went on; `last` what it answered when it was last asked. */
  "proof.notReady": { milliseconds: number; last?: PrometheusFaultData };
  /** Its process ended while it was starting. */
  "proof.ended": Record<never, never>;
  /** Restored blocks that Prometheus has not loaded, of how many. */
  "proof.notLoaded": { blocks: readonly string[]; total: number };
  /** Prometheus 2 only tells how many blocks it has loaded. */
  "proof.otherCount": { loaded: number; onDisk: number };
  /** A query for a sample that is in a restored block gave another one; `found` is absent where it gave none. */
  "proof.otherSample": { block: string; query: string; time: number; expected: string; found?: string };
}

export const proofExits: { readonly [C in keyof ProofFaults]: ExitCode } = {
  "proof.notReady": exitCodes.failed,
  "proof.ended": exitCodes.failed,
  "proof.notLoaded": exitCodes.failed,
  "proof.otherCount": exitCodes.failed,
  "proof.otherSample": exitCodes.failed,
};
