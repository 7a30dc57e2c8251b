import { basename } from "node:path/posix";
import type { Fault } from "../../../errors.ts";
import { notice } from "../../../notices.ts";
import { ownDirectoryName } from "../../../prometheus/own-directory.ts";
import { openService } from "../../../services/open.ts";
import { ifPresent } from "../../../system/errno.ts";
import { identityOfDirectory } from "../../../system/moving.ts";
import { clientOf } from "../../backup.ts";
import type { JobContext } from "../../backup-terms.ts";
import { openArchive } from "../../find-archive.ts";
import { openData } from "../../workplace.ts";
import { openJournal, refuseUnfinished } from "../journal.ts";
import { ownerOfData } from "../owner.ts";
import { freeTime } from "../places.ts";
import { proveRenames } from "../preflight.ts";
import { type Staged, stage, stagingPlace } from "../staging.ts";
import type { RestoreEvents, Transaction } from "../terms.ts";
import { removeStaging, sweepStaging } from "../tidying.ts";
import { withTransaction } from "../with-transaction.ts";
import { type Completion, completeMerge } from "./complete.ts";
import type { MergeJournal } from "./journal.ts";
import { addedIn } from "./plan.ts";
import { refuseUnreadable } from "./preflight.ts";
import { refusalOf, surveyMerge } from "./survey.ts";
import type { MergedBlock, MergeReport, MergeRequest, Outcome, PlannedMerge } from "./terms.ts";

/**
 * Adds those blocks of a stored snapshot to a running Prometheus that it lacks, without stopping it. They are extracted and
 * checked beside it and renamed in; it has to load them and to show one of their samples, else they are taken out again.
 * None is added because of which Prometheus would delete a block, or discard a sample at its next start.
 */
export async function merge(context: JobContext, request: MergeRequest, events: RestoreEvents): Promise<MergeReport> {
  return await withTransaction(context, events, async (tx) => {
    refuseUnfinished(tx.own);
    sweepStaging(tx);
    using opened = await openArchive(context, request.file);
    const { file: archive } = opened;
    events.phase("listing", archive.size);
    const plan = await surveyMerge(tx, archive, request, (done) => events.progress(done));
    for (const { damage } of plan.unread) events.notice(notice("restore.leftOut", damage));
    // Whoever reads the log later wants to know which one was the latest.
    const file = request.file === "latest" ? basename(archive.path) : request.file;
    const refusal = refusalOf(tx, plan);
    if (refusal !== undefined) throw refusal;
    const added = new Set(addedIn(plan).map(({ ulid }) => ulid));
    if (added.size === 0) return reportOf(file, plan, undefined, undefined);
    proveRenames(tx.data, tx.own);
    events.phase("staging", archive.size);
    const [time, owner] = [
      freeTime(tx.own, tx.now()),
      ownerOfData(context.settings, tx.data, context.system.host.user),
    ];
    const wanted = (ulid: string) => added.has(ulid);
    const staged = await stage(context, tx.own, archive, time, owner, request.skipDamaged, events, wanted);
    events.step("staged");
    const journal = await begin(tx, file, plan, staged, request.allowOverlap, stagingPlace(time));
    return reportOf(file, plan, staged, await completeMerge(tx, journal));
  });
}

/** What a merge would do now, by the same decisions, without a lock or a write, and why it would be refused, if it would. */
export async function planOfMerge(
  context: JobContext,
  request: MergeRequest,
  events: Pick<RestoreEvents, "phase" | "progress">,
): Promise<{ readonly plan: PlannedMerge; readonly refusal: Fault | undefined }> {
  const { system, settings } = context;
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  if (own !== undefined) refuseUnfinished(own);
  using opened = await openArchive(context, request.file);
  const { file: archive } = opened;
  const service = openService(settings.SERVICE, system, { stopTimeout: settings.STOP_TIMEOUT });
  const merging = { context, data, own, now: system.clock.now, client: clientOf(context), service };
  events.phase("listing", archive.size);
  const plan = await surveyMerge(merging, archive, request, (done) => events.progress(done));
  return { plan, refusal: refusalOf(merging, plan) };
}

/** From here on the journal speaks for what is staged; until it is written nobody has to know of it. */
async function begin(
  tx: Transaction,
  file: string,
  { archive, blocks }: PlannedMerge,
  staged: Staged,
  allowOverlap: boolean,
  place: string,
): Promise<MergeJournal> {
  const moving = blocks.flatMap(({ decision, ...block }) => {
    const child = staged.children.find(({ name }) => name === block.ulid);
    return child === undefined ? [] : [{ ...block, device: child.device, inode: child.inode }];
  });
  const { device } = identityOfDirectory(tx.data);
  const request = { file, archive, allowOverlap };
  const journal: MergeJournal = { version: 1, device, kind: "merge", ...request, in: place, blocks: moving };
  try {
    await refuseUnreadable(tx, staged);
    tx.context.signal.throwIfAborted();
    await openJournal(tx.own, journal);
  } catch (error) {
    removeStaging(tx.own, { exchange: journal });
    throw error;
  }
  return journal;
}

function reportOf(
  file: string,
  { archive, blocks, unread }: PlannedMerge,
  staged: Staged | undefined,
  completion: Completion | undefined,
): MergeReport {
  const damaged = new Set(staged?.leftOut.map(({ ulid }) => ulid));
  const outcomeOf = ({ ulid, decision }: PlannedMerge["blocks"][number]): Outcome => {
    if (damaged.has(ulid)) return { kind: "left out", reason: "damaged" };
    return decision.kind === "add" ? (completion?.outcomes.get(ulid) ?? { kind: "added" }) : decision;
  };
  return {
    kind: "merged",
    file,
    archive,
    blocks: blocks.map((block): MergedBlock => ({ ...block, decision: outcomeOf(block) })),
    damage: [...unread.map(({ damage }) => damage), ...(staged?.leftOut ?? []).flatMap(({ damage }) => damage)],
    proof: completion?.proof ?? "not proved",
  };
}
