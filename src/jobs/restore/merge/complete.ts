import { asFault, type Fault, fault } from "../../../errors.ts";
import { closeJournal } from "../journal.ts";
import type { Transaction } from "../terms.ts";
import { sweepStaging } from "../tidying.ts";
import type { MergeJournal } from "./journal.ts";
import { failuresSoFar, proveMerged } from "./loading.ts";
import { moveIn, moveOut, stagedBlocks } from "./moves.ts";
import { addedIn, planMerge } from "./plan.ts";
import { deletionBy, groundOf } from "./survey.ts";
import type { MergeReport, Outcome } from "./terms.ts";

/** What became of the blocks of a journal, by ULID. */
export interface Completion {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly proof: MergeReport["proof"];
}

/**
 * Goes on with a merge from wherever it stands: what is still staged comes in, as far as it may by now, and Prometheus has
 * to prove that it serves it. Whatever fails, all of it is taken out again: throws `merge.takenOut`, the failure itself
 * where nothing had come in, the signal's reason, or `merge.notOut`, with which the journal stays open.
 */
export async function completeMerge(tx: Transaction, journal: MergeJournal): Promise<Completion> {
  try {
    const completion = await bringIn(tx, journal);
    close(tx);
    return completion;
  } catch (error) {
    throw takeOut(tx, journal, asFault(error));
  }
}

async function bringIn(tx: Transaction, journal: MergeJournal): Promise<Completion> {
  const failures = await failuresSoFar(tx);
  const ground = await groundOf(tx, journal.allowOverlap);
  // From here to the last rename nothing waits: the head is as it was just seen to be.
  const staged = stagedBlocks(tx, journal);
  const plan = planMerge(staged, ground);
  const refusal = deletionBy(tx.context.settings.HOST, plan);
  if (refusal !== undefined) throw refusal;
  tx.context.signal.throwIfAborted();
  const added = new Set(addedIn(plan).map(({ ulid }) => ulid));
  moveIn(tx, journal, [...added]);
  tx.events.step("merged");
  const outcomes = new Map<string, Outcome>(journal.blocks.map(({ ulid }) => [ulid, { kind: "added" }]));
  for (const { ulid, decision } of plan.blocks) if (decision.kind !== "add") outcomes.set(ulid, decision);
  const came = journal.blocks.filter(({ ulid }) => outcomes.get(ulid)?.kind === "added");
  if (came.length === 0) return { outcomes, proof: "not proved" };
  const ours = new Set(came.map(({ ulid }) => ulid));
  const others = ground.live.filter(({ ulid }) => !ours.has(ulid));
  return { outcomes, proof: await proveMerged(tx, came, others, failures) };
}

function takeOut(tx: Transaction, journal: MergeJournal, cause: Fault): unknown {
  const { context, data, events } = tx;
  events.step("takingOut");
  try {
    const { came, gone } = moveOut(tx, journal);
    close(tx);
    if (context.signal.aborted) return context.signal.reason;
    return came === 0 ? cause : fault("merge.takenOut", { cause: cause.data, compacted: gone }, cause);
  } catch (error) {
    return fault("merge.notOut", { cause: cause.data, outCause: asFault(error).data, data: data.path }, error);
  }
}

/** What cannot be deleted now goes with the next command; it keeps nothing from having succeeded. */
function close(tx: Transaction): void {
  closeJournal(tx.own);
  try {
    sweepStaging(tx);
  } catch {
    // As said.
  }
}
