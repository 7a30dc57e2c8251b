import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { errnoOf, ifPresent } from "../../system/errno.ts";
import type { JobContext } from "../backup-terms.ts";
import { type AnyJournal, type Journal, readJournal, writeJournal } from "./journal.ts";
import { goBack } from "./return.ts";
import type { RestoreEvents, Transaction } from "./terms.ts";
import { exchange } from "./transaction.ts";
import { withTransaction } from "./with-transaction.ts";

/** `placed`: the new data are in; `returned`: those of before are; `merge`: that takes a Prometheus that runs. */
export type BootOutcome = "nothing open" | "placed" | "returned" | "merge";

/**
 * Brings an exchange of data that was cut off to its end in the direction it was going, before anything starts Prometheus:
 * nothing is started, and nothing can be proved yet. What came in waits, as with SERVICE=none, for a command that finds
 * Prometheus ready. Where no restore is open nothing is touched.
 */
export async function resumeAtBoot(context: JobContext, events: RestoreEvents): Promise<BootOutcome> {
  const open = openJournal(context);
  if (open === undefined) return "nothing open";
  if (open.kind === "merge") return "merge";
  // Its manager runs later than this, or would start it: both would wait for one another.
  const settings = { ...context.settings, SERVICE: { kind: "none" } as const };
  return await withTransaction({ ...context, settings }, events, async (tx) => {
    const journal = readJournal(tx.own);
    return journal === undefined || journal.kind === "merge" ? "nothing open" : await finish(tx, journal);
  });
}

async function finish(tx: Transaction, journal: Journal): Promise<BootOutcome> {
  if (journal.direction === "back") {
    await goBack(tx, journal, undefined);
    return "returned";
  }
  const arrived = await exchange(tx, journal, tx.context.signal, () => undefined);
  await writeJournal(tx.own, { ...arrived, service: tx.service.name });
  return "placed";
}

/** Only read: where there is none, a data directory is left as it is. */
function openJournal({ system, settings }: JobContext): AnyJournal | undefined {
  using data = directoryIfThere(() => system.openDirectory(settings.PROMETHEUS_DATA_DIR));
  using own = data && ifPresent(() => data.directory(ownDirectoryName));
  return own && readJournal(own);
}

/** Of a volume that is not mounted yet nobody can say anything. */
function directoryIfThere<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errnoOf(error) ?? "")) return undefined;
    throw error;
  }
}
