import { readStoredMetas, type StoredMeta } from "../archive/metas.ts";
import type { FaultData } from "../errors.ts";
import { archivesIn, type StoredArchive } from "../stores/archives.ts";
import { fewAtOnce } from "../stores/few-at-once.ts";
import { openForReading } from "../stores/open.ts";
import type { Store } from "../stores/store.ts";
import { readVerdict, type Verdict } from "../stores/verdict.ts";
import type { ReadableFile } from "../system/readable.ts";
import { readMeta } from "../tsdb/meta.ts";
import type { JobContext } from "./backup-terms.ts";
import { catalogue } from "./catalogue.ts";
import { isOfArchive } from "./of-archive.ts";

/**
 * A snapshot in the store. `instant`, `minTime` and `maxTime` (exclusive) are milliseconds since 1970, `bytes` is the
 * archive's size. What only a look inside tells is undefined where nobody looked, or where `problem` says why not.
 */
export interface ListedSnapshot {
  readonly name: string;
  readonly path: string;
  readonly instant: number;
  readonly bytes: number;
  /** Unknown of what is in a further store alone: nobody looks inside. */
  readonly maker?: "promsnap" | "script";
  readonly blocks?: number;
  readonly minTime?: number;
  readonly maxTime?: number;
  readonly series?: number;
  readonly samples?: number;
  /** How many files Prometheus had damaged already when they were stored. */
  readonly damaged?: number;
  readonly problem?: FaultData;
  /** What its last verification found, if there was one. */
  readonly verified?: Verdict;
  /** Where else it is, of a list that looked there; `here` tells whether it is in SNAPSHOT_DIR. */
  readonly where?: { readonly here: boolean; readonly stores: readonly string[] };
}

/** Told of the archives that are read whole, in bytes over all of them. */
export interface ListEvents {
  progress(doneBytes: number, totalBytes: number): void;
}

/**
 * Lists the store, oldest first. Of promsnap's archives the first and last few KB are read; the script's are read
 * whole with `long`, and not at all without. A store that does not exist yet holds nothing.
 */
export async function listSnapshots(
  context: Pick<JobContext, "system" | "settings" | "signal">,
  { long }: { readonly long: boolean },
  events: ListEvents,
): Promise<ListedSnapshot[]> {
  using store = await openForReading(context.settings.SNAPSHOT_DIR, context);
  if (store === undefined) return [];
  const archives = await archivesIn(store);
  const reading = new Reading(archives, context.signal, events);
  const looked = await fewAtOnce(archives, async (archive) => {
    return { archive, base: await reading.look(archive), verdict: await verdictOn(archive, store) };
  });
  const listed: ListedSnapshot[] = [];
  for (const { archive, base, verdict } of looked) {
    listed.push({ ...(long ? await reading.complete(archive, base) : base), ...verdict });
  }
  return listed.sort((a, b) => a.instant - b.instant);
}

/** One that cannot be read hides no other snapshot. */
async function verdictOn(
  { name, bytes }: StoredArchive,
  store: Store,
): Promise<Pick<ListedSnapshot, "verified" | "problem">> {
  try {
    const verified = await readVerdict(store, name, bytes);
    return verified === undefined ? {} : { verified };
  } catch (error) {
    if (!isOfArchive(error)) throw error;
    return { problem: error.data };
  }
}

class Reading {
  readonly #signal: AbortSignal;
  readonly #events: ListEvents;
  readonly #total: number;
  #done = 0;

  constructor(archives: readonly StoredArchive[], signal: AbortSignal, events: ListEvents) {
    this.#signal = signal;
    this.#events = events;
    this.#total = archives.reduce((total, { bytes }) => total + bytes, 0);
  }

  /** What its beginning and its end tell. */
  async look(archive: StoredArchive): Promise<ListedSnapshot> {
    this.#signal.throwIfAborted();
    const { head, ...base } = await catalogue(archive);
    if (head === undefined) return base;
    return { ...base, ...summaryOf(head.metas), damaged: head.trailer.damaged };
  }

  /** The same with what only reading it whole tells, where that is so. */
  async complete(archive: StoredArchive, base: ListedSnapshot): Promise<ListedSnapshot> {
    this.#signal.throwIfAborted();
    try {
      const isRead = base.maker === "promsnap" || base.problem !== undefined;
      return isRead ? base : await this.#listForeign(archive, base);
    } finally {
      this.#done += archive.bytes;
    }
  }

  async #listForeign(archive: StoredArchive, base: ListedSnapshot): Promise<ListedSnapshot> {
    try {
      using file = await archive.open();
      return { ...base, ...summaryOf(await this.#readForeign(file)) };
    } catch (error) {
      if (!isOfArchive(error)) throw error;
      return { ...base, problem: error.data };
    }
  }

  #readForeign(file: ReadableFile): Promise<readonly StoredMeta[]> {
    const tell = (bytes: number) => this.#events.progress(this.#done + bytes, this.#total);
    return readStoredMetas(file, this.#signal, tell);
  }
}

/** What the meta.json files say together; one that cannot be read counts as a block, and no more. */
function summaryOf(stored: readonly StoredMeta[]): Partial<ListedSnapshot> {
  const metas = stored.flatMap(({ ulid, text }) => {
    const reading = readMeta(text, ulid);
    return "meta" in reading ? [reading.meta] : [];
  });
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  if (metas.length === 0) return { blocks: stored.length };
  return {
    blocks: stored.length,
    minTime: metas.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY),
    maxTime: metas.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY),
    series: sum(metas.map(({ series }) => series)),
    samples: sum(metas.map(({ samples }) => samples)),
  };
}
