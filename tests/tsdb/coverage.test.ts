import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { coverage, gapsBetween, overlapsOf, type Stretch } from "../../src/tsdb/coverage.ts";

const stretch = (minTime: number, maxTime: number): Stretch => ({ minTime, maxTime });
/** Stretches within a hundred milliseconds, some of them empty or the wrong way round. */
const stretches = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: -2, max: 20 })).map(([from, length]) => {
    return stretch(from, from + length);
  }),
  { maxLength: 12 },
);
const instants = Array.from({ length: 130 }, (_, instant) => instant - 5);
const holds = ({ minTime, maxTime }: Stretch, instant: number) => minTime <= instant && instant < maxTime;
const depth = (all: readonly Stretch[], instant: number) => all.filter((one) => holds(one, instant)).length;
const within = (all: readonly Stretch[], instant: number) => all.some((one) => holds(one, instant));

describe("stretches of time", () => {
  test("cover together exactly the instants that one of them covers", () => {
    fc.assert(
      fc.property(stretches, (all) => {
        const covered = coverage(all);
        for (const instant of instants) expect(within(covered, instant)).toBe(depth(all, instant) > 0);
        for (const [index, { minTime }] of covered.slice(1).entries()) {
          expect(minTime).toBeGreaterThan(covered[index]?.maxTime ?? Number.NaN);
        }
      }),
    );
  });

  test("leave the gaps that are longer than asked, between the first and the last", () => {
    fc.assert(
      fc.property(stretches, fc.integer({ min: 0, max: 10 }), (all, least) => {
        const gaps = gapsBetween(all, least);
        for (const gap of gaps) {
          expect(gap.maxTime - gap.minTime).toBeGreaterThan(least);
          expect(instants.filter((instant) => holds(gap, instant)).every((instant) => depth(all, instant) === 0)).toBe(
            true,
          );
        }
        const uncovered = coverage(all).slice(1).length;
        expect(gapsBetween(all, 0)).toHaveLength(uncovered);
        expect(gaps.length).toBeLessThanOrEqual(uncovered);
      }),
    );
  });

  test("overlap exactly where two or more cover an instant, and all of those are named", () => {
    fc.assert(
      fc.property(stretches, (all) => {
        const overlaps = overlapsOf(all);
        for (const instant of instants) {
          const covering = all.filter((one) => holds(one, instant));
          const overlap = overlaps.find((one) => holds(one, instant));
          expect(overlap !== undefined).toBe(covering.length > 1);
          for (const one of overlap === undefined ? [] : covering) expect(overlap?.of).toContain(one);
        }
        for (const { of, ...overlap } of overlaps) {
          expect(of.length).toBeGreaterThan(1);
          for (const one of of)
            expect(Math.max(one.minTime, overlap.minTime)).toBeLessThan(Math.min(one.maxTime, overlap.maxTime));
        }
      }),
    );
  });

  test("that only touch neither overlap nor leave a gap", () => {
    const touching = [stretch(0, 10), stretch(10, 20)];
    expect(overlapsOf(touching)).toEqual([]);
    expect(gapsBetween(touching, 0)).toEqual([]);
    expect(coverage(touching)).toEqual([stretch(0, 20)]);
  });
});
