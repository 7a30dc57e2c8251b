import { has } from "../../../prometheus/data-children.ts";
import type { Directory } from "../../../system/directory.ts";
import { move } from "../../../system/moving.ts";
import type { Ground } from "../exchange.ts";
import { openPlace } from "../places.ts";
import type { MergeJournal, MovingBlock } from "./journal.ts";

/** Those blocks of a merge that are still in its staging. */
export function stagedBlocks({ own }: Ground, journal: MergeJournal): readonly MovingBlock[] {
  using staging = openPlace(own, journal.in);
  return journal.blocks.filter((block) => hasBlock(staging, block));
}

/** Renames these blocks into the data directory, all or as far as nothing fails, and returns when the disk holds that. */
export function moveIn({ data, own }: Ground, journal: MergeJournal, ulids: readonly string[]): void {
  using staging = openPlace(own, journal.in);
  for (const ulid of ulids) move(staging, ulid, data);
  data.sync();
  staging.sync();
}

/**
 * Renames every block of a merge that is in the data directory back into its staging, by its identity: what Prometheus
 * has made of it since is Prometheus's own. Answers how many had come in, and how many of them were gone already.
 */
export function moveOut(
  { data, own }: Ground,
  journal: MergeJournal,
): { readonly came: number; readonly gone: number } {
  using staging = openPlace(own, journal.in);
  const came = journal.blocks.filter((block) => !hasBlock(staging, block));
  const there = came.filter((block) => hasBlock(data, block));
  for (const { ulid } of there) move(data, ulid, staging);
  data.sync();
  staging.sync();
  return { came: came.length, gone: came.length - there.length };
}

function hasBlock(directory: Directory, { ulid, device, inode }: MovingBlock): boolean {
  return has(directory, { name: ulid, device, inode });
}
