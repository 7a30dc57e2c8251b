import { dirname } from "node:path/posix";
import { extractArchive } from "../../archive/extract.ts";
import { fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { weighedBlocks } from "../../prometheus/blocks.ts";
import { type Child, childrenOf } from "../../prometheus/data-children.ts";
import type { RestoredData } from "../../prometheus/foresight.ts";
import type { Owner } from "../../system/attributes.ts";
import type { Directory } from "../../system/directory.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { BlockMeta } from "../../tsdb/meta.ts";
import type { JobContext, ReadingContext } from "../backup-terms.ts";
import { openPlace } from "./places.ts";
import { labelAs } from "./selinux.ts";
import type { LeftOut, RestoreEvents } from "./terms.ts";
import { removeStaging } from "./tidying.ts";

/** Blocks that lie ready, checked and on the disk. */
export interface Staged {
  readonly children: readonly Child[];
  readonly metas: readonly BlockMeta[];
  /** How Prometheus will see them. */
  readonly data: RestoredData;
  readonly leftOut: readonly LeftOut[];
}

/** Where a restore stages, below promsnap's own directory: on the file system of the data directory. */
export function stagingPlace(time: string): string {
  return `restore-${time}/new`;
}

/** Stages an archive in the place of that time; when it throws, nothing of the place stays. Throws as `stageInto`. */
export async function stage(
  context: JobContext,
  own: Directory,
  archive: ReadableFile,
  time: string,
  owner: Owner,
  skipDamaged: boolean,
  events: Pick<RestoreEvents, "progress" | "notice">,
  wanted?: (ulid: string) => boolean,
): Promise<Staged> {
  const place = stagingPlace(time);
  try {
    using into = openPlace(own, place);
    const staged = await stageInto(context, into, archive, owner, skipDamaged, events, wanted);
    const warning = await labelAs(context.system, dirname(own.path), into.path, context.signal);
    if (warning !== undefined) events.notice(warning);
    own.sync();
    return staged;
  } catch (error) {
    removeStaging(own, { exchange: { in: place } });
    throw error;
  }
}

/**
 * Extracts an archive into a directory and checks every byte of it. Throws `archive.corrupt`, and `restore.damagedBlocks`
 * unless damaged blocks are to be left out, each of which is then told; `restore.nothingSound` when no other is left. Blocks
 * that are not `wanted` are passed over.
 */
export async function stageInto(
  { settings, createWorker, signal }: ReadingContext,
  into: Directory,
  archive: ReadableFile,
  owner: Owner | undefined,
  skipDamaged: boolean,
  events: Pick<RestoreEvents, "progress" | "notice">,
  wanted?: (ulid: string) => boolean,
): Promise<Staged> {
  const { WORKERS: workers } = settings;
  const progress = (done: number) => events.progress(done);
  const terms = { createWorker, workers, signal, progress, ...(owner && { owner }), ...(wanted && { wanted }) };
  const { blocks } = await extractArchive(archive, into, terms);
  const { sound, leftOut } = sift(archive, blocks, skipDamaged);
  for (const { ulid, damage, minTime, maxTime } of leftOut) {
    into.removeTree(ulid);
    const [first] = damage;
    const range = minTime === undefined || maxTime === undefined ? {} : { minTime, maxTime };
    if (first !== undefined) events.notice(notice("restore.leftOut", { ...first, block: ulid, ...range }));
  }
  into.sync();
  return {
    children: childrenOf(into),
    metas: sound.flatMap(({ meta }) => meta ?? []),
    data: {
      blocks: weighedBlocks(into),
      indexVersions: new Set(sound.flatMap(({ indexVersion }) => indexVersion ?? [])),
      encodings: new Set(sound.flatMap(({ encodings }) => [...encodings])),
      customBuckets: false,
    },
    leftOut,
  };
}

type Block = Awaited<ReturnType<typeof extractArchive>>["blocks"][number];

function sift(archive: ReadableFile, blocks: readonly Block[], skipDamaged: boolean) {
  const sound = blocks.filter(({ damage }) => damage.length === 0);
  const damaged = blocks.filter(({ damage }) => damage.length > 0);
  const [first] = damaged.flatMap(({ damage }) => damage);
  if (first !== undefined && !skipDamaged) {
    throw fault("restore.damagedBlocks", { path: archive.path, count: damaged.length, ...first });
  }
  if (sound.length === 0) throw fault("restore.nothingSound", { path: archive.path });
  const leftOut = damaged.map(({ ulid, meta, damage }) => ({
    ulid,
    minTime: meta?.minTime,
    maxTime: meta?.maxTime,
    damage,
  }));
  return { sound, leftOut };
}
