import { openService } from "../../services/open.ts";
import { clientOf } from "../backup.ts";
import type { JobContext } from "../backup-terms.ts";
import { thenPublish } from "../metrics/publish.ts";
import { openDataPlace } from "../workplace.ts";
import type { RestoreEvents, Transaction } from "./terms.ts";

/**
 * Runs a job with the data directory locked against every other promsnap, and with the service's manager at hand. What it
 * puts aside or discards is told to METRICS_FILE.
 */
export async function withTransaction<T>(
  context: JobContext,
  events: RestoreEvents,
  job: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { system, settings } = context;
  using place = await openDataPlace(context);
  const service = openService(settings.SERVICE, system, { stopTimeout: settings.STOP_TIMEOUT });
  const { data, own } = place;
  const tx = { data, own, now: system.clock.now, context, client: clientOf(context), service, events };
  return await thenPublish(
    context,
    (told) => events.notice(told),
    () => job(tx),
  );
}
