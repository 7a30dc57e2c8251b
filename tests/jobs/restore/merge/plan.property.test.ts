import { expect, test } from "bun:test";
import fc from "fast-check";
import { addedIn, type MergeGround, planMerge } from "../../../../src/jobs/restore/merge/plan.ts";
import { type LiveBlock, replayedFrom } from "../../../../src/jobs/restore/merge/replay.ts";
import { deletedAtLoad, type WeighedBlock } from "../../../../src/prometheus/deletions.ts";
import { ulidOf } from "../../../bed/blocks.ts";

/** Few names and few times: most blocks have something to do with each other. */
const names = Array.from({ length: 12 }, (_, number) => ulidOf(1, number));
const someNames = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 });
const now = 100;
const time = fc.integer({ min: 0, max: now + 10 });

const shape = fc.record({
  times: fc.tuple(time, time),
  sources: someNames,
  parents: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someNames }),
  deletable: fc.constant(false),
  bytes: fc.integer({ min: 1, max: 50 }),
  inOrder: fc.boolean(),
});

/** Blocks of different names. */
const blocks = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), shape), { selector: ([name]) => name, maxLength: 8 });

const blockOf = ([ulid, { times, ...rest }]: [
  string,
  typeof shape extends fc.Arbitrary<infer T> ? T : never,
]): LiveBlock => ({
  ulid,
  minTime: Math.min(...times),
  maxTime: Math.max(...times) + 1,
  ...rest,
});

const archive = blocks.chain((some) =>
  fc
    .array(fc.boolean(), { minLength: some.length, maxLength: some.length })
    .map((marked): WeighedBlock[] =>
      some.map((one, place) => ({ ...blockOf(one), deletable: marked[place] === true && one[1].bytes % 7 === 0 })),
    ),
);

const head = fc.oneof(
  fc.tuple(time, time).map((times) => ({ minTime: Math.min(...times), maxTime: Math.max(...times), blockRange: 20 })),
  fc.constant({ blockRange: 20 }),
);

const ground: fc.Arbitrary<MergeGround> = fc.record({
  live: blocks.map((some) => some.map(blockOf)),
  head,
  limits: fc.record(
    { time: fc.integer({ min: 1, max: 120 }), bytes: fc.integer({ min: 1, max: 400 }), headBytes: fc.nat(50) },
    { requiredKeys: [] },
  ),
  now: fc.constant(now),
  allowOverlap: fc.boolean(),
});

const holds = (predicate: (plan: ReturnType<typeof planMerge>, blocks: WeighedBlock[], ground: MergeGround) => void) =>
  fc.assert(
    fc.property(archive, ground, (some, where) => predicate(planMerge(some, where), some, where)),
    { numRuns: 20_000 },
  );

test("whatever is merged where, Prometheus deletes nothing of it and of what was there", () => {
  let merged = 0;
  holds((plan, _, { live, limits }) => {
    const added = addedIn(plan);
    if (added.length === 0 || plan.doomed.length > 0) return;
    merged++;
    expect([...deletedAtLoad([...live, ...added], limits)]).toEqual([]);
  });
  // The generator makes enough of what is not refused.
  expect(merged).toBeGreaterThan(1000);
});

test("what is refused would have lost a block", () => {
  holds((plan, _, { live, limits }) => {
    if (plan.doomed.length === 0) return;
    expect(deletedAtLoad([...live, ...addedIn(plan)], limits).size).toBeGreaterThan(0);
  });
});

test("no sample that the head has or may still take is discarded when the write-ahead log is read again", () => {
  holds((plan, _, { live, head: { minTime, maxTime, blockRange } }) => {
    const added = addedIn(plan).map((block) => ({ ...block, inOrder: true }));
    const oldest = Math.min(minTime ?? Number.POSITIVE_INFINITY, (maxTime ?? now) - blockRange / 2);
    expect(replayedFrom([...live, ...added])).toBeLessThanOrEqual(Math.max(oldest, replayedFrom(live)));
    for (const block of added) expect(block.maxTime).toBeLessThanOrEqual(minTime ?? Number.POSITIVE_INFINITY);
  });
});

test("nothing that is there is added, and without leave nothing that overlaps it", () => {
  holds((plan, _, { live, allowOverlap }) => {
    const named = new Set(live.map(({ ulid }) => ulid));
    const sources = new Set(live.flatMap((block) => block.sources));
    for (const block of addedIn(plan)) {
      expect(named.has(block.ulid)).toBeFalse();
      expect(block.sources.length > 0 && block.sources.every((source) => sources.has(source))).toBeFalse();
      const overlaps = live.some(({ minTime, maxTime }) => minTime < block.maxTime && block.minTime < maxTime);
      if (!allowOverlap) expect(overlaps).toBeFalse();
    }
  });
});

test("every block of the archive is decided on, once", () => {
  holds((plan, some) => {
    expect(plan.blocks.map(({ ulid }) => ulid).sort()).toEqual(some.map(({ ulid }) => ulid).sort());
  });
});

test("a merge that was done finds everything that it added there", () => {
  holds((plan, some, where) => {
    const added = addedIn(plan);
    if (plan.doomed.length > 0) return;
    const live = [...where.live, ...added.map((block) => ({ ...block, inOrder: true }))];
    const again = planMerge(some, { ...where, live });
    const ulids = new Set(added.map(({ ulid }) => ulid));
    const found = again.blocks.filter(({ ulid }) => ulids.has(ulid)).map(({ decision }) => decision.kind);
    expect(found).toEqual(found.map(() => "there"));
  });
});
