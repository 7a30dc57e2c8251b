import type { Section } from "./layout.ts";

/**
 * The deflate level for a section at a COMPRESSION_LEVEL. Chunks hardly shrink further from level 5 to 6 (0.5 %), which
 * costs a fifth of the time; indexes are text-like, and gain at 8 what chunks lose (docs/benchmarks.md).
 */
export function deflateLevel(section: Section, level: number): number {
  return section === "chunks" && level === 6 ? 5 : section === "indexes" && level === 6 ? 8 : level;
}
