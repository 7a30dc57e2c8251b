import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type DrawnBlock, drawTimeline, marks } from "../../../src/cli/inspect/timeline.ts";
import { gapsBetween, overlapsOf } from "../../../src/tsdb/coverage.ts";

const { TZ: zoneOfTheMachine } = process.env;
afterEach(() => {
  process.env["TZ"] = zoneOfTheMachine ?? "UTC";
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const leastGap = 5 * minute;
const end = Date.UTC(2026, 10, 22, 11, 9, 40);

const block = (minTime: number, maxTime: number, level = 1, head = false): DrawnBlock => ({
  minTime,
  maxTime,
  level,
  head,
});
/** Blocks of one length, one right behind the other, up to an instant. */
function row(length: number, count: number, until: number, level: number): DrawnBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const maxTime = until - (count - 1 - index) * length;
    return block(maxTime - length, maxTime, level);
  });
}
const draw = (blocks: readonly DrawnBlock[], width = 80) => drawTimeline(blocks, overlapsOf(blocks), width, leastGap);
/** The picture as it is printed. */
function printed(blocks: readonly DrawnBlock[], width = 80): string[] {
  process.env["TZ"] = "UTC";
  const { bar = "", overlaps = "", ticks = "", labels = "" } = draw(blocks, width) ?? {};
  return [bar, overlaps, ticks, labels].filter((line) => line !== "");
}

/** What a Prometheus of some years looks like: old blocks are large, the newest come from the head. */
const head = block(end - 3 * hour, end, 1, true);
const recent = row(2 * hour, 3, end - 3 * hour, 1);
const younger = row(6 * hour, 4, end - 9 * hour, 2);
const older = row(18 * hour, 16, end - 33 * hour, 3);
const fortnight = [...older, ...younger, ...recent, head];

describe("the picture", () => {
  test("of two hours shows minutes", () => {
    expect(printed([block(end - 2 * hour, end, 1, true)])).toEqual([
      ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>",
      "             |                   |                   |                   |",
      "             11-22 09:30         11-22 10:00         11-22 10:30     11-22 11:00",
    ]);
  });

  test("of two weeks shows levels, the head and days", () => {
    expect(printed(fortnight)).toEqual([
      "########################################################################======->",
      "                 |                 |                 |                 |",
      "                 2026-11-12        2026-11-15        2026-11-18       2026-11-21",
    ]);
  });

  test("of five years shows the head all the same", () => {
    const years = row(31 * day, 59, older[0]?.minTime ?? end, 6);
    expect(printed([...years, ...fortnight])).toEqual([
      "###############################################################################>",
      "  |               |               |               |              |",
      "  2022            2023            2024            2025           2026",
    ]);
  });

  test("shows long gaps empty, and those shorter than a column too", () => {
    const years = row(31 * day, 60, end, 6).filter((_, index) => index !== 12 && index !== 13);
    const [last] = years.splice(-1);
    const split = [block(last?.minTime ?? 0, end - day, 6), block(end - day + hour, end, 6)];
    expect(printed([...years, ...split])).toEqual([
      "################..#############################################################:",
      "   |              |               |               |               |",
      "   2022           2023            2024            2025            2026",
    ]);
  });

  test("marks where blocks overlap", () => {
    expect(printed([block(0, 10 * hour, 2), block(4 * hour, 12 * hour, 1)], 36)).toEqual([
      "==============================------",
      "            ^^^^^^^^^^^^^^^^^^",
      "|                 |",
      "01-01 00:00       01-01 06:00",
    ]);
  });

  test("of a single sample is no more than that", () => {
    expect(printed([block(end, end + 1)], 20)).toEqual(["--------------------", "|", "11:09:40"]);
    expect(draw([block(end, end)])).toBeUndefined();
    expect(draw([])).toBeUndefined();
  });

  test("of ten thousand blocks is as quickly drawn", () => {
    const blocks = row(2 * hour, 10_000, end, 1);
    const begin = performance.now();
    expect(draw(blocks, 200)?.bar).toBe(marks.first.repeat(200));
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});

/** Anything that a hostile meta.json can say within the calendar; most of it is near one place, so that it touches. */
const anyInstant = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map((hours) => end + hours * hour),
  fc.integer({ min: -1000, max: 1000 }).map((millis) => end + millis),
  fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }).map(Math.floor),
);
const anyBlock = fc
  .record({ a: anyInstant, b: anyInstant, level: fc.nat({ max: 9 }), head: fc.boolean() })
  .map(({ a, b, level, head: isHead }) => block(Math.min(a, b), Math.max(a, b), level, isHead));
