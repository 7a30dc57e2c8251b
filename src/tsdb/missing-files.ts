import type { Damage } from "./damage.ts";

/** The names in a block that tell whether it is complete; `chunks` are those of its segments. */
export interface BlockNames {
  readonly index: boolean;
  /** Undefined where the directory itself is not there. */
  readonly chunks: readonly string[] | undefined;
}

/**
 * The files that a block with so many samples lacks: its index, its chunks. A missing tombstones file is normal, and a
 * missing meta.json told by who reads it.
 */
export function missingFiles(block: string, { index, chunks }: BlockNames, samples: number): Damage[] {
  const absent = index ? [] : ["index"];
  if (chunks === undefined) absent.push("chunks");
  else {
    const segment = missingSegment(chunks, samples);
    if (segment !== undefined) absent.push(`chunks/${segment}`);
  }
  return absent.map((file): Damage => ({ block, file, offset: 0, problem: "missing", section: "" }));
}

/**
 * The first chunk file that is not there. Prometheus numbers them from 000001 without a gap, takes every number for one,
 * and finds them by their place; where there are samples, there is a first.
 */
function missingSegment(names: readonly string[], samples: number): string | undefined {
  const present = new Set(names.filter((name) => /^\d+$/.test(name)));
  const count = Math.max(present.size, samples > 0 ? 1 : 0);
  const expected = Array.from({ length: count }, (_, index) => String(index + 1).padStart(6, "0"));
  return expected.find((name) => !present.has(name));
}
