import type { PrometheusClient } from "../../prometheus/client.ts";
import type { Directory } from "../../system/directory.ts";
import { closeJournal, readJournal, refuseUnfinished } from "./journal.ts";
import { removeStaging, sweepStaging } from "./staging.ts";
import { isServing } from "./stopping.ts";

/**
 * Closes the journal of a restore whose data are in place and which only waited for the operator to start Prometheus
 * (SERVICE=none), once it is ready, and deletes what a killed restore had staged. Throws `restore.unfinished` for every other that is open.
 */
export async function settleUnfinished(own: Directory, client: PrometheusClient, signal: AbortSignal): Promise<void> {
  const journal = readJournal(own);
  if (journal === undefined) return sweepStaging(own);
  const waits = journal.service === "none" && journal.stage === "arrived" && journal.direction === "forward";
  if (!waits || !(await isServing({ client }, signal))) return refuseUnfinished(own);
  closeJournal(own);
  removeStaging(own, journal);
}
