import type { FaultData } from "../errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** A restore. `cause` is the fault behind one, as data. */
export interface RestoreFaults {
  /** Neither a path nor a name in SNAPSHOT_DIR. */
  "restore.fileNotFound": { path: string };
  "restore.nothingStored": { path: string };
  /** A journal is open: only `restore --resume` goes on. */
  "restore.unfinished": { path: string; file: string; kind: "restore" | "undo" | "merge" };
  "restore.nothingToResume": { path: string };
  "restore.nothingToUndo": { path: string };
  "restore.nothingToDiscard": { path: string };
  "restore.journalDamaged": { path: string };
  /** `count` blocks of the archive are damaged, of which this is the first. */
  "restore.damagedBlocks": {
    path: string;
    count: number;
    block: string;
    file: string;
    offset: number;
    problem: string;
    section: string;
  };
  /** No sound block is left to restore. */
  "restore.nothingSound": { path: string };
  /** The service's data are elsewhere: `paths` are those that the manager names. */
  "restore.otherDirectory": { service: string; data: string; paths: readonly string[] };
  /** HOST has other blocks loaded than lie in the data directory; Prometheus 2 only tells how many. */
  "restore.otherPrometheus": { url: string; data: string; loaded: number | string; onDisk: number | string };
  /** SERVICE=none, and HOST still answers. */
  "restore.stillServing": { url: string };
  /** A process uses the data directory though the service is stopped. */
  "restore.inUse": { path: string; process: number; program: string };
  /** Something is mounted below the data directory. */
  "restore.mountBelow": { path: string };
  "restore.noRename": { path: string; reason: string };
  /** Bytes; `snapshots` and `previous` are what source snapshots and earlier restores hold. */
  "restore.noSpace": {
    path: string;
    free: number;
    needed: number;
    snapshots: number;
    previous: number;
  };
  /** `--to` names something that exists. */
  "restore.targetExists": { path: string };
  /** What is to come in is in neither place: `name` was moved or deleted by somebody. */
  "restore.childMissing": { name: string; place: string; data: string };
  /** The old data are back, in the state that the service had before. */
  "restore.rolledBack": { cause: FaultData; kind: "restore" | "undo"; own: string };
  /** The old data are back, but the service does not start. `log` holds its last lines. */
  "restore.serviceDown": {
    cause?: FaultData;
    startCause: FaultData;
    service: string;
    start: string;
    log: readonly string[];
    own: string;
  };
  /** The old data are not back; the journal is open. */
  "restore.notBack": { cause?: FaultData; backCause: FaultData; own: string; previous: string };
  /** The new data are in place but not proved; the service did not serve before either. */
  "restore.unproved": { cause: FaultData; previous: string };
}

export const restoreExits: { readonly [C in keyof RestoreFaults]: ExitCode } = {
  "restore.fileNotFound": exitCodes.failed,
  "restore.nothingStored": exitCodes.failed,
  "restore.unfinished": exitCodes.failed,
  "restore.nothingToResume": exitCodes.failed,
  "restore.nothingToUndo": exitCodes.failed,
  "restore.nothingToDiscard": exitCodes.failed,
  "restore.journalDamaged": exitCodes.dataNotBack,
  "restore.damagedBlocks": exitCodes.corrupt,
  "restore.nothingSound": exitCodes.corrupt,
  "restore.otherDirectory": exitCodes.configuration,
  "restore.otherPrometheus": exitCodes.configuration,
  "restore.stillServing": exitCodes.failed,
  "restore.inUse": exitCodes.failed,
  "restore.mountBelow": exitCodes.failed,
  "restore.noRename": exitCodes.failed,
  "restore.noSpace": exitCodes.noSpace,
  "restore.targetExists": exitCodes.failed,
  "restore.childMissing": exitCodes.failed,
  "restore.rolledBack": exitCodes.restoredOld,
  "restore.serviceDown": exitCodes.serviceDown,
  "restore.notBack": exitCodes.dataNotBack,
  "restore.unproved": exitCodes.failed,
};
