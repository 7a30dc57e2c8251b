import { type ArchiveHead, readArchiveHead } from "../../archive/head.ts";
import { isFault } from "../../errors.ts";
import type { Loss } from "../../faults/prune.ts";
import type { Limits } from "../../prometheus/deletions.ts";
import { findLoss, type Inventoried } from "../../snapshots/lost-volume.ts";
import { archiveFileOf } from "../../snapshots/name.ts";
import { acceptanceIn, acceptanceLimit, acceptanceName, acceptanceText } from "../../stores/acceptance.ts";
import type { Store, StoredFile } from "../../stores/store.ts";
import { isOfArchive } from "../of-archive.ts";
import { inventoryIn, type StockedSnapshot } from "../stock.ts";
import type { ThereSnapshot } from "./terms.ts";

/** What the guard against a lost volume looks at. Instants are milliseconds since 1970. */
export interface LossTerms {
  readonly here: readonly StockedSnapshot[];
  readonly there: readonly ThereSnapshot[];
  /** Up to when the snapshots of SNAPSHOT_DIR were compared with each other, or accepted. */
  readonly acceptedHere: number;
  /** Takes it that the first snapshot that lacks something does so for a good reason. */
  readonly accept: boolean;
  readonly now: number;
  readonly askLimits: () => Promise<Limits>;
}

/**
 * The loss because of which nothing may be deleted of a further store: within SNAPSHOT_DIR, or between the newest good
 * snapshot that only the store has and what came after it. Where there is none, or one that is accepted, the store records
 * up to when was compared.
 */
export async function lossThere(store: Store, terms: LossTerms): Promise<Loss | undefined> {
  const { here, acceptedHere, accept, now } = terms;
  const recorded = await acceptedThere(store, now);
  const comparable = here.flatMap(({ inventory, ...one }) =>
    inventory && one.instant <= now ? [{ ...one, inventory }] : [],
  );
  const seam = await seamOf(store, terms, comparable, recorded);
  const find = async (accepted: number) =>
    (await findWithLimits(comparable, Math.max(acceptedHere, accepted), terms)) ??
    (await findWithLimits(seam, accepted, terms));
  const loss = await find(recorded);
  const good = comparable.filter((one) => one.good);
  if (loss === undefined || !accept) {
    const newest = good.reduce((latest, { instant }) => Math.max(latest, instant), recorded);
    if (loss === undefined && newest > recorded) await store.replace(acceptanceName, acceptanceText(newest));
    return loss;
  }
  const upTo = good.find(({ name }) => name === loss.later)?.instant ?? recorded;
  if (upTo > recorded) await store.replace(acceptanceName, acceptanceText(upTo));
  return await find(upTo);
}

/** What was accepted up to a time that has not come yet was accepted by a clock that was wrong. */
async function acceptedThere(store: Store, now: number): Promise<number> {
  const text = await store.readText(acceptanceName, acceptanceLimit);
  const instant = text === undefined ? undefined : acceptanceIn(text);
  return instant !== undefined && instant <= now ? instant : Number.NEGATIVE_INFINITY;
}

/**
 * The newest good snapshot that is there alone, and the one here after it: nobody else compares these two with each other.
 * One that the store does not give may be good, and have what the later ones lack: unless that is accepted, what the store
 * throws is thrown.
 */
async function seamOf(
  store: Store,
  { here, there, now, accept }: LossTerms,
  comparable: readonly Inventoried[],
  recorded: number,
): Promise<readonly Inventoried[]> {
  const names = new Set(here.map(({ name }) => name));
  const alone = there.filter(
    ({ name, good, unread, instant }) => (good || unread) && instant <= now && !names.has(name),
  );
  const newest = alone.reduce<ThereSnapshot | undefined>(
    (best, one) => (best === undefined || one.instant > best.instant ? one : best),
    undefined,
  );
  const after = comparable.filter(({ good, instant }) => good && instant > (newest?.instant ?? now)).slice(0, 1);
  if (newest === undefined || !after.some(({ instant }) => instant > recorded)) return [];
  const stored = await store.file(archiveFileOf(newest.name));
  if (stored === undefined) return [];
  const head = await headOf(store, stored, accept);
  if (head === undefined) return [];
  const held = inventoryIn(head);
  return [{ name: newest.name, instant: newest.instant, good: true, inventory: () => held }, ...after];
}

/** Undefined for what is none of promsnap's, or damaged there; where all is `accepted`, for what cannot be read. */
async function headOf(store: Store, stored: StoredFile, accepted: boolean): Promise<ArchiveHead | undefined> {
  try {
    using file = await store.open(stored);
    return await readArchiveHead(file);
  } catch (error) {
    if (isFault(error, "archive.corrupt") || (accepted && isOfArchive(error))) return undefined;
    throw error;
  }
}

/** Prometheus is asked only where its answer decides. */
async function findWithLimits(
  snapshots: readonly Inventoried[],
  accepted: number,
  { askLimits }: LossTerms,
): Promise<Loss | undefined> {
  if ((await findLoss(snapshots, accepted)) === undefined) return undefined;
  return await findLoss(snapshots, accepted, await askLimits());
}
