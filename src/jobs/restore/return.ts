import { asFault, type Fault, fault } from "../../errors.ts";
import { childrenBefore, isWalOut } from "./exchange.ts";
import { closeJournal, type Journal, writeJournal } from "./journal.ts";
import { freeTime } from "./places.ts";
import { untilServing } from "./proving.ts";
import type { Transaction } from "./terms.ts";
import { tidyUp } from "./tidying.ts";
import { exchange } from "./transaction.ts";

/** Nothing interrupts the way back. */
const never = new AbortController().signal;
/** Of the service's log, shown when it does not start. */
const logLines = 10;

/**
 * Brings the data of before back from wherever the journal stands, starts the service if it ran, and closes the journal.
 * `cause` is why. Throws `restore.notBack` where the data do not come back, the journal then stays open;
 * `restore.serviceDown` where they do and the service does not start.
 */
export async function goBack(tx: Transaction, failed: Journal, cause: Fault | undefined): Promise<void> {
  tx.events.step("returning");
  await returnData(tx, failed).catch((error: unknown) => {
    const { own } = tx;
    const details = { backCause: asFault(error).data, own: own.path, previous: own.pathOf(failed.previous) };
    throw fault("restore.notBack", { ...details, ...causeOf(cause) }, error);
  });
  const down = await restart(tx, failed, cause);
  closeJournal(tx.own);
  tidyUp(tx);
  if (down !== undefined) throw down;
}

async function returnData(tx: Transaction, failed: Journal): Promise<void> {
  // Data that never left need no way back.
  const stayed = failed.stage === "stopping" && !isWalOut(tx, failed.exchange, failed.before);
  if (failed.direction === "forward" && stayed) return;
  const back = failed.direction === "back" ? failed : await turnAround(tx, failed);
  await exchange(tx, back, never, () => undefined);
}

/** The same exchange the other way: everything of before comes back by its identity, everything else goes aside. */
async function turnAround(tx: Transaction, failed: Journal): Promise<Journal> {
  const isEarly = failed.stage === "stopping" || failed.stage === "barring";
  const incoming = isEarly ? childrenBefore(tx, failed.exchange, failed.before) : failed.before;
  // What an undo had brought in goes back to where it came from: it can be undone another time.
  const out = failed.kind === "undo" ? failed.exchange.in : `set-aside-${freeTime(tx.own, tx.now())}`;
  const back: Journal = {
    ...failed,
    direction: "back",
    stage: "stopping",
    exchange: { out, in: failed.previous, incoming },
  };
  await writeJournal(tx.own, back);
  return back;
}

/** Answers why the service does not start, if it does not. */
async function restart(tx: Transaction, failed: Journal, cause: Fault | undefined): Promise<Fault | undefined> {
  const { service } = tx;
  if (!service.managed || !failed.wasRunning) return undefined;
  try {
    // A stop that was cut off may still be going on: what is about to end does not count as started.
    if (failed.stage === "stopping" && failed.stopped > 0) await service.stop(never).catch(() => undefined);
    await service.start(never);
    if (failed.wasServing) await untilServing(tx, never);
    return undefined;
  } catch (error) {
    const { name, commands } = service;
    const details = { service: name, start: commands.start, log: await service.log(logLines), own: tx.own.path };
    return fault("restore.serviceDown", { ...details, startCause: asFault(error).data, ...causeOf(cause) }, error);
  }
}

function causeOf(cause: Fault | undefined): { cause?: Fault["data"] } {
  return cause === undefined ? {} : { cause: cause.data };
}
