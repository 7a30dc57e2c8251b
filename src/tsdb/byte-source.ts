/** Bytes that can be read anywhere, such as a file's. */
export interface ByteSource {
  readonly size: number;
  /** Fills the buffer from a position on and answers how many bytes there were; fewer than asked only at the end. */
  read(buffer: Uint8Array, position: number): number;
}

/** The bytes of a stretch, as far as there are any. */
export function bytesOf(source: ByteSource, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, source.size - position)));
  return bytes.subarray(0, source.read(bytes, position));
}
