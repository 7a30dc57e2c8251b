import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { Damage } from "../tsdb/damage.ts";
import { type BlockMeta, isUlid, largestMeta, readMeta } from "../tsdb/meta.ts";
import { type BlockNames, missingFiles } from "../tsdb/missing-files.ts";

/** The blocks of a source snapshot: the meta of each that has a good one, and what is wrong with others. */
export interface SourceBlocks {
  readonly count: number;
  readonly metas: readonly BlockMeta[];
  readonly damage: readonly Damage[];
}

/**
 * Looks at the blocks of a source snapshot before their bytes are read: every meta.json, and whether index and chunks
 * are all there. A missing tombstones file is normal. Throws `source.unexpected` for anything that is no block.
 */
export function readSourceBlocks(snapshot: Directory): SourceBlocks {
  const metas: BlockMeta[] = [];
  const damage: Damage[] = [];
  const entries = snapshot.entries();
  for (const { name, kind } of entries) {
    if (kind !== "directory" || !isUlid(name)) {
      throw fault("source.unexpected", { path: snapshot.pathOf(name), found: kind });
    }
    using block = snapshot.directory(name);
    const reading = readMeta(block.readText("meta.json", largestMeta) ?? "", name);
    if ("meta" in reading) metas.push(reading.meta);
    else damage.push({ block: name, file: "meta.json", ...reading.finding });
    const samples = "meta" in reading ? reading.meta.samples : 0;
    damage.push(...missingFiles(name, namesIn(block), samples));
  }
  return { count: entries.length, metas, damage };
}

function namesIn(block: Directory): BlockNames {
  const index = block.entry("index")?.kind === "file";
  if (block.entry("chunks")?.kind !== "directory") return { index, chunks: undefined };
  using chunks = block.directory("chunks");
  return { index, chunks: chunks.names() };
}
