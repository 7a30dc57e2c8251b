/**
 * Gives back at once the memory that these bytes lie in, all of it: for whoever is its only owner. Engines leave such memory
 * for long, until it is several times what is in use.
 */
export function release({ buffer }: Uint8Array<ArrayBuffer>): void {
  buffer.transfer(0);
}

/** The same for memory that somebody else made: where the bytes share it with others nothing is done. */
export function releaseUnshared({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
