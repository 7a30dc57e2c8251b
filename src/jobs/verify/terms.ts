/** What a verification is asked, tells and reports. */
import type { FaultData } from "../../errors.ts";
import type { Notice } from "../../notices.ts";
import type { Damage } from "../../tsdb/damage.ts";
import type { BlockFindings } from "../../tsdb/deep/findings.ts";

/** Which archives to verify, as they were typed, or all of the store; with `deep` down to their blocks' own checksums. */
export interface VerifyRequest {
  readonly archives: readonly string[] | "all";
  readonly deep: boolean;
}

/** Damage within a block; `known` when promsnap found it already when it stored the block: Prometheus itself had it. */
export interface FoundDamage extends Damage {
  readonly known: boolean;
}

/** What was read of an archive that is one from end to end. */
export interface ArchiveContents {
  readonly maker: "promsnap" | "script";
  /** How it compares with its checksum file; `unreadable` is one that holds no checksum. */
  readonly checksum: "right" | "wrong" | "none" | "unreadable";
  readonly sha256: string;
  /** Bytes of all files in it. */
  readonly contentBytes: number;
  readonly blocks: readonly BlockFindings[];
  /** Sorted by block and file. */
  readonly damage: readonly FoundDamage[];
}

/** What came of one archive, or of a name for which there is none. */
export interface VerifiedSnapshot {
  /** The snapshot's name; of an archive elsewhere the file's. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** `gone`: it was deleted before its turn came, as by a prune. */
  readonly state: "sound" | "damaged" | "unreadable" | "gone";
  /** What is wrong with the file as a whole, or why it could not be read. */
  readonly problem?: FaultData;
  /** Only where the file could be read to its end. */
  readonly contents?: ArchiveContents;
}

/** Told while a verification goes on. */
export interface VerifyEvents {
  /** How many bytes this phase will read, over all archives that are left or, `following` references, of one once more. */
  phase(phase: "verifying" | "following", totalBytes: number): void;
  /** Bytes done of the phase's total. */
  progress(doneBytes: number): void;
  notice(notice: Notice): void;
}
