import { mostArchiveBytes, type SourceTree, tarBytes } from "../archive/layout.ts";
import { Pool } from "../archive/pool.ts";
import { listTree } from "../archive/tree.ts";
import { type WrittenArchive, writeArchive } from "../archive/writer.ts";
import { fault } from "../errors.ts";
import { notice } from "../notices.ts";
import { snapshotInstant } from "../prometheus/snapshot-name.ts";
import { readSourceBlocks, type SourceBlocks } from "../prometheus/source-blocks.ts";
import { reasonOf } from "../report/reason.ts";
import { freeName, writeChecksum } from "../stores/archives.ts";
import { limitDraft } from "../stores/limited-draft.ts";
import type { Store, StoreDraft } from "../stores/store.ts";
import { unlessAborted } from "../system/abort.ts";
import type { BackupEvents, BackupReport, JobContext } from "./backup-terms.ts";
import type { Source } from "./source.ts";

/** What a report tells of an archive; the run adds how long it took, and what became of the others. */
export type Stored = Omit<BackupReport, "milliseconds" | "retention">;

type ProvedArchive = WrittenArchive & { readonly sha256: string };

/**
 * Writes a source snapshot into the store: compressed and checked, on disk, read back, and only then under its final
 * name. Whatever goes wrong before, nothing of it stays. Throws `source.empty` for a snapshot without samples.
 */
export async function storeArchive(
  source: Source,
  store: Store,
  context: JobContext,
  events: BackupEvents,
): Promise<Stored> {
  const now = context.system.clock.now();
  const blocks = readSourceBlocks(source.directory);
  refuseEmpty(source, blocks);
  const tree = listTree(source.directory);
  const { settings, system, signal } = context;
  const limit = { rate: settings.BANDWIDTH_LIMIT, clock: system.clock, signal };
  const draft = limitDraft(await store.begin(await freeName(store, now), { atMost: mostArchiveBytes(tree) }), limit);
  let written: ProvedArchive;
  let archive: string;
  try {
    written = await fillDraft(draft, source, tree, blocks, snapshotInstant(source.name) ?? now, context, events);
    archive = await draft.commit();
  } catch (error) {
    await discard(draft, events);
    throw error;
  }
  await writeChecksum(store, draft.name, written.sha256);
  return report(draft.name, archive, written, blocks);
}

async function discard(draft: StoreDraft, events: BackupEvents): Promise<void> {
  const failure = await draft.discard();
  if (failure === undefined) return;
  events.notice(notice("partial.notRemoved", { path: draft.path, reason: reasonOf(failure) }));
}

async function fillDraft(
  draft: StoreDraft,
  source: Source,
  tree: SourceTree,
  blocks: SourceBlocks,
  taken: number,
  { settings, createWorker, signal }: JobContext,
  events: BackupEvents,
): Promise<ProvedArchive> {
  const { COMPRESSION_LEVEL: level, WORKERS: workers } = settings;
  const { damage, metas } = blocks;
  const order = { root: source.directory, tree, name: draft.name, taken, level, damage, metas };
  events.phase("compressing", tarBytes(tree));
  using pool = new Pool(createWorker, workers);
  const written = await writeArchive(order, pool, workers, draft, signal, (done) => events.progress(done));
  events.phase("checking", 0);
  const proving = unlessAborted(draft.prove(), signal);
  proving.catch(() => undefined); // whoever awaits it below hears of a failure
  // All of it is read, and it is deleted whatever comes: meanwhile the disk takes in what was written.
  await source[Symbol.asyncDispose]();
  return { ...written, sha256: await proving };
}

/** Where a meta.json is damaged nobody knows how many samples its block has: that is damage, not emptiness. */
function refuseEmpty({ directory }: Source, { metas, damage }: SourceBlocks): void {
  if (damage.length === 0 && metas.every(({ samples }) => samples === 0)) {
    throw fault("source.empty", { path: directory.path });
  }
}

function report(name: string, archive: string, written: ProvedArchive, { count, metas }: SourceBlocks): Stored {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    name,
    archive,
    archiveBytes: written.bytes,
    contentBytes: written.content,
    sha256: written.sha256,
    blocks: count,
    series: sum(metas.map(({ series }) => series)),
    samples: sum(metas.map(({ samples }) => samples)),
    minTime: metas.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY),
    maxTime: metas.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY),
    damage: written.damage,
  };
}
