import { readContents, type StoredBlock } from "../../../archive/contents.ts";
import { type Fault, fault } from "../../../errors.ts";
import { isCompactable, readHeadTimes } from "../../../prometheus/head-times.ts";
import { settled } from "../../../prometheus/patience.ts";
import { runningLimits } from "../../../prometheus/running-limits.ts";
import type { ReadableFile } from "../../../system/readable.ts";
import type { Damage } from "../../../tsdb/damage.ts";
import { readMeta } from "../../../tsdb/meta.ts";
import { noRoom } from "../room.ts";
import { headBytesIn, liveBlocksIn, weighed } from "./live-blocks.ts";
import { addedIn, type MergeGround, planMerge } from "./plan.ts";
import { proveSamePrometheus } from "./preflight.ts";
import type { MergeRequest, Merging, PlannedMerge, UnreadBlock } from "./terms.ts";

/** For a head that is being cut: it soon begins later. */
const headTries = { tries: 10, pause: 500 };

/**
 * Finds out what a merge would do, and changes nothing: reads the archive whole, and asks the Prometheus of the data
 * directory. Throws what keeps anybody from merging, whatever the archive holds; `refusalOf` says what the plan itself does.
 */
export async function surveyMerge(
  merging: Merging,
  archive: ReadableFile,
  { allowOverlap, skipDamaged }: MergeRequest,
  progress: (doneBytes: number) => void,
): Promise<PlannedMerge> {
  await proveSamePrometheus(merging);
  const { context, data } = merging;
  const { createWorker, settings, signal } = context;
  const stored = await readContents(archive, { createWorker, workers: settings.WORKERS, signal, progress });
  const unread = stored.flatMap(unreadBlock);
  const [first] = unread;
  if (first !== undefined && !skipDamaged) {
    throw fault("restore.damagedBlocks", { path: archive.path, count: unread.length, ...first.damage });
  }
  const unreadUlids = new Set(unread.map(({ ulid }) => ulid));
  const blocks = stored.flatMap(({ ulid, metaText, bytes }) =>
    unreadUlids.has(ulid) ? [] : (weighed(metaText, bytes) ?? []),
  );
  const plan = planMerge(blocks, await groundOf(merging, allowOverlap));
  const sizes = addedIn(plan).map(({ bytes }) => bytes);
  const freeBytes = data.free();
  return { ...plan, archive: archive.path, unread, freeBytes, neededBytes: roomFor(sizes) };
}

/** The running Prometheus as it is now; last of all its head and its blocks, which everything depends on. */
export async function groundOf({ client, context, data, now }: Merging, allowOverlap: boolean): Promise<MergeGround> {
  const { settings, signal } = context;
  const limits = await runningLimits(client, data.capacity(), signal);
  if (limits === undefined) throw fault("merge.retentionUnknown", { url: settings.HOST });
  const head = await settled(
    { clock: context.system.clock, signal, ...headTries },
    () => readHeadTimes(client, signal),
    (times) => times === undefined || !isCompactable(times),
  );
  if (head === undefined) throw fault("merge.noHeadTimes", { url: settings.HOST });
  const live = liveBlocksIn(data);
  return { live, head, limits: { ...limits, headBytes: headBytesIn(data) }, now: now(), allowOverlap };
}

/** Why a plan must not be carried out: `merge.wouldDelete`, `merge.nothingFits`, `restore.noSpace`. */
export function refusalOf({ context, data, own }: Merging, plan: PlannedMerge): Fault | undefined {
  const kinds = new Set(plan.blocks.map(({ decision }) => decision.kind));
  const fits = kinds.has("add") || kinds.has("there");
  return (
    deletionBy(context.settings.HOST, plan) ??
    (fits ? noRoom(data, own, plan.freeBytes, plan.neededBytes) : nothingFits(plan))
  );
}

/** `merge.wouldDelete` where Prometheus's own rules would delete a block, old or new. */
export function deletionBy(url: string, { doomed }: Pick<PlannedMerge, "doomed">): Fault | undefined {
  const [first] = doomed;
  if (first === undefined) return undefined;
  const { reason } = first;
  const blocks = doomed.filter((one) => one.reason === reason).map(({ ulid }) => ulid);
  return fault("merge.wouldDelete", { url, blocks, reason });
}

function nothingFits({ archive, blocks, headBeginning }: PlannedMerge): Fault {
  const [first] = blocks;
  const reason = first?.decision.kind === "left out" ? first.decision.reason : "damaged";
  return fault("merge.nothingFits", {
    path: archive,
    total: blocks.length,
    block: first?.ulid ?? "",
    reason,
    headBeginning,
  });
}

/** The blocks, and one compaction of the largest: it is written anew before it is deleted. */
function roomFor(sizes: readonly number[]): number {
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return total + sizes.reduce((most, bytes) => Math.max(most, bytes), 0);
}

/** A block whose meta.json nobody can read: none can say where it belongs. */
function unreadBlock({ ulid, metaText }: StoredBlock): UnreadBlock[] {
  const damaged = (finding: Omit<Damage, "block" | "file">) => [
    { ulid, damage: { block: ulid, file: "meta.json", ...finding } },
  ];
  if (metaText === undefined) return damaged({ offset: 0, problem: "missing", section: "" });
  const reading = readMeta(metaText, ulid);
  return "finding" in reading ? damaged(reading.finding) : [];
}
