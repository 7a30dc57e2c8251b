/** A stretch of an archive's tar stream: whole tar blocks, the last of them perhaps cut off. */
export interface ArchivePiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where it comes from: bytes of the file before it. */
  readonly offset: number;
  /** Bytes of the file that are read once the piece is. */
  readonly done: number;
  /** Where promsnap's archives say so: whether it belongs to the head section. */
  readonly head?: boolean;
}
