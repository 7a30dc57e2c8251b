import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Why the bytes of an archive are refused. */
export type ArchiveProblem =
  | "not gzip"
  | "gzip data"
  | "tar header"
  | "entry type"
  | "entry name"
  | "entry place"
  | "entry size"
  | "entry twice"
  | "too many entries"
  | "padding"
  | "cut off"
  | "trailing bytes"
  | "member sizes"
  | "totals"
  | "no trailer"
  | "trailer";

/** What is stored: the source it comes from, the archive it becomes. */
export interface ArchiveFaults {
  /** There is no such archive, neither at the path nor in the store. */
  "archive.notFound": { path: string };
  /** The archive cannot name a file of such a long path. */
  "archive.longName": { path: string };
  /** What was read back is not what was written. */
  "archive.readBack": { path: string };
  /** The bytes of an archive are not those of one. `offset` counts from the beginning of the file. */
  "archive.corrupt": { path: string; offset: number; reason: ArchiveProblem };
  /** A file of the source snapshot changed, shrank or vanished while it was read. */
  "source.changed": { path: string };
  /** Something in the source snapshot that Prometheus never puts there. */
  "source.unexpected": { path: string; found: string };
  /** An earlier run's source snapshot may not be deleted by this user. */
  "source.undeletable": { path: string; reason: string };
  /** No block of the source snapshot holds a sample. */
  "source.empty": { path: string };
  /** The archive is whole and holds what Prometheus had: `count` damages, of which this is the first. */
  "run.storedDamaged": {
    archive: string;
    count: number;
    block: string;
    file: string;
    offset: number;
    /** One of tsdb's problems. */
    problem: string;
    section: string;
  };
}

export const archiveExits: { readonly [C in keyof ArchiveFaults]: ExitCode } = {
  "archive.notFound": exitCodes.failed,
  "archive.longName": exitCodes.failed,
  "archive.readBack": exitCodes.failed,
  "archive.corrupt": exitCodes.corrupt,
  "source.changed": exitCodes.failed,
  "source.unexpected": exitCodes.failed,
  "source.undeletable": exitCodes.failed,
  "source.empty": exitCodes.failed,
  "run.storedDamaged": exitCodes.corrupt,
};
