import { fault } from "../../errors.ts";
import type { JobContext } from "../backup-terms.ts";
import { conclude } from "./conclude.ts";
import { type Journal, readJournal } from "./journal.ts";
import { completeMerge } from "./merge/complete.ts";
import type { MergeJournal } from "./merge/journal.ts";
import type { MergeReport } from "./merge/terms.ts";
import { reportOf } from "./report.ts";
import { goBack } from "./return.ts";
import type { RestoreEvents, RestoreReport, Transaction } from "./terms.ts";
import { sweepStaging } from "./tidying.ts";
import { withTransaction } from "./with-transaction.ts";

/** What was resumed, as it ended. */
export type ResumeReport = RestoreReport | MergeReport;

/** Goes on with what a killed restore, undo or merge had begun, in the direction it was going. Throws `restore.nothingToResume`. */
export async function resume(context: JobContext, events: RestoreEvents): Promise<ResumeReport> {
  return await withTransaction(context, events, resumeIn);
}

/** The same, where the lock is held already. */
export async function resumeIn(tx: Transaction): Promise<ResumeReport> {
  const journal = readJournal(tx.own);
  if (journal === undefined) {
    sweepStaging(tx);
    throw fault("restore.nothingToResume", { path: tx.own.path });
  }
  if (journal.kind === "merge") return await resumeMerge(tx, journal);
  if (journal.direction === "back") return await finishReturn(tx, journal);
  return reportOf(tx, await conclude(tx, journal), []);
}

async function finishReturn(tx: Transaction, journal: Journal): Promise<RestoreReport> {
  await goBack(tx, journal, undefined);
  return { kind: "returned", file: journal.file, blocks: 0, proof: "not proved", leftOut: [] };
}

async function resumeMerge(tx: Transaction, journal: MergeJournal): Promise<MergeReport> {
  const { file, archive } = journal;
  const { outcomes, proof } = await completeMerge(tx, journal);
  const blocks = journal.blocks.map(({ device, inode, ...block }) => {
    return { ...block, decision: outcomes.get(block.ulid) ?? ({ kind: "added" } as const) };
  });
  return { kind: "merged", file, archive, blocks, damage: [], proof };
}
