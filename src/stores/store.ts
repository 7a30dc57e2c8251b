import type { ReadableFile } from "../system/readable.ts";

/** A file of a store. `bytes` is its size, `modified` is in milliseconds since 1970. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly modified: number;
  /** Tells this content from any other that had or will have the name, where the store can. */
  readonly version?: string;
}

/** What is known of an archive before it is written. */
export interface DraftTerms {
  /** Bytes that it will have at most. */
  readonly atMost: number;
  /** The SHA-256 that it will have, in hexadecimal, where it is a copy of another. */
  readonly sha256?: string;
}

/**
 * Where snapshots are kept: a flat set of files with plain names. What they mean, archives, checksums, verdicts, is no
 * business of the store's. All that was answered is durable. Every call may throw the store's own faults, and the reason
 * of the signal that it was opened with.
 */
export interface Store extends Disposable {
  /** As the operator wrote it: a path, or `s3://bucket/prefix`. */
  readonly location: string;
  /** Where a file of that name lies, for messages. Throws `files.notPlain` for what is no plain name. */
  pathOf(name: string): string;
  /** Every name that is taken, also by what is no file or unfinished. */
  names(): Promise<readonly string[]>;
  /** Every file, unsorted; nothing that is still being written, and no directory or link. */
  files(): Promise<readonly StoredFile[]>;
  /** What has that name; undefined when nothing does. */
  file(name: string): Promise<StoredFile | undefined>;
  /** Opens a file for reading; fails when it is gone or, where the store can tell, when it is another by now. */
  open(file: StoredFile): Promise<ReadableFile>;
  /** The text of a file of at most `limit` bytes; undefined when there is none. */
  readText(name: string, limit: number): Promise<string | undefined>;
  /** Puts a small file in place whole, or not at all, instead of whatever had the name. */
  replace(name: string, text: string): Promise<void>;
  /** Deletes a file; none is fine. */
  remove(name: string): Promise<void>;
  /** Begins the archive of a snapshot. It is recorded first, so that a later run deletes what a killed one leaves. */
  begin(snapshot: string, terms: DraftTerms): Promise<StoreDraft>;
  /** What a killed run left unfinished and is surely promsnap's own, for messages. */
  leftovers(): Promise<readonly string[]>;
  /** Deletes exactly these, and answers those that were really there. */
  removeLeftovers(): Promise<readonly string[]>;
  /** What is unfinished and nobody's that promsnap knows of; it takes room until somebody deletes it. */
  strays(): Promise<readonly string[]>;
  /** Bytes that fit in; undefined where nobody knows. */
  free(): number | undefined;
}

/** An archive that does not carry its final name yet. Either `commit` or `discard` ends it. */
export interface StoreDraft {
  /** The snapshot's name. */
  readonly name: string;
  /** Where it lies while it is written, for messages. */
  readonly path: string;
  /**
   * Appends bytes, which must not change any more. Returns late when the store is slower than the writer. Memory that is
   * `given` is nobody else's: the store gives it back once it needs it no more.
   */
  write(bytes: Uint8Array<ArrayBuffer>, memory?: "given"): Promise<void>;
  /** Returns the SHA-256 of all that was written once the store is known to hold it, just so. */
  prove(): Promise<string>;
  /** Gives the archive its final name, durably, unless another has it, and answers where it lies. */
  commit(): Promise<string>;
  /**
   * Deletes what was written so far. It never throws, for it is called while another failure is on its way; what it
   * answers kept it from deleting all, which is then the next run's to delete.
   */
  discard(): Promise<unknown>;
}
