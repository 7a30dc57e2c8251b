import { type ArchiveHead, readArchiveHead } from "../archive/head.ts";
import type { FaultData } from "../errors.ts";
import type { HeldBlock, Inventoried, Inventory } from "../snapshots/lost-volume.ts";
import { instantOfName } from "../snapshots/name.ts";
import type { Candidate } from "../snapshots/retention.ts";
import { archivesIn, type StoredArchive } from "../stores/archives.ts";
import { fewAtOnce } from "../stores/few-at-once.ts";
import type { Store } from "../stores/store.ts";
import { readVerdict, type Verdict } from "../stores/verdict.ts";
import { readLineage } from "../tsdb/lineage.ts";
import { readMeta } from "../tsdb/meta.ts";
import { type CataloguedSnapshot, catalogue } from "./catalogue.ts";
import { isOfArchive } from "./of-archive.ts";

/** Why a snapshot is not a good one. */
export type Flaw =
  /** So many files were damaged in Prometheus already when they were stored. */
  | { readonly kind: "damaged"; readonly files: number }
  /** A verification found the archive damaged: milliseconds since 1970. */
  | { readonly kind: "unsound"; readonly at: number }
  | { readonly kind: "unreadable"; readonly problem: FaultData }
  /** What it says of its own date is days away from its name. */
  | { readonly kind: "other date" };

/** A snapshot of the store as retention sees it. `bytes` is the archive's size. */
export interface StockedSnapshot extends Candidate {
  readonly path: string;
  readonly bytes: number;
  readonly flaw?: Flaw;
  /** Looks what it holds; of promsnap's whose blocks and date can be read. */
  readonly inventory?: Inventoried["inventory"];
}

/** A name is local time, which is at most a day off in another time zone; making the snapshot may have taken another. */
const namesake = 48 * 3_600_000;

/** Every snapshot of a store that promsnap or the script has made: no other file is ever deleted. */
export async function stockOf(store: Store): Promise<StockedSnapshot[]> {
  const archives = (await archivesIn(store)).filter(({ name }) => instantOfName(name) !== undefined);
  return await fewAtOnce(archives, (archive) => stocked(store, archive));
}

async function stocked(store: Store, archive: StoredArchive): Promise<StockedSnapshot> {
  const { head, ...found } = await catalogue(archive);
  const { name, path, bytes, instant } = found;
  const flaw = await flawOf(store, found, head);
  const base = { name, path, bytes, instant, good: flaw === undefined, ...(flaw && { flaw }) };
  if (head === undefined || flaw?.kind === "other date") return base;
  return { ...base, inventory: () => inventoryOf(archive) };
}

async function flawOf(
  store: Store,
  found: CataloguedSnapshot,
  head: ArchiveHead | undefined,
): Promise<Flaw | undefined> {
  const { name, instant } = found;
  const { verdict, problem = found.problem } = await verdictOf(store, found);
  if (problem !== undefined) return { kind: "unreadable", problem };
  if (verdict?.sound === false) return { kind: "unsound", at: verdict.at };
  if (head !== undefined && head.trailer.damaged > 0) return { kind: "damaged", files: head.trailer.damaged };
  return isDatedOtherwise(name, instant) ? { kind: "other date" } : undefined;
}

/** Whether a snapshot of this instant (milliseconds since 1970) cannot have got this name when it was made. */
export function isDatedOtherwise(name: string, instant: number): boolean {
  return Math.abs(instant - (instantOfName(name) ?? instant)) > namesake;
}

/** What keeps a verdict from being read is a flaw of its archive: it may have been found damaged. */
async function verdictOf(
  store: Store,
  { name, bytes }: CataloguedSnapshot,
): Promise<{ readonly verdict?: Verdict | undefined; readonly problem?: FaultData }> {
  try {
    return { verdict: await readVerdict(store, name, bytes) };
  } catch (error) {
    if (!isOfArchive(error)) throw error;
    return { problem: error.data };
  }
}

async function inventoryOf(archive: StoredArchive): Promise<Inventory> {
  using file = await archive.open();
  return inventoryIn(await readArchiveHead(file));
}

/** What an archive holds, by its head. */
export function inventoryIn({ metas, trailer }: ArchiveHead): Inventory {
  const blocks = metas.flatMap(({ ulid, text }): HeldBlock[] => {
    const [reading, lineage] = [readMeta(text, ulid), readLineage(text)];
    if (!("meta" in reading) || lineage === undefined) return [];
    const { level, samples } = reading.meta;
    return [{ ...lineage, level, samples }];
  });
  return { content: trailer.content, blocks };
}
