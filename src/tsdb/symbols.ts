import { type BytesAt, Cursor, inPieces, longestVarint } from "./cursor.ts";

const pieceBytes = 1 << 20;

/** Where the symbol table of an index lies. `version` is the index's: in version 1 a reference is an offset. */
export interface SymbolTable {
  readonly start: number;
  readonly end: number;
  readonly version: number;
}

/** What bounds a look-up: how far into the table it goes, and how long a text may be, in bytes. */
export interface SymbolBounds {
  readonly span: number;
  readonly length: number;
}

/**
 * The texts of these references. Those that are none, are longer than the bounds allow or lie beyond them, or are not
 * UTF-8, are left out. The table is read once, up to the last one wanted.
 */
export function lookUp(
  index: BytesAt,
  table: SymbolTable,
  references: ReadonlySet<number>,
  bounds: SymbolBounds,
): Map<number, string> {
  const read = inPieces(index, pieceBytes);
  const found = new Map<number, string>();
  const take = (reference: number, at: number): number => {
    const head = new Cursor(read(at, longestVarint));
    const [length, begin] = [head.uvarint(), at + head.at];
    if (head.failed || begin + length > table.end) return Number.POSITIVE_INFINITY;
    if (length <= bounds.length && references.has(reference)) add(found, reference, read(begin, length));
    return begin + length;
  };
  if (references.size === 0) return found;
  if (table.version === 1) for (const reference of references) take(reference, reference);
  else walk(table, lastOf(references), bounds.span, take);
  return found;
}

/** Not Math.max: there may be more of them than a call takes arguments. */
function lastOf(references: ReadonlySet<number>): number {
  let last = -1;
  for (const reference of references) last = Math.max(last, reference);
  return last;
}

/** Passes over one symbol after the other: none of them says where it lies. */
function walk(
  { start, end }: SymbolTable,
  last: number,
  span: number,
  take: (reference: number, at: number) => number,
): void {
  const limit = Math.min(end, start + span);
  const lengthAndCount = 8;
  for (let [at, reference] = [start + lengthAndCount, 0]; at < limit && reference <= last; reference++) {
    at = take(reference, at);
  }
}

function add(found: Map<number, string>, reference: number, bytes: Uint8Array): void {
  try {
    found.set(reference, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // A text that is not UTF-8 cannot be asked for.
  }
}
