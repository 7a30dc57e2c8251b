import { fault } from "../../errors.ts";
import { childrenOf, has, hasBarrier, walName } from "../../prometheus/data-children.ts";
import { bringIn, clearOut, liftBarrier, raiseBarrier } from "./exchange.ts";
import { type Journal, writeJournal } from "./journal.ts";
import { refuseOccupants, stopService } from "./stopping.ts";
import type { Transaction } from "./terms.ts";

/**
 * Carries an exchange from the stage of its journal to its end: service stopped, what was there out, what comes in, and
 * the barrier gone. Every stage is on the disk before it begins, so that whatever ends promsnap, the same call goes on
 * from there; `told` hears of each. Answers the journal in its last stage; the service is not started yet.
 *
 * The signal counts only up to the barrier: from there on stopping half way would keep Prometheus from starting.
 */
export async function exchange(
  tx: Transaction,
  begun: Journal,
  signal: AbortSignal,
  told: (journal: Journal) => void,
): Promise<Journal> {
  let journal = begun;
  const enter = async (next: Partial<Journal>) => {
    journal = { ...journal, ...next };
    await writeJournal(tx.own, journal);
    told(journal);
  };
  // Without the barrier somebody may have started Prometheus since: what there is has to be looked at anew.
  if (journal.stage === "barring" && !hasBarrier(tx.data)) await enter({ stage: "stopping" });
  if (journal.stage === "stopping") {
    const stopped = await stopService(tx, signal);
    await enter({
      stage: "barring",
      ...(journal.direction === "forward" ? { stopped, before: childrenOf(tx.data) } : {}),
    });
  }
  if (journal.stage === "barring") {
    await raiseBarrier(tx, journal.exchange);
    refuseOccupants(tx);
    await enter({ stage: "moving", ...(journal.direction === "forward" ? { before: nowBefore(tx, journal) } : {}) });
  }
  if (journal.stage === "moving") {
    if (!hasBarrier(tx.data)) throw fault("restore.barrierGone", { path: tx.data.pathOf(walName) });
    clearOut(tx, journal.exchange);
    bringIn(tx, journal.exchange);
    await enter({ stage: "arrived" });
    tx.events.step("exchanged");
  }
  if (isStarted(tx, journal)) await stopService(tx, signal);
  liftBarrier(tx, journal.exchange);
  return journal;
}

/** Whether somebody may have started Prometheus without the `wal` that is still to come in. */
function isStarted({ data }: Transaction, { exchange: { incoming } }: Journal): boolean {
  const wal = incoming.find(({ name }) => name === walName);
  return wal !== undefined && !hasBarrier(data) && !has(data, wal);
}

/** Behind the barrier nothing changes any more: what is there now, and the `wal` that is out already. */
function nowBefore({ data }: Transaction, { before }: Journal): Journal["before"] {
  return [...childrenOf(data), ...before.filter(({ name }) => name === walName)];
}
