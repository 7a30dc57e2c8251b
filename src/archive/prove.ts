import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { Damage } from "../tsdb/damage.ts";
import { checkIndex } from "../tsdb/index-file.ts";

/** What is known of a staged block that its index is to be held against. */
export interface BlockEvidence {
  readonly ulid: string;
}

/** What a staged block's index tells. */
export interface IndexProof {
  readonly version: number | undefined;
  readonly damage: readonly Damage[];
}

/** Checks the index of a block below `into`, read from its file. */
export function proveBlock(into: Directory, { ulid }: BlockEvidence): IndexProof {
  using block = into.directory(ulid);
  using index = ifPresent(() => block.file("index"));
  if (index === undefined) return { version: undefined, damage: [] };
  const { version, finding } = checkIndex(index);
  return { version, damage: finding === undefined ? [] : [{ block: ulid, file: "index", ...finding }] };
}
