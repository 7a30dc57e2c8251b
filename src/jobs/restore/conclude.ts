import { asFault, type Fault, fault } from "../../errors.ts";
import type { WeighedBlock } from "../../prometheus/deletions.ts";
import { closeJournal, type Journal } from "./journal.ts";
import { blocksToServe, proveRestored } from "./proving.ts";
import { goBack } from "./return.ts";
import { releaseSources } from "./sources.ts";
import { isServing } from "./stopping.ts";
import type { RestoreReport, Transaction } from "./terms.ts";
import { tidyUp } from "./tidying.ts";
import { exchange } from "./transaction.ts";

/** What an exchange came to: how it was proved, and when Prometheus was ready again, if it was. */
export interface Conclusion {
  readonly journal: Journal;
  readonly proof: RestoreReport["proof"];
  readonly ready: number | undefined;
}

/**
 * Goes forward from wherever the journal stands: exchange, start, proof. When that fails the data of before return and
 * the fault says so (`restore.rolledBack`, `restore.serviceDown`, `restore.notBack`); only where the service did not
 * serve before does a failed proof keep the new data (`restore.unproved`). An aborted signal brings the data of before
 * back and is thrown.
 */
export async function conclude(tx: Transaction, begun: Journal): Promise<Conclusion> {
  const { signal } = tx.context;
  let journal = begun;
  let placed = false;
  try {
    signal.throwIfAborted();
    const blocks = journal.kind === "restore" ? blocksToServe(tx, journal) : [];
    journal = await exchange(tx, journal, signal, (next) => {
      journal = next;
    });
    placed = true;
    signal.throwIfAborted();
    return await startAndProve(tx, journal, blocks, signal);
  } catch (error) {
    const cause = asFault(error);
    if (placed && !journal.wasServing && !signal.aborted) throw await keepUnproved(tx, journal, cause);
    await goBack(tx, journal, cause);
    if (signal.aborted) throw signal.reason;
    throw fault("restore.rolledBack", { cause: cause.data, kind: journal.kind, own: tx.own.path }, cause);
  }
}

/** Starts the service and has Prometheus prove that it serves what came in; then the journal is closed. */
async function startAndProve(
  tx: Transaction,
  journal: Journal,
  blocks: readonly WeighedBlock[],
  signal: AbortSignal,
): Promise<Conclusion> {
  tx.events.phase("starting", 0);
  // SERVICE=none: the operator starts it, and the journal stays until a later command finds it ready.
  if (!tx.service.managed && !(await isServing(tx, signal))) return { journal, proof: "not proved", ready: undefined };
  await tx.service.start(signal);
  const proof = await proveRestored(tx, journal, blocks, signal);
  const ready = tx.now();
  await releaseSources(tx, journal);
  closeJournal(tx.own);
  tx.events.step("started");
  return { journal, proof, ready };
}

async function keepUnproved(tx: Transaction, journal: Journal, cause: Fault): Promise<Fault> {
  await releaseSources(tx, journal);
  closeJournal(tx.own);
  tidyUp(tx);
  return fault("restore.unproved", { cause: cause.data, previous: tx.own.pathOf(journal.previous) }, cause);
}
