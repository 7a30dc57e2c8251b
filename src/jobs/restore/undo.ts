import { fault } from "../../errors.ts";
import { childrenOf } from "../../prometheus/data-children.ts";
import { identityOfDirectory } from "../../system/moving.ts";
import { isUlid } from "../../tsdb/meta.ts";
import type { JobContext } from "../backup-terms.ts";
import { conclude } from "./conclude.ts";
import { type Journal, openJournal, refuseUnfinished } from "./journal.ts";
import { freeTime, openPlace, placesIn, timeOfPlace } from "./places.ts";
import { proveRenames, refuseMounts, surveyService } from "./preflight.ts";
import { reportOf } from "./report.ts";
import type { RestoreEvents, RestoreReport, Transaction } from "./terms.ts";
import { sweepStaging } from "./tidying.ts";
import { withTransaction } from "./with-transaction.ts";

/**
 * Brings the data back that the last restore, or the last undo, put aside: the same exchange the other way. What was
 * there since stays in a new `previous-TIME`, so an undo is undone by another one. Throws `restore.nothingToUndo`.
 */
export async function undo(context: JobContext, events: RestoreEvents): Promise<RestoreReport> {
  return await withTransaction(context, events, async (tx) => {
    refuseUnfinished(tx.own);
    sweepStaging(tx);
    const last = placesIn(tx.own).findLast(({ kind }) => kind === "previous")?.name;
    if (last === undefined) throw fault("restore.nothingToUndo", { path: tx.own.path });
    refuseMounts(context.system, tx.data);
    const { wasRunning, wasServing } = await surveyService(tx, context.signal);
    proveRenames(tx.data, tx.own);
    const journal = journalOf(tx, last, wasRunning, wasServing);
    await openJournal(tx.own, journal);
    return reportOf(tx, await conclude(tx, journal), []);
  });
}

function journalOf(
  { own, now, service }: Transaction,
  last: string,
  wasRunning: boolean,
  wasServing: boolean,
): Journal {
  using place = openPlace(own, last);
  const incoming = childrenOf(place);
  const previous = `previous-${freeTime(own, now())}`;
  return {
    version: 1,
    device: identityOfDirectory(own).device,
    kind: "undo",
    file: last,
    archive: "",
    direction: "forward",
    stage: "stopping",
    exchange: { out: previous, in: last, incoming },
    previous,
    before: [],
    service: service.name,
    wasRunning,
    wasServing,
    stopped: 0,
    ulids: incoming.map(({ name }) => name).filter(isUlid),
    // What was written since then is what will be missing.
    range: { from: 0, to: timeOfPlace(last) },
  };
}
