/** Something of a fixed size that is read from any position: a file, or an object in a bucket. */
export interface ReadableFile extends Disposable {
  /** For messages: where it lies. */
  readonly path: string;
  /** What it held when it was opened, in bytes. */
  readonly size: number;
  /** As `readLater`; a file of this machine answers at once, and blocks the thread: for a few bytes. */
  read(buffer: Uint8Array, position: number): number | Promise<number>;
  /** Fills the buffer from a position on and answers how many bytes there were; fewer than asked only at the end. */
  readLater(buffer: Uint8Array, position: number): Promise<number>;
}
