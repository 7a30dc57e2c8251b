import { fault } from "../../errors.ts";
import type { JobContext } from "../backup-terms.ts";
import { conclude } from "./conclude.ts";
import { type Journal, readJournal } from "./journal.ts";
import { reportOf } from "./report.ts";
import { goBack } from "./return.ts";
import type { RestoreEvents, RestoreReport, Transaction } from "./terms.ts";
import { sweepStaging } from "./tidying.ts";
import { withTransaction } from "./with-transaction.ts";

/** Goes on with what a killed restore or undo had begun, in the direction it was going. Throws `restore.nothingToResume`. */
export async function resume(context: JobContext, events: RestoreEvents): Promise<RestoreReport> {
  return await withTransaction(context, events, resumeIn);
}

/** The same, where the lock is held already. */
export async function resumeIn(tx: Transaction): Promise<RestoreReport> {
  const journal = readJournal(tx.own);
  if (journal === undefined) {
    sweepStaging(tx);
    throw fault("restore.nothingToResume", { path: tx.own.path });
  }
  if (journal.direction === "back") return await finishReturn(tx, journal);
  return reportOf(tx, await conclude(tx, journal), []);
}

async function finishReturn(tx: Transaction, journal: Journal): Promise<RestoreReport> {
  await goBack(tx, journal, undefined);
  return { kind: "returned", file: journal.file, blocks: 0, proof: "not proved", leftOut: [] };
}
