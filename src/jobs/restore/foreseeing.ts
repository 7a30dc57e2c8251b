import { foresee, type Receiver, type RestoredData } from "../../prometheus/foresight.ts";
import { limitsOf, readRetention } from "../../prometheus/retention.ts";
import type { Contents } from "./contents.ts";
import type { RestoreEvents, Transaction } from "./terms.ts";

/** Whom and when to ask: the Prometheus that runs now, before it is stopped. */
type Asker = Pick<Transaction, "client" | "data" | "now" | "context">;

/**
 * Warns of what Prometheus, as it runs now, will not keep or not read of what is to be restored. One that does not answer
 * has told nothing, and then only what needs no answer is warned of.
 */
export async function warnOfLoss(
  tx: Asker,
  restored: RestoredData,
  wasServing: boolean,
  { notice }: Pick<RestoreEvents, "notice">,
): Promise<void> {
  const receiver = wasServing ? await receiverOf(tx) : unknownReceiver;
  for (const told of foresee(restored, receiver, tx.now())) notice(told);
}

/** What the head of one of promsnap's archives tells beforehand: each block's share of the bytes by its samples. */
export function restoredBy({ metas, lineages, bytes }: Contents): RestoredData {
  const samples = new Map(metas.map((meta) => [meta.ulid, meta.samples]));
  const total = metas.reduce((sum, meta) => sum + meta.samples, 0);
  const share = (ulid: string) => (total === 0 ? 0 : (samples.get(ulid) ?? 0) / total);
  const blocks = lineages.map((lineage) => ({ ...lineage, bytes: Math.round(bytes * share(lineage.ulid)) }));
  return { blocks, indexVersions: new Set(), encodings: new Set(), customBuckets: false };
}

const unknownReceiver: Receiver = { version: "", limits: undefined };

/** A proxy may permit neither: a restore does not fail for want of a warning. */
async function receiverOf({ client, data, context: { signal } }: Asker): Promise<Receiver> {
  try {
    const [{ version }, { storageRetention }] = await Promise.all([
      client.buildInfo(signal),
      client.runtimeInfo(signal),
    ]);
    const retention = readRetention(storageRetention);
    return { version, limits: retention && limitsOf(retention, data.capacity()) };
  } catch {
    signal.throwIfAborted();
    return unknownReceiver;
  }
}
