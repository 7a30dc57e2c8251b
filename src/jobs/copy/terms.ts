/** What a copy is asked, tells and reports. */
import type { StoreSetting } from "../../config/store-setting.ts";
import type { Notice } from "../../notices.ts";

/** Which archive to copy, as it was typed, and where to. */
export interface CopyRequest {
  readonly snapshot: string;
  readonly store: StoreSetting;
}

/** What became of it. */
export interface CopyReport {
  /** `there`: the store had it already, byte for byte. */
  readonly state: "copied" | "there";
  /** The snapshot's name. */
  readonly name: string;
  /** The path of the archive that was copied. */
  readonly source: string;
  /** Where the store has it: a path, or `s3://bucket/key`. */
  readonly archive: string;
  readonly bytes: number;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
  readonly milliseconds: number;
}

/** Told while a copy goes on. */
export interface CopyEvents {
  phase(phase: "copying" | "comparing" | "checking", totalBytes: number): void;
  /** Bytes done of the phase's total. */
  progress(doneBytes: number): void;
  notice(notice: Notice): void;
}
