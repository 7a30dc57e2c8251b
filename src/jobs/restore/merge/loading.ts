import { Fault, fault } from "../../../errors.ts";
import { notice } from "../../../notices.ts";
import { blocksOnDisk } from "../../../prometheus/blocks.ts";
import type { WeighedBlock } from "../../../prometheus/deletions.ts";
import { failedReloads, loadedCount } from "../../../prometheus/metrics.ts";
import { findProbe, type Probe } from "../../../prometheus/probe.ts";
import { proveServing } from "../../../prometheus/proof.ts";
import { notAmong } from "../../../prometheus/serving.ts";
import type { Directory } from "../../../system/directory.ts";
import type { RestoreReport, Transaction } from "../terms.ts";

/** Milliseconds between two looks: Prometheus looks for new blocks once a minute. */
const pause = 500;

/** How often Prometheus failed to load its blocks so far. */
export async function failuresSoFar({ client, context }: Transaction): Promise<number> {
  return (await client.metrics([failedReloads], context.signal)).get(failedReloads) ?? 0;
}

/**
 * Waits until Prometheus has loaded these blocks, or others that it made of them, and has it show a sample of theirs.
 * `failures` counts its failed reloads from before they came, `others` are the blocks that were there before. Throws
 * `merge.reloadFailed`, `merge.notLoaded`, faults `proof.…`, or the signal's reason.
 */
export async function proveMerged(
  tx: Transaction,
  blocks: readonly WeighedBlock[],
  others: readonly WeighedBlock[],
  failures: number,
): Promise<RestoreReport["proof"]> {
  const { client, context, data, events } = tx;
  const { settings, signal, system } = context;
  const probe = probeIn(data, blocks, others);
  events.phase("loading", 0);
  await untilLoaded(tx, blocks, failures);
  const proof = await proveServing({
    client,
    clock: system.clock,
    signal,
    readyTimeout: settings.READY_TIMEOUT,
    alive: async () => true,
    expected: { blocks, probe },
    blocksOnDisk: () => blocksOnDisk(data),
    diskBytes: data.capacity(),
  });
  if (proof.kind === "proved") return "proved";
  events.notice(notice("restore.blocksOnly", { why: proof.why }));
  return "loaded";
}

async function untilLoaded(tx: Transaction, blocks: readonly WeighedBlock[], failures: number): Promise<void> {
  const { clock } = tx.context.system;
  const { HOST, MERGE_TIMEOUT } = tx.context.settings;
  const end = clock.now() + MERGE_TIMEOUT;
  let [before, missing] = [failures, blocks];
  while (missing.length > 0) {
    const seen = await lookAt(tx, blocks);
    missing = seen?.missing ?? missing;
    if (missing.length === 0) return;
    const failed = seen?.failures ?? before;
    if (failed > before) throw fault("merge.reloadFailed", { url: HOST });
    // One that was started anew counts from zero.
    before = Math.min(before, failed);
    if (clock.now() >= end) {
      throw fault("merge.notLoaded", { milliseconds: MERGE_TIMEOUT, blocks: missing.map(({ ulid }) => ulid) });
    }
    await clock.sleep(pause, tx.context.signal);
  }
}

interface Look {
  readonly missing: readonly WeighedBlock[];
  readonly failures: number;
}

/** Undefined where Prometheus does not answer: somebody may be starting it anew. */
async function lookAt(tx: Transaction, blocks: readonly WeighedBlock[]): Promise<Look | undefined> {
  const { client, context, data } = tx;
  try {
    const loaded = await client.loadedBlocks(context.signal);
    const metrics = await client.metrics([loadedCount, failedReloads], context.signal);
    const failures = metrics.get(failedReloads) ?? 0;
    if (loaded !== undefined) return { missing: notAmong(blocks, loaded), failures };
    // Prometheus 2 only counts: when it has as many as there are, it has these.
    const onDisk = blocksOnDisk(data);
    return { missing: metrics.get(loadedCount) === onDisk.length ? notAmong(blocks, onDisk) : blocks, failures };
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof Fault && error.data.code.startsWith("prometheus.")) return undefined;
    throw error;
  }
}

/** A sample of a block that shares its time with no other: another's might be shown instead. */
function probeIn(data: Directory, blocks: readonly WeighedBlock[], others: readonly WeighedBlock[]): Probe | undefined {
  const isApart = (block: WeighedBlock) =>
    !others.some(({ minTime, maxTime }) => block.minTime < maxTime && minTime < block.maxTime);
  const newestFirst = blocks.filter(isApart).sort((one, other) => other.maxTime - one.maxTime);
  return findProbe(data, newestFirst);
}
