import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { Damage, Problem } from "../tsdb/damage.ts";
import { type BlockMeta, isUlid, largestMeta, readMeta } from "../tsdb/meta.ts";

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
    for (const file of missingFiles(block, samples)) damage.push(missing(name, file));
  }
  return { count: entries.length, metas, damage };
}

function missingFiles(block: Directory, samples: number): string[] {
  const absent = [];
  if (block.entry("index")?.kind !== "file") absent.push("index");
  if (block.entry("chunks")?.kind !== "directory") return [...absent, "chunks"];
  using chunks = block.directory("chunks");
  const segment = missingSegment(chunks.names(), samples);
  return segment === undefined ? absent : [...absent, `chunks/${segment}`];
}

/**
 * The first chunk file that is not there. Prometheus numbers them from 000001 without a gap and finds them by their
 * place; where there are samples, there is a first.
 */
function missingSegment(names: readonly string[], samples: number): string | undefined {
  const present = new Set(names.filter((name) => /^\d{6}$/.test(name)));
  const count = Math.max(present.size, samples > 0 ? 1 : 0);
  const expected = Array.from({ length: count }, (_, index) => String(index + 1).padStart(6, "0"));
  return expected.find((name) => !present.has(name));
}

function missing(block: string, file: string): Damage {
  const problem: Problem = "missing";
  return { block, file, offset: 0, problem, section: "" };
}
