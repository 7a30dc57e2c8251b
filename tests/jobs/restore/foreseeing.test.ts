import { expect, test } from "bun:test";
import { restoredBy, warnOfLoss } from "../../../src/jobs/restore/foreseeing.ts";
import type { Notice } from "../../../src/notices.ts";
import { ulidOf } from "../../bed/blocks.ts";

const hour = 3_600_000;
const [first, second] = [ulidOf(1, 1), ulidOf(2, 2)];

const block = (ulid: string, maxTime: number, samples: number) => ({
  meta: { ulid, minTime: maxTime - hour, maxTime, samples, series: 1, chunks: 1, level: 1 },
  lineage: { ulid, minTime: maxTime - hour, maxTime, sources: [ulid], parents: [], deletable: false },
});

const contents = (...blocks: ReturnType<typeof block>[]) => ({
  metas: blocks.map(({ meta }) => meta),
  lineages: blocks.map(({ lineage }) => lineage),
  bytes: 1000,
});

test("an archive's head gives each block its share of the bytes", () => {
  const { blocks, encodings } = restoredBy(contents(block(first, hour, 300), block(second, 2 * hour, 100)));
  expect(blocks.map(({ ulid, bytes }) => [ulid, bytes])).toEqual([
    [first, 750],
    [second, 250],
  ]);
  expect(encodings.size).toBe(0);
});

test("blocks without a sample have no bytes, and nothing is divided by zero", () => {
  expect(restoredBy(contents(block(first, hour, 0))).blocks.map(({ bytes }) => bytes)).toEqual([0]);
});

/** What is warned of where Prometheus answers so: no real one can be made to refuse one question and not another. */
async function told(runtimeInfo: () => Promise<{ storageRetention: string }>): Promise<Notice[]> {
  const notices: Notice[] = [];
  const signal = new AbortController().signal;
  const asker = {
    client: { buildInfo: async () => ({ version: "3.16.0" }), runtimeInfo },
    data: { capacity: () => 1 << 30 },
    now: () => 3 * hour,
    context: { signal },
  } as unknown as Parameters<typeof warnOfLoss>[0];
  const data = restoredBy(contents(block(first, hour, 1), block(second, 3 * hour, 1)));
  await warnOfLoss(asker, data, true, { notice: (one) => notices.push(one) });
  return notices;
}

test("what Prometheus tells of its retention is what is warned by", async () => {
  const [warning, ...more] = await told(async () => ({ storageRetention: "1h" }));
  expect(warning).toMatchObject({ code: "restore.notKept", details: { blocks: 1, when: "at once", limit: hour } });
  expect(more).toEqual([]);
});

test("a proxy that refuses the question, and words that nobody knows, keep no restore from going on", async () => {
  expect(await told(() => Promise.reject(new Error("403")))).toEqual([]);
  expect(await told(async () => ({ storageRetention: "for ever" }))).toEqual([]);
});
