import { fault } from "../../errors.ts";
import type { JobContext } from "../backup-terms.ts";
import { refuseUnfinished } from "./journal.ts";
import { placesIn } from "./places.ts";
import { bytesUnder } from "./room.ts";
import type { RestoreEvents } from "./terms.ts";
import { sweepStaging } from "./tidying.ts";
import { withTransaction } from "./with-transaction.ts";

/** What was deleted: the data of before a restore, or what a failed one had put in place. */
export interface Discarded {
  readonly path: string;
  readonly bytes: number;
}

/** Deletes what earlier restores put aside: the way back ends here. Throws `restore.nothingToDiscard`. */
export async function discardPrevious(context: JobContext, events: RestoreEvents): Promise<readonly Discarded[]> {
  return await withTransaction(context, events, async ({ data, own }) => {
    refuseUnfinished(own);
    sweepStaging({ data, own });
    const places = placesIn(own);
    if (places.length === 0) throw fault("restore.nothingToDiscard", { path: own.path });
    return places.map(({ name }) => {
      const bytes = bytesUnder(own, name);
      own.removeTree(name);
      own.sync();
      return { path: own.pathOf(name), bytes };
    });
  });
}
