/** What can be wrong with a file of a block. */
export type Problem =
  | "missing"
  | "too short"
  | "magic number"
  | "version"
  | "table of contents"
  | "entry length"
  | "checksum"
  | "cut off"
  | "missing chunks"
  | "series entry"
  | "chunk reference"
  | "chunk data"
  | "symbol table"
  | "postings list"
  | "series reference"
  | "list reference"
  | "table entry"
  | "postings by label"
  | "tombstone"
  | "not JSON"
  | "another block's"
  | "times"
  | "statistics";

/**
 * One thing that does not hold what it should. `offset` counts bytes from the beginning of the file; `section` names
 * the part of an index or chunk file.
 */
export interface Finding {
  readonly offset: number;
  readonly problem: Problem;
  readonly section: string;
}

/** A finding with the block and the file (`index`, `chunks/000001`, …) that it is in. */
export interface Damage extends Finding {
  readonly block: string;
  readonly file: string;
}
