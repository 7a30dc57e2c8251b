/**
 * Gives memory back at once that nobody reads any more. Engines leave such memory for long, until it is several times what
 * is in use. The bytes are gone for everybody; where they share their buffer with others nothing is done.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}
