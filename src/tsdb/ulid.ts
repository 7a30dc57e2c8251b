const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Of the 26 characters the first ten are the time: 48 bits, five to a character. */
const timeCharacters = 10;

/** When a ULID was made, which is when Prometheus began to write its block: milliseconds since 1970. */
export function instantOfUlid(ulid: string): number {
  return [...ulid.slice(0, timeCharacters)].reduce((time, character) => time * 32 + alphabet.indexOf(character), 0);
}
