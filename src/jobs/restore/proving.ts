import { notice } from "../../notices.ts";
import { blocksOnDisk, weighedBlocks } from "../../prometheus/blocks.ts";
import type { WeighedBlock } from "../../prometheus/deletions.ts";
import { findProbe } from "../../prometheus/probe.ts";
import { proveServing } from "../../prometheus/proof.ts";
import { untilReady } from "../../prometheus/readiness.ts";
import type { Directory } from "../../system/directory.ts";
import type { Ground } from "./exchange.ts";
import type { Journal } from "./journal.ts";
import { openPlace } from "./places.ts";
import type { RestoreReport, Transaction } from "./terms.ts";

/**
 * The blocks that a Prometheus has to serve after an exchange. Looked at before it starts, for it deletes at once what its
 * retention does not allow; by a later command only what is left of them is there.
 */
export function blocksToServe({ data, own }: Ground, { ulids, exchange }: Journal): readonly WeighedBlock[] {
  using staged = openPlace(own, exchange.in);
  const waiting = weighed(staged, new Set(ulids));
  const arrived = new Set(ulids).difference(new Set(waiting.map(({ ulid }) => ulid)));
  return [...waiting, ...weighed(data, arrived)];
}

/**
 * Has the Prometheus that was just started prove that it serves these blocks; an undo's has only to get ready, for what
 * it brings back was not made by promsnap. Throws faults `proof.…`.
 */
export async function proveRestored(
  tx: Transaction,
  { kind }: Journal,
  blocks: readonly WeighedBlock[],
  signal: AbortSignal,
): Promise<RestoreReport["proof"]> {
  if (kind === "undo") {
    await untilServing(tx, signal);
    return "loaded";
  }
  const { data } = tx;
  // Blocks may have been compacted already by the time that a later command asks: then there is no probe.
  const probe = findProbe(
    data,
    blocks.toSorted((one, other) => other.maxTime - one.maxTime),
  );
  const expected = { blocks, probe };
  const proof = await proveServing({
    ...readiness(tx, signal),
    expected,
    blocksOnDisk: () => blocksOnDisk(data),
    diskBytes: data.capacity(),
  });
  if (proof.outlived.length > 0) {
    tx.events.notice(notice("restore.outlived", { blocks: proof.outlived.map(({ ulid }) => ulid) }));
  }
  if (proof.kind === "proved") return "proved";
  tx.events.notice(notice("restore.blocksOnly", { why: proof.why }));
  return "loaded";
}

/** Returns once Prometheus is ready. Throws `proof.notReady`, `proof.ended`. */
export async function untilServing(tx: Transaction, signal: AbortSignal): Promise<void> {
  await untilReady(readiness(tx, signal));
}

function readiness({ client, context, service }: Transaction, signal: AbortSignal) {
  const { settings, system } = context;
  // Without a manager, and while it cannot be asked, nobody knows: then only READY_TIMEOUT ends the wait.
  const alive = async () => {
    const { state } = await service.facts(signal).catch(() => ({ state: "unknown" }) as const);
    return state === "running" || state === "unknown";
  };
  return { client, clock: system.clock, readyTimeout: settings.READY_TIMEOUT, alive, signal };
}

function weighed(directory: Directory, wanted: ReadonlySet<string>): WeighedBlock[] {
  return wanted.size === 0 ? [] : weighedBlocks(directory).filter(({ ulid }) => wanted.has(ulid));
}
