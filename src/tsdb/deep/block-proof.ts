import type { BlockFindings } from "./findings.ts";

/** The check of one file, which is fed its bytes in order, in pieces of any size. */
export interface FileProof {
  push(bytes: Uint8Array): void;
  /** The file ends here. */
  end(): void;
}

/**
 * Checks a whole block while its files go by, in any order: what is in each, and what each says of the others. Memory is
 * a small part of the index, whatever the files say.
 */
export class BlockProof {
  readonly ulid: string;

  constructor(ulid: string) {
    this.ulid = ulid;
  }

  /** A directory of the block (`chunks`), so that a missing one is told from an empty one. */
  addDirectory(_name: string): void {
    throw new Error("soon");
  }

  /**
   * Begins a file of the block (`index`, `chunks/000001`, …; others are passed over) of this size. Of an index, `tail`
   * has to be its last 52 bytes: its table of contents stands there.
   */
  begin(_name: string, _size: number, _tail?: Uint8Array): FileProof {
    throw new Error("soon");
  }

  /** What the block shows once all its files have ended. */
  complete(): BlockFindings {
    throw new Error("soon");
  }
}