const anyBlocks = fc.array(anyBlock, { minLength: 1, maxLength: 12 });
const anyWidth = fc.integer({ min: 20, max: 200 });
const zones = fc.constantFrom("UTC", "Europe/Paris", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia");

/** The pictures of any blocks, with the time that each column stands for. */
function everyPicture(
  check: (picture: NonNullable<ReturnType<typeof draw>>, blocks: DrawnBlock[], edges: number[]) => void,
) {
  fc.assert(
    fc.property(anyBlocks, anyWidth, zones, (blocks, width, zone) => {
      process.env["TZ"] = zone;
      const picture = draw(blocks, width);
      const drawn = blocks.filter(({ minTime, maxTime }) => minTime < maxTime);
      expect(picture === undefined).toBe(drawn.length === 0);
      if (picture === undefined) return;
      const [from, to] = [Math.min(...drawn.map((one) => one.minTime)), Math.max(...drawn.map((one) => one.maxTime))];
      check(
        picture,
        drawn,
        Array.from({ length: width + 1 }, (_, column) => from + (column * (to - from)) / width),
      );
    }),
    { numRuns: 500 },
  );
}

describe("the picture of any blocks", () => {
  test("is as wide as was asked, of plain characters, and no line is wider", () => {
    everyPicture(({ bar, overlaps, ticks, labels }, _, edges) => {
      expect(bar).toHaveLength(edges.length - 1);
      expect(bar).toMatch(/^[-=#>.:]+$/);
      expect(overlaps).toMatch(/^[ ^]*$/);
      for (const line of [overlaps, ticks, labels]) expect(line.length).toBeLessThan(edges.length);
    });
  });

  test("shows every gap, and is empty only where there is one", () => {
    everyPicture(({ bar }, blocks, edges) => {
      const touches = (minTime: number, maxTime: number, column: number) =>
        minTime < (edges[column + 1] ?? 0) && maxTime > (edges[column] ?? 0);
      for (const gap of gapsBetween(blocks, leastGap)) {
        const columns = [...bar].filter((_, column) => touches(gap.minTime, gap.maxTime, column));
        expect(columns.some((mark) => mark === marks.gap || mark === marks.gapWithin)).toBe(true);
      }
      for (const [column, mark] of [...bar].entries()) {
        if (mark !== marks.gap) continue;
        // Edges are rounded: what overlaps by less than that is not in the column.
        const slack = ((edges[column + 1] ?? 0) - (edges[column] ?? 0)) / 1000;
        const inside = blocks.filter((one) => touches(one.minTime + slack, one.maxTime - slack, column));
        expect(inside).toEqual([]);
      }
    });
  });

  test("has each label below its tick, or as near as the end of the line allows", () => {
    everyPicture(({ ticks, labels, bar }) => {
      const places = [...ticks].flatMap((mark, at) => (mark === "|" ? [at] : []));
      const texts = [...labels.matchAll(/\S+(?: \S+)?/g)];
      expect(texts).toHaveLength(places.length);
      for (const [number, place] of places.entries()) {
        const { index = -1, 0: text = "" } = texts[number] ?? {};
        expect(index).toBe(Math.min(place, bar.length - text.length));
      }
    });
  });
});
