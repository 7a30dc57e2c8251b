import { describe, expect, test } from "bun:test";
import { findHeadBlock, type HeadCandidate } from "../../src/snapshots/head-block.ts";
import { ulidOf } from "../bed/blocks.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const taken = Date.UTC(2026, 10, 22, 11, 9, 40);

/** A block that was begun at an instant and ends at another. */
function block(made: number, maxTime: number, more: Partial<HeadCandidate> = {}): HeadCandidate {
  const ulid = ulidOf(made, maxTime % 1000);
  return { ulid, maxTime, level: 1, sources: [ulid], outOfOrder: false, ...more };
}

/** What Prometheus made by itself before. */
const compacted = [
  block(taken - 50 * hour, taken - (taken % hour) - 51 * hour, { level: 3, sources: [ulidOf(1, 1), ulidOf(2, 2)] }),
  block(taken - 3 * hour, taken - (taken % hour) - 3 * hour),
];
const head = block(taken + 300, taken - 1201);
const own = { maker: "promsnap", instant: taken } as const;

describe("the head block of a snapshot of promsnap's", () => {
  test("is the one that was begun after the request", () => {
    expect(findHeadBlock([...compacted, head], own)).toBe(head.ulid);
    expect(findHeadBlock([head], own)).toBe(head.ulid);
  });

  test("is none where the head was left out, also when Prometheus had just made a block", () => {
    expect(findHeadBlock(compacted, own)).toBeUndefined();
    const justMade = block(taken + 200, taken - (taken % hour));
    expect(findHeadBlock([...compacted, justMade], own)).toBeUndefined();
    expect(findHeadBlock([...compacted, justMade, head], own)).toBe(head.ulid);
  });

  test("is not one of a snapshot that was restored earlier", () => {
    const former = block(taken - 5 * hour, taken - 5 * hour - 1234);
    expect(findHeadBlock([...compacted, former], own)).toBeUndefined();
    expect(findHeadBlock([...compacted, former, head], own)).toBe(head.ulid);
  });

  test.each([
    ["two would do", [head, block(taken + 400, taken - 777)]],
    ["it does not end last", [head, block(taken - hour, taken + hour + 1)]],
    ["it was compacted", [block(taken + 300, taken - 1201, { level: 2 })]],
    ["it holds other blocks", [block(taken + 300, taken - 1201, { sources: [ulidOf(1, 1)] })]],
    ["it holds what came out of order", [{ ...head, outOfOrder: true }]],
    ["it ends at a full minute, as Prometheus's own do", [block(taken + 300, taken - (taken % minute))]],
  ])("is not told where %s", (_, blocks) => {
    expect(findHeadBlock([...compacted, ...blocks], own)).toBeUndefined();
  });
});

describe("the head block of a snapshot of the script's", () => {
  // The script gives the name when Prometheus has answered, in whole seconds.
  const named = (instant: number | undefined) => ({ maker: "script", instant }) as const;

  test("is the one that was begun just before the name was given", () => {
    expect(findHeadBlock([...compacted, head], named(taken))).toBe(head.ulid);
    expect(findHeadBlock([...compacted, head], named(taken + 90 * second))).toBe(head.ulid);
  });

  test.each([
    ["in a name of another time zone", taken + hour],
    ["in a name from before the block", taken - second],
    ["in no name", undefined],
  ])("is not told %s", (_, instant) => {
    expect(findHeadBlock([...compacted, head], named(instant))).toBeUndefined();
  });

  test("is not one that was just filled with old samples", () => {
    const filled = block(taken - second, taken - 700 * hour - 1);
    expect(findHeadBlock([filled], named(taken))).toBeUndefined();
  });
});
