import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { InputFile } from "../system/file.ts";
import type { Damage, Finding } from "../tsdb/damage.ts";
import { checkIndex, type IndexCheck } from "../tsdb/index-file.ts";
import { checkReferences, type Segment } from "../tsdb/references.ts";

/** What is known of a staged block that its index is to be held against. */
export interface BlockEvidence {
  readonly ulid: string;
  /** Its chunk files in order; undefined where they are not all there and sound. */
  readonly segments: readonly (Segment & { readonly name: string })[] | undefined;
}

/** What a staged block's index tells. */
export interface IndexProof {
  /** Undefined where there is no index of a known version. */
  readonly version: number | undefined;
  readonly damage: readonly Damage[];
}

/** Checks the index of a block below `into`, read from its file: its own checksums, then its references to chunks. */
export function proveBlock(into: Directory, { ulid, segments }: BlockEvidence): IndexProof {
  using block = into.directory(ulid);
  using index = ifPresent(() => block.file("index"));
  if (index === undefined) return { version: undefined, damage: [] };
  const check = checkIndex(index);
  const finding = check.finding ?? (segments && followReferences(block, index, check, segments));
  return { version: check.version, damage: finding === undefined ? [] : [{ block: ulid, file: "index", ...finding }] };
}

function followReferences(
  block: Directory,
  source: InputFile,
  { version = 0, regions }: IndexCheck,
  segments: NonNullable<BlockEvidence["segments"]>,
): Finding | undefined {
  return checkReferences({ source, version, regions }, segments, (number) => {
    using chunks = block.directory("chunks");
    return chunks.file(segments[number]?.name.slice("chunks/".length) ?? "");
  });
}
