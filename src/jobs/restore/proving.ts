import { notice } from "../../notices.ts";
import { blocksOnDisk, weighedBlocks } from "../../prometheus/blocks.ts";
import type { WeighedBlock } from "../../prometheus/deletions.ts";
import { findProbe, type Probe } from "../../prometheus/probe.ts";
import { proveServing } from "../../prometheus/proof.ts";
import { untilReady } from "../../prometheus/readiness.ts";
import type { Directory } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import type { Journal } from "./journal.ts";
import type { RestoreReport, Transaction } from "./terms.ts";

/** The blocks that came in, as they lie there: to be asked for before the start, after which some may be deleted at once. */
export function broughtIn({ data }: Pick<Transaction, "data">, { ulids }: Journal): readonly WeighedBlock[] {
  const wanted = new Set(ulids);
  return weighedBlocks(data).filter(({ ulid }) => wanted.has(ulid));
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
  const probe = probeIn(data, blocks);
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

/** Blocks may have been compacted already by the time that a later command asks: then there is no probe. */
function probeIn(data: Directory, blocks: readonly WeighedBlock[]): Probe | undefined {
  using opened = new DisposableStack();
  const newestFirst = blocks.toSorted((a, b) => b.maxTime - a.maxTime);
  const directories = newestFirst.flatMap(({ ulid }) => {
    const directory = ifPresent(() => data.directory(ulid));
    return directory === undefined ? [] : [opened.use(directory)];
  });
  return findProbe(directories);
}
