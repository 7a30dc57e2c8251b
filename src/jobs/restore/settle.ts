import type { PrometheusClient } from "../../prometheus/client.ts";
import { has, hasBarrier, walName } from "../../prometheus/data-children.ts";
import type { Ground } from "./exchange.ts";
import { closeJournal, type Journal, readJournal, refuseUnfinished } from "./journal.ts";
import { releaseSources } from "./sources.ts";
import { isServing } from "./stopping.ts";
import { sweepStaging, tidyUp } from "./tidying.ts";

type Place = Pick<Ground, "data" | "own">;

/**
 * Closes the journal of a restore whose data are in place and which only waited for the operator to start Prometheus
 * (SERVICE=none), once it is ready, and deletes what a killed restore had staged. Throws `restore.unfinished` for every
 * other that is open.
 */
export async function settleUnfinished(place: Place, client: PrometheusClient, signal: AbortSignal): Promise<void> {
  const journal = readJournal(place.own);
  if (journal === undefined) return sweepStaging(place);
  if (journal.kind === "merge") return refuseUnfinished(place.own);
  const waits = journal.service === "none" && journal.direction === "forward" && isInPlace(place, journal);
  if (!waits || !(await isServing({ client }, signal))) return refuseUnfinished(place.own);
  await releaseSources(place, journal);
  closeJournal(place.own);
  tidyUp(place);
}

/** Whether the exchange came to its end: without that, who answers is another Prometheus, or one without its log. */
function isInPlace({ data }: Place, { stage, exchange: { incoming } }: Journal): boolean {
  const wal = incoming.find(({ name }) => name === walName);
  return stage === "arrived" && !hasBarrier(data) && (wal === undefined || has(data, wal));
}
