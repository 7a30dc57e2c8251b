import { asFault, type Fault, fault } from "../../errors.ts";
import { closeJournal, type Journal, writeJournal } from "./journal.ts";
import { freeTime, openPlace } from "./places.ts";
import { untilServing } from "./proving.ts";
import { removeStaging } from "./staging.ts";
import type { Transaction } from "./terms.ts";
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
  try {
    await returnData(tx, failed);
  } catch (error) {
    const { own } = tx;
    const backCause = asFault(error).data;
    const details = { backCause, own: own.path, previous: own.pathOf(failed.previous) };
    throw fault("restore.notBack", { ...details, ...causeOf(cause) }, error);
  }
  removeStaging(tx.own, failed);
  await restart(tx, failed, cause);
  closeJournal(tx.own);
}

async function returnData(tx: Transaction, failed: Journal): Promise<void> {
  // Data that never left need no way back.
  if (failed.direction === "forward" && failed.stage === "stopping") return;
  const back = failed.direction === "back" ? failed : await turnAround(tx, failed);
  await exchange(tx, back, never, () => undefined);
  removeIfEmpty(tx, back.exchange.in);
  removeIfEmpty(tx, back.exchange.out);
}

/** The same exchange the other way: everything of before comes back by its identity, everything else goes aside. */
async function turnAround({ own, now }: Transaction, failed: Journal): Promise<Journal> {
  const back: Journal = {
    ...failed,
    direction: "back",
    stage: "stopping",
    exchange: { out: `set-aside-${freeTime(own, now())}`, in: failed.previous, incoming: failed.before },
  };
  await writeJournal(own, back);
  return back;
}

async function restart(tx: Transaction, failed: Journal, cause: Fault | undefined): Promise<void> {
  const { service } = tx;
  if (!service.managed || !failed.wasRunning) return;
  try {
    await service.start(never);
    if (failed.wasServing) await untilServing(tx, never);
  } catch (error) {
    closeJournal(tx.own);
    const { name, commands } = service;
    const details = { service: name, start: commands.start, log: await service.log(logLines), own: tx.own.path };
    throw fault("restore.serviceDown", { ...details, startCause: asFault(error).data, ...causeOf(cause) }, error);
  }
}

function causeOf(cause: Fault | undefined): { cause?: Fault["data"] } {
  return cause === undefined ? {} : { cause: cause.data };
}

/** A place into which nothing went, or out of which everything came, tells nobody anything. */
export function removeIfEmpty({ own }: Pick<Transaction, "own">, place: string): void {
  using directory = openPlace(own, place);
  if (directory.names().length === 0) own.removeTree(place);
}
