import { fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { type Child, has, hasBarrier, walName } from "../../prometheus/data-children.ts";
import { isUlid } from "../../tsdb/meta.ts";
import { bringIn, bringWalBack, childrenBefore, clearOut, liftBarrier, missingOf, raiseBarrier } from "./exchange.ts";
import { type Journal, writeJournal } from "./journal.ts";
import { stopService, untilUnused } from "./stopping.ts";
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
  const before = () => (isForward(journal) ? { before: childrenBefore(tx, journal.exchange, journal.before) } : {});
  if (journal.stage === "barring" && !hasBarrier(tx.data)) {
    // Somebody may have started Prometheus since: what there is has to be looked at anew.
    if (isForward(journal)) bringWalBack(tx, journal.exchange, journal.before);
    await enter({ stage: "stopping" });
  }
  if (journal.stage === "stopping") {
    if (isForward(journal)) refuseMissing(tx, journal);
    journal = { ...journal, ...(isForward(journal) ? { stopped: tx.now() } : {}) };
    told(journal);
    await stopService(tx, signal);
    await enter({ stage: "barring", ...before() });
  }
  if (journal.stage === "barring") {
    await raiseBarrier(tx, journal.exchange);
    await untilUnused(tx, signal);
    // Behind the barrier nothing changes any more.
    await enter({ stage: "moving", ...before() });
  }
  if (journal.stage === "moving") {
    if (!hasBarrier(tx.data)) await barAgain(tx, journal, signal);
    const gone = refuseMissing(tx, journal);
    if (gone.size > 0) await enter(withoutGone(tx, journal, gone));
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

/** A person has taken the barrier away, and may have started Prometheus on what there was. */
async function barAgain(tx: Transaction, journal: Journal, signal: AbortSignal): Promise<void> {
  await stopService(tx, signal);
  await raiseBarrier(tx, journal.exchange);
  await untilUnused(tx, signal);
}

/**
 * Makes sure, before anything is moved, that what is to come in is there. Only on the way back may single entries be
 * gone, which are answered: blocks that a Prometheus has merged and deleted, which somebody had started meanwhile. Throws
 * `restore.childMissing`.
 */
function refuseMissing(tx: Transaction, journal: Journal): ReadonlySet<Child> {
  const { incoming, in: from } = journal.exchange;
  const missing = new Set(missingOf(tx, journal.exchange));
  const mayBeGone = !isForward(journal) && missing.size < incoming.length;
  const needed = [...missing].find(({ name }) => !(mayBeGone && isUlid(name)));
  if (needed === undefined) return missing;
  throw fault("restore.childMissing", { name: needed.name, place: `${tx.own.path}/${from}`, data: tx.data.path });
}

function withoutGone(tx: Transaction, { exchange }: Journal, gone: ReadonlySet<Child>): Pick<Journal, "exchange"> {
  tx.events.notice(notice("restore.gone", { names: [...gone].map(({ name }) => name) }));
  return { exchange: { ...exchange, incoming: exchange.incoming.filter((child) => !gone.has(child)) } };
}

function isForward({ direction }: Journal): boolean {
  return direction === "forward";
}
