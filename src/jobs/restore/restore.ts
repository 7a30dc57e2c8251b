import { basename } from "node:path/posix";
import { notice } from "../../notices.ts";
import { isEmptyData } from "../../prometheus/data-children.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { openService } from "../../services/open.ts";
import { ifPresent } from "../../system/errno.ts";
import { identityOfDirectory } from "../../system/moving.ts";
import { clientOf } from "../backup.ts";
import type { JobContext } from "../backup-terms.ts";
import { openArchive } from "../find-archive.ts";
import { openData } from "../workplace.ts";
import { conclude } from "./conclude.ts";
import { restoredBy, warnOfLoss } from "./foreseeing.ts";
import { type Journal, openJournal, readJournal, refuseUnfinished } from "./journal.ts";
import { giveEmptyData } from "./owner.ts";
import { freeTime } from "./places.ts";
import { proveRenames, type Survey, survey } from "./preflight.ts";
import { reportOf } from "./report.ts";
import { type ResumeReport, resumeIn } from "./resume.ts";
import { type Staged, stage, stagingPlace } from "./staging.ts";
import type { RestoreEvents, RestorePlan, RestoreReport, RestoreRequest, Transaction } from "./terms.ts";
import { removeStaging, sweepStaging } from "./tidying.ts";
import { withTransaction } from "./with-transaction.ts";

/**
 * Puts a stored snapshot in the place of Prometheus's data. Prometheus runs on while everything is extracted and checked;
 * then it is stopped, the data are exchanged by renames, it is started, and it has to prove that it serves them. When
 * anything fails after the stop the old data are put back. What there was stays in `.promsnap/previous-TIME`.
 */
export async function restore(
  context: JobContext,
  request: RestoreRequest,
  events: RestoreEvents,
): Promise<ResumeReport> {
  return await withTransaction(context, events, async (tx) => {
    if (request.ifEmpty && readJournal(tx.own) !== undefined) return await resumeIn(tx);
    refuseUnfinished(tx.own);
    if (request.ifEmpty && !isEmptyData(tx.data)) return notEmpty(request);
    sweepStaging(tx);
    using opened = await openArchive(context, request.file);
    const { file: archive } = opened;
    const time = freeTime(tx.own, tx.now());
    const found = await survey(tx, archive, tx.own, time);
    warnOfSilence(context, found, events);
    proveRenames(tx.data, tx.own);
    tx.events.phase("staging", archive.size);
    const { owner } = found.plan;
    const staged = await stage(context, tx.own, archive, time, owner, request.skipDamaged, events);
    tx.events.step("staged");
    await warnOfLoss(tx, staged.data, found.wasServing, events);
    // Whoever reads the log later wants to know which one was the latest.
    const file = request.file === "latest" ? basename(archive.path) : request.file;
    giveEmptyData(tx.data, owner, context.system.host.user);
    const journal = await begin(tx, file, archive.path, staged, found, time);
    return reportOf(tx, await conclude(tx, journal), staged.leftOut);
  });
}

/** What a restore would do now, by the same decisions, without a lock or a write. */
export async function planRestore(
  context: JobContext,
  { file }: Pick<RestoreRequest, "file">,
  events: Pick<RestoreEvents, "notice">,
): Promise<RestorePlan> {
  const { system, settings } = context;
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  if (own !== undefined) refuseUnfinished(own);
  using opened = await openArchive(context, file);
  const { file: archive } = opened;
  const service = openService(settings.SERVICE, system, { stopTimeout: settings.STOP_TIMEOUT });
  const { now } = system.clock;
  const tx = { context, data, now, client: clientOf(context), service };
  const found = await survey(tx, archive, own, freeTime(own ?? data, now()));
  warnOfSilence(context, found, events);
  if (found.contents !== undefined) await warnOfLoss(tx, restoredBy(found.contents), found.wasServing, events);
  return found.plan;
}

/** From here on the journal speaks for what is staged; until it is written nobody has to know of it. */
async function begin(
  tx: Transaction,
  file: string,
  archive: string,
  { children, metas }: Staged,
  { wasRunning, wasServing }: Survey,
  time: string,
): Promise<Journal> {
  const previous = `previous-${time}`;
  const journal: Journal = {
    version: 1,
    device: identityOfDirectory(tx.own).device,
    kind: "restore",
    file,
    archive,
    direction: "forward",
    stage: "stopping",
    exchange: { out: previous, in: stagingPlace(time), incoming: children },
    previous,
    before: [],
    service: tx.service.name,
    wasRunning,
    wasServing,
    stopped: 0,
    ulids: metas.map(({ ulid }) => ulid),
    range: {
      from: metas.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY),
      to: metas.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY),
    },
  };
  try {
    tx.context.signal.throwIfAborted();
    await openJournal(tx.own, journal);
  } catch (error) {
    removeStaging(tx.own, journal);
    throw error;
  }
  return journal;
}

/** Where Prometheus itself cannot be asked, only its manager has told whose data these are. */
function warnOfSilence({ settings }: JobContext, found: Survey, { notice: tell }: Pick<RestoreEvents, "notice">): void {
  if (found.wasServing || !found.wasRunning) return;
  const { service } = found.plan;
  tell(notice("restore.silentHost", { url: settings.HOST, service, data: settings.PROMETHEUS_DATA_DIR }));
}

function notEmpty({ file }: RestoreRequest): RestoreReport {
  return { kind: "not empty", file, blocks: 0, proof: "not proved", leftOut: [] };
}
