import { expect, test } from "bun:test";
import { blockTable } from "../../../src/cli/inspect/block-table.ts";
import { pictureLines } from "../../../src/cli/inspect/picture.ts";
import { timeOf } from "../../../src/cli/inspect/time.ts";
import type { InspectedBlock } from "../../../src/jobs/inspect/blocks.ts";
import type { BlockMeta } from "../../../src/tsdb/meta.ts";
import { ulidOf } from "../../bed/blocks.ts";

const hour = 3_600_000;
const end = Date.UTC(2026, 10, 22, 12);

function block(number: number, meta: Partial<BlockMeta>, more: Partial<InspectedBlock> = {}): InspectedBlock {
  const ulid = ulidOf(end, number);
  const usual = { ulid, minTime: end - hour, maxTime: end, samples: 10, series: 2, chunks: 3, level: 1, ...meta };
  return { ulid, bytes: 1000, meta: usual, problem: undefined, head: false, outOfOrder: false, damaged: 0, ...more };
}

const lines = (blocks: readonly InspectedBlock[]) => blockTable(blocks, "en").trimEnd().split("\n");
const squeezed = (line: string | undefined) => line?.replace(/ {2,}/g, "  ");

test("what no calendar has and no number counts is a dash", () => {
  const absurd = block(1, { minTime: -(2 ** 63), maxTime: 2 ** 63, samples: 1e300, series: 1e300 });
  const endless = block(2, { minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY });
  const [, first, second, total] = lines([absurd, endless]);
  expect(squeezed(first)).toBe(`${absurd.ulid}  –  –  –  –  –  3  1 kB  1`);
  expect(squeezed(second)).toBe(`${endless.ulid}  –  –  –  2  10  3  1 kB  1`);
  expect(squeezed(total)).toBe("2 blocks  –  –  6  2 kB");
  expect(timeOf([absurd, endless])).toMatchObject({ blocks: [], undrawn: 2, whole: undefined, gaps: [], overlaps: [] });
});

test("every block says what is known of it", () => {
  const [, first, second, third] = lines([
    block(1, {}, { meta: undefined, problem: "not JSON", damaged: 1 }),
    block(2, { samples: 0 }, { damaged: 2 }),
    block(3, {}, { head: true, outOfOrder: true }),
  ]);
  expect(first).toEndWith("meta.json: not valid JSON, 1 damaged file");
  expect(second).toEndWith("empty, 2 damaged files");
  expect(third).toEndWith("head, out of order");
});

test("of ten thousand blocks the newest hundred are listed, and the others counted", () => {
  const blocks = Array.from({ length: 10_000 }, (_, number) => block(number, {}));
  const all = lines(blocks);
  expect(all).toHaveLength(1 + 100 + 1 + 1);
  expect(all[1]).toStartWith(blocks[9900]?.ulid ?? "");
  expect(squeezed(all.at(-2))).toBe("10,000 blocks  20,000  100,000  30,000  10 MB");
  expect(all.at(-1)).toBe("9,900 older blocks are not shown (--json has all)");
});

test("of many gaps the longest are listed, in the order of time", () => {
  const blocks = Array.from({ length: 40 }, (_, number) => {
    const minTime = end + number * 100 * hour;
    return block(number, { minTime, maxTime: minTime + (number + 1) * hour });
  });
  const picture = pictureLines(timeOf(blocks), 80, "en");
  const [, list = ""] = picture.split("LENGTH\n");
  const rows = list.trimEnd().split("\n");
  expect(picture).toContain("Gaps between blocks: 39, together 130d");
  expect(rows).toHaveLength(21);
  expect(rows.at(-1)).toBe("and 19 more (--json has all)");
  expect(rows.slice(0, 20)).toEqual(rows.slice(0, 20).toSorted());
});

test("two blocks that overlap are named, more are counted", () => {
  const [a, b, c] = [block(1, {}), block(2, { minTime: end - hour / 2 }), block(3, {})];
  expect(pictureLines(timeOf([a, b]), 80, "en")).toContain(`30m  ${a.ulid} ${b.ulid}\n`);
  expect(pictureLines(timeOf([a, b, c]), 80, "en")).toContain("1h  3 blocks\n");
});

test("a picture is never narrower than it can be, and its legend keeps to its width", () => {
  const blocks = [
    block(1, { level: 3 }),
    block(2, { minTime: end + 9 * hour, maxTime: end + 10 * hour }, { head: true }),
  ];
  for (const width of [1, 20, 40, 80]) {
    const picture = pictureLines(timeOf(blocks), width, "en").split("\n\n")[0] ?? "";
    for (const line of picture.split("\n")) expect(line.length).toBeLessThanOrEqual(Math.max(20, width));
  }
});
