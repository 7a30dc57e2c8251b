import type { Piece } from "./layout.ts";

/** The COMPRESSION_LEVEL that promises archives no larger than `tar -z` makes, which uses gzip's own level 6. */
const gzipDefault = 6;

/**
 * The level at which a piece is deflated. libdeflate's level 6 beats gzip's on chunks by 0.1 %, its level 5 misses it by
 * 0.3 % and is a fifth faster; indexes gain 0.8 % from level 6 to 7. So at 6 every other piece of chunks is done at 5,
 * and indexes at 7: no larger than gzip's, and faster (docs/benchmarks.md has the measurement).
 */
export function deflateLevel({ section, number }: Piece, level: number): number {
  if (level !== gzipDefault) return level;
  if (section === "indexes") return 7;
  return section === "chunks" && number % 2 === 0 ? 5 : gzipDefault;
}
