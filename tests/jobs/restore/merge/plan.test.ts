import { describe, expect, test } from "bun:test";
import type { LeftOutReason } from "../../../../src/faults/merge.ts";
import { addedIn, type Decision, type MergeGround, planMerge } from "../../../../src/jobs/restore/merge/plan.ts";
import type { LiveBlock } from "../../../../src/jobs/restore/merge/replay.ts";
import type { WeighedBlock } from "../../../../src/prometheus/deletions.ts";
import { ulidOf } from "../../../bed/blocks.ts";

const hour = 3_600_000;
const now = 1000 * hour;

/** A block of the two hours that end at that hour; its name is made of that hour. */
const block = (endHour: number, more: Partial<WeighedBlock> = {}): WeighedBlock => {
  const ulid = ulidOf(endHour, 0);
  const times = { minTime: (endHour - 2) * hour, maxTime: endHour * hour };
  return { ulid, ...times, sources: [ulid], parents: [], deletable: false, bytes: 100, ...more };
};
const live = (endHour: number, more: Partial<LiveBlock> = {}): LiveBlock => ({
  ...block(endHour),
  inOrder: true,
  ...more,
});

/** A Prometheus that has been running for ten hours and has lost what was before. */
const ground = (more: Partial<MergeGround> = {}): MergeGround => ({
  live: [],
  head: { minTime: 990 * hour, maxTime: now, blockRange: 2 * hour },
  limits: {},
  now,
  allowOverlap: false,
  ...more,
});

/** What becomes of the one block. */
const decisionOn = (one: WeighedBlock, more: Partial<MergeGround> = {}): Decision | undefined =>
  planMerge([one], ground(more)).blocks[0]?.decision;

const added: Decision = { kind: "add" };
const leftOut = (reason: LeftOutReason, other?: WeighedBlock): Decision => ({
  kind: "left out",
  reason,
  ...(other && { other: other.ulid }),
});

describe("a block is added", () => {
  test("when it ends before the head begins", () => {
    expect(decisionOn(block(990))).toEqual(added);
  });

  test("when it overlaps a live block and that is allowed", () => {
    expect(decisionOn(block(981), { live: [live(980)], allowOverlap: true })).toEqual(added);
  });

  test("when the head is empty and the block ends before whatever will be scraped", () => {
    expect(decisionOn(block(990), { head: { blockRange: 2 * hour } })).toEqual(added);
  });

  test("when a live block ends as late, though the head is too young to tell", () => {
    const head = { minTime: now, maxTime: now, blockRange: 2 * hour };
    const newest = live(1000, { minTime: 999.75 * hour });
    expect(decisionOn(block(999.5), { head })).toEqual(leftOut("newer"));
    expect(decisionOn(block(999.5), { head, live: [newest] })).toEqual(added);
  });
});

describe("a block is there already", () => {
  test("under its own name", () => {
    expect(decisionOn(block(980), { live: [live(980)] })).toEqual({ kind: "there", other: block(980).ulid });
  });

  test("within the block that it was compacted into", () => {
    const { ulid } = block(980);
    const compacted = live(990, { minTime: 970 * hour, sources: [ulidOf(1, 1), ulid] });
    expect(decisionOn(block(980), { live: [compacted] })).toEqual({ kind: "there", other: compacted.ulid });
  });

  test("but not when only a part of it was compacted into another", () => {
    const wide = block(980, { sources: [ulidOf(1, 1), ulidOf(1, 2)] });
    const other = live(979, { sources: [ulidOf(1, 1)] });
    expect(decisionOn(wide, { live: [other] })).toEqual(leftOut("overlap", other));
  });
});

describe("a block is left out", () => {
  test("when it reaches beyond the beginning of the head", () => {
    expect(decisionOn(block(991))).toEqual(leftOut("newer"));
    expect(decisionOn({ ...block(990), maxTime: 990 * hour + 1 })).toEqual(leftOut("newer"));
  });

  test("when the head may still take samples that are older than the end of the block", () => {
    const young = { minTime: now - 60_000, maxTime: now, blockRange: 2 * hour };
    expect(decisionOn(block(999.5), { head: young })).toEqual(leftOut("newer"));
    expect(decisionOn(block(999), { head: young })).toEqual(added);
  });

  test("when only a block of out-of-order samples ends as late", () => {
    const head = { minTime: now, maxTime: now, blockRange: 2 * hour };
    const outOfOrder = live(1000, { minTime: 999.75 * hour, inOrder: false });
    expect(decisionOn(block(999.5), { head, live: [outOfOrder] })).toEqual(leftOut("newer"));
  });

  test("when it overlaps a live block", () => {
    expect(decisionOn(block(981), { live: [live(980)] })).toEqual(leftOut("overlap", live(980)));
    expect(decisionOn(block(982), { live: [live(980)] })).toEqual(added);
  });

  test("when it names a live block as its parent, which Prometheus would delete", () => {
    const parent = live(950);
    expect(decisionOn(block(980, { parents: [parent.ulid] }), { live: [parent], allowOverlap: true })).toEqual(
      leftOut("replaces", parent),
    );
  });

  test("when another block of the archive names it as its parent", () => {
    const child = block(985, { minTime: 970 * hour, parents: [block(980).ulid] });
    const { blocks } = planMerge([block(980), child], ground());
    expect(blocks.map(({ decision }) => decision)).toEqual([added, leftOut("replaced", child)]);
  });

  test("but not when that one is left out itself", () => {
    const child = block(995, { minTime: 979 * hour, parents: [block(980).ulid] });
    const { blocks } = planMerge([block(980), child], ground());
    expect(blocks.map(({ decision }) => decision)).toEqual([added, leftOut("newer")]);
  });

  test("when it is older than what Prometheus keeps, counted from the end of the head", () => {
    const limits = { time: 100 * hour };
    expect(decisionOn(block(900), { limits })).toEqual(leftOut("expired"));
    expect(decisionOn(block(901), { limits })).toEqual(added);
  });

  test("when it is marked as holding nothing", () => {
    expect(decisionOn(block(980, { deletable: true }))).toEqual(leftOut("deletable"));
  });
});

describe("a merge is refused", () => {
  test("when the size would push a live block out", () => {
    const plan = planMerge([block(980)], ground({ live: [live(970)], limits: { bytes: 250, headBytes: 60 } }));
    expect(plan.doomed).toEqual([{ ulid: live(970).ulid, reason: "size" }]);
  });

  test("when the size would push out what is to be added", () => {
    const plan = planMerge([block(970)], ground({ live: [live(980)], limits: { bytes: 199 } }));
    expect(plan.doomed).toEqual([{ ulid: block(970).ulid, reason: "size" }]);
    expect(planMerge([block(970)], ground({ live: [live(980)], limits: { bytes: 200 } })).doomed).toEqual([]);
  });

  test("when a newer block would push a live one out by its age", () => {
    const plan = planMerge([block(990)], ground({ live: [live(880)], limits: { time: 110 * hour } }));
    expect(plan.doomed).toEqual([{ ulid: live(880).ulid, reason: "time" }]);
  });

  test("never when nothing is to be added", () => {
    const plan = planMerge([block(980)], ground({ live: [live(980)], limits: { bytes: 1 } }));
    expect([addedIn(plan), plan.doomed]).toEqual([[], []]);
  });
});
