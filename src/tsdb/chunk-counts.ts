import type { Damage } from "./damage.ts";
import type { BlockMeta } from "./meta.ts";

/** How many sound chunks one file of a block holds. */
export interface ChunkCount {
  readonly block: string;
  readonly chunks: number;
}

/**
 * The blocks that hold fewer chunks than their meta.json counts: a chunk file that ends between two chunks, or a last
 * one that is not there at all, has no checksum that could be wrong. Blocks whose chunks are known to be damaged are
 * left out, and so is more than was counted, which loses nothing.
 */
export function missingChunks(
  metas: readonly Pick<BlockMeta, "ulid" | "chunks">[],
  counts: readonly ChunkCount[],
  known: readonly Damage[],
): Damage[] {
  const found = new Map<string, number>();
  for (const { block, chunks } of counts) found.set(block, (found.get(block) ?? 0) + chunks);
  const told = new Set(known.flatMap(({ block, file }) => (file.startsWith("chunks") ? [block] : [])));
  return metas.flatMap(({ ulid: block, chunks }): Damage[] => {
    if (told.has(block) || (found.get(block) ?? 0) >= chunks) return [];
    return [{ block, file: "chunks", offset: 0, problem: "missing chunks", section: "" }];
  });
}
