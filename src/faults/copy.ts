import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Copying an archive into another store. */
export interface CopyFaults {
  /** The file has another name than snapshots have. */
  "copy.notNamed": { path: string };
  /** The checksum file of the archive cannot be read, or, without a reason, holds no checksum of it. */
  "copy.checksumUnreadable": { path: string; reason?: string };
  /** The store has another file under the archive's name. */
  "copy.taken": { path: string; source: string };
  /** The store holds the snapshots of another Prometheus than the one that made the archive. */
  "copy.foreign": { store: string; archive: string };
  /** The two directories are one inside the other, links resolved. */
  "copy.insideData": { store: string; data: string };
  /** Bytes. */
  "copy.noRoom": { path: string; free: number; needed: number };
}

export const copyExits: { readonly [C in keyof CopyFaults]: ExitCode } = {
  "copy.notNamed": exitCodes.failed,
  "copy.checksumUnreadable": exitCodes.failed,
  "copy.taken": exitCodes.failed,
  "copy.foreign": exitCodes.configuration,
  "copy.insideData": exitCodes.configuration,
  "copy.noRoom": exitCodes.noSpace,
};
