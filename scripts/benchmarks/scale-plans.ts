import { layOut, type SourceFile } from "../../src/archive/layout.ts";
import { planMerge } from "../../src/jobs/restore/merge/plan.ts";
import type { WeighedBlock } from "../../src/prometheus/deletions.ts";
import { snapshotName } from "../../src/snapshots/name.ts";
import { retain } from "../../src/snapshots/retention.ts";
import { ulidOf } from "../../tests/bed/blocks.ts";

/**
 * Plans what does not exist: the layout of an archive of 10 TB in 100,000 blocks, the merge of them into a Prometheus that
 * has every other one, and the retention of 10,000 snapshots. Prints the seconds that each of them takes.
 *
 *   scale-plans.ts layout | merge | retention
 */
const count = 100_000;
const blockBytes = 100_000_000;
const hours = 3_600_000;
const end = 1_767_225_600_000;

/** Two hours each, the oldest more than twenty years back. */
const blockAt = (number: number): WeighedBlock => {
  const maxTime = end - number * 2 * hours;
  const ulid = ulidOf(maxTime, number);
  return {
    ...{ ulid, minTime: maxTime - 2 * hours, maxTime },
    ...{ sources: [ulid], parents: [], deletable: false, bytes: blockBytes },
  };
};
const blocks = () => Array.from({ length: count }, (_, number) => blockAt(number));

function layout(): string {
  const modified = end / 1000;
  const file = (path: readonly string[], size: number): SourceFile => ({ path, size, modified });
  const ulids = blocks().map(({ ulid }) => ulid);
  const files = ulids.flatMap((ulid) => [
    file([ulid, "chunks", "000001"], blockBytes - 8_000_509),
    file([ulid, "index"], 8_000_000),
    file([ulid, "meta.json"], 500),
    file([ulid, "tombstones"], 9),
  ]);
  const directories = ulids.flatMap((ulid) => [
    { path: [ulid], modified },
    { path: [ulid, "chunks"], modified },
  ]);
  let [pieces, bytes] = [0, 0];
  for (const piece of layOut({ directories, files }, snapshotName(end), end)) {
    pieces++;
    bytes += piece.length;
  }
  return `${pieces} pieces of ${(bytes / 1e12).toFixed(2)} TB`;
}

function merge(): string {
  const all = blocks();
  const live = all.filter((_, i) => i % 2 === 0).map((block) => ({ ...block, inOrder: true }));
  const head = { minTime: end, maxTime: end + hours, blockRange: 2 * hours };
  const plan = planMerge(all, { live, head, limits: {}, now: end + hours, allowOverlap: false });
  const added = plan.blocks.filter(({ decision }) => decision.kind === "add").length;
  return `${added} of ${count} blocks to add`;
}

function retention(): string {
  const snapshots = Array.from({ length: count / 10 }, (_, number) => {
    const instant = end - number * 6 * hours;
    return { name: snapshotName(instant), instant, good: number % 100 !== 0 };
  });
  const kept = retain(snapshots, { daily: 30, weekly: 12, monthly: 24, yearly: 10 }, end);
  return `${kept.filter(({ reasons }) => reasons.length > 0).length} of ${snapshots.length} snapshots stay`;
}

const plans = { layout, merge, retention } as const;
const [wanted = ""] = process.argv.slice(2);
const begin = performance.now();
const found = plans[wanted as keyof typeof plans]();
process.stdout.write(`${((performance.now() - begin) / 1000).toFixed(2)}\n${found}\n`);
