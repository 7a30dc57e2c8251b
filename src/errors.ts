/**
 * Every way in which promsnap can fail, told apart by a stable code; faults/ has them area by area.
 *
 * A fault carries data, never a sentence: report/messages turns it into French or English, and the type of the
 * catalogue there makes a missing sentence a type error.
 */
import { type ArchiveFaults, archiveExits } from "./faults/archive.ts";
import { type CleanFaults, cleanExits } from "./faults/clean.ts";
import { type ConfigFaults, configExits } from "./faults/config.ts";
import { type CopyFaults, copyExits } from "./faults/copy.ts";
import { type DaemonFaults, daemonExits } from "./faults/daemon.ts";
import type { ExitCode } from "./faults/exit-codes.ts";
import { type InstallFaults, installExits } from "./faults/install.ts";
import { type MergeFaults, mergeExits } from "./faults/merge.ts";
import { type PlaceFaults, placeExits } from "./faults/places.ts";
import { type ProgramFaults, programExits } from "./faults/programs.ts";
import { type PrometheusFaults, prometheusExits } from "./faults/prometheus.ts";
import { type ProofFaults, proofExits } from "./faults/proof.ts";
import { type PruneFaults, pruneExits } from "./faults/prune.ts";
import { type ReplicaFaults, replicaExits } from "./faults/replica.ts";
import { type RestoreFaults, restoreExits } from "./faults/restore.ts";
import { type S3Faults, s3Exits } from "./faults/s3.ts";
import { type ServiceFaults, serviceExits } from "./faults/services.ts";
import { type SystemFaults, systemExits } from "./faults/system.ts";
import { type UsageFaults, usageExits } from "./faults/usage.ts";
import { type VerifyFaults, verifyExits } from "./faults/verify.ts";

/** The details of each fault: what its sentence needs. Byte counts are numbers of bytes, durations milliseconds. */
export interface FaultDetails
  extends UsageFaults,
    ConfigFaults,
    PrometheusFaults,
    ProofFaults,
    PlaceFaults,
    ArchiveFaults,
    RestoreFaults,
    MergeFaults,
    PruneFaults,
    CleanFaults,
    CopyFaults,
    ReplicaFaults,
    InstallFaults,
    DaemonFaults,
    S3Faults,
    ServiceFaults,
    ProgramFaults,
    VerifyFaults,
    SystemFaults {}

export type FaultCode = keyof FaultDetails;

/** The one table from fault to exit code. */
const exitCodeOf: { readonly [C in FaultCode]: ExitCode } = {
  ...usageExits,
  ...configExits,
  ...prometheusExits,
  ...proofExits,
  ...placeExits,
  ...archiveExits,
  ...restoreExits,
  ...mergeExits,
  ...pruneExits,
  ...cleanExits,
  ...copyExits,
  ...replicaExits,
  ...installExits,
  ...daemonExits,
  ...s3Exits,
  ...serviceExits,
  ...programExits,
  ...verifyExits,
  ...systemExits,
};

/** One fault as plain data: its code with the details of that code. It survives JSON and a worker's messages. */
export type FaultData = { [C in FaultCode]: { readonly code: C; readonly details: FaultDetails[C] } }[FaultCode];

/** The only error that promsnap throws on purpose. */
export class Fault extends Error {
  readonly data: FaultData;

  constructor(data: FaultData, options?: ErrorOptions) {
    super(`${data.code} ${JSON.stringify(data.details)}`, options);
    this.name = "Fault";
    this.data = data;
  }

  get exitCode(): ExitCode {
    return exitCodeOf[this.data.code];
  }
}

/** Makes a fault of a code and its details; the details are checked against the code. */
export function fault<C extends FaultCode>(code: C, details: FaultDetails[C], cause?: unknown): Fault {
  return new Fault({ code, details } as FaultData, cause === undefined ? undefined : { cause });
}

/** True when the value is a fault of that code, whose details are then known. */
export function isFault<C extends FaultCode>(
  error: unknown,
  code: C,
): error is Fault & { data: { code: C; details: FaultDetails[C] } } {
  return error instanceof Fault && error.data.code === code;
}

/** Any thrown value as a fault; what is not one is a defect of promsnap. */
export function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return fault("internal", { reason: error instanceof Error ? error.message : String(error) }, error);
}
