import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { written } from "../../src/prometheus/probe.ts";
import { answeredValue, notAmong, queryOf, sameValue } from "../../src/prometheus/serving.ts";
import type { Lineage } from "../../src/tsdb/lineage.ts";
import { ulidOf } from "../bed/blocks.ts";

const ulid = (number: number) => ulidOf(0, number);
const block = (number: number, sources: readonly number[] = [number], parents: readonly number[] = []): Lineage => ({
  ulid: ulid(number),
  minTime: 0,
  maxTime: 1,
  sources: sources.map(ulid),
  parents: parents.map(ulid),
  deletable: false,
});
const absent = (expected: readonly Lineage[], there: readonly Lineage[]) =>
  notAmong(expected, there).map((one) => Number.parseInt(one.ulid.slice(-2), 32));

describe("a restored block is there", () => {
  test("when it is loaded itself", () => {
    expect(absent([block(1), block(2)], [block(2), block(3)])).toEqual([1]);
  });

  test("when a block was made of it, at once or over several compactions", () => {
    expect(absent([block(1), block(2)], [block(9, [1, 2], [1, 2])])).toEqual([]);
    expect(absent([block(5, [1, 2])], [block(9, [1, 2, 3], [5, 3])])).toEqual([]);
    expect(absent([block(5, [1, 2])], [block(12, [1, 2, 3, 4], [9, 4])])).toEqual([]);
  });

  test("when it was rewritten without what was deleted in it", () => {
    expect(absent([block(5, [])], [block(6, [6], [5])])).toEqual([]);
  });

  test("not when only a part of what it was made of is", () => {
    expect(absent([block(5, [1, 2])], [block(9, [1, 3], [1, 3])])).toEqual([5]);
    expect(absent([block(5, [])], [block(9)])).toEqual([5]);
  });
});

test("a query's labels are quoted, so that no text ends it early", () => {
  expect(queryOf({ labels: { __name__: "up", job: 'a"} or vector(1)\\\n\u0001' } })).toBe(
    '{__name__="up",job="a\\"} or vector(1)\\\\\\n\\u0001"}[1ms]',
  );
});

test("of several series only the one with exactly the probe's labels answers, and only at its time", () => {
  const probe = { block: ulid(1), labels: { __name__: "up", job: "a" }, time: 5, value: "1" };
  const more = { labels: { ...probe.labels, more: "x" }, samples: [{ time: 5, value: "9" }] };
  const own = {
    labels: { job: "a", __name__: "up" },
    samples: [
      { time: 4, value: "0" },
      { time: 5, value: "1" },
    ],
  };
  expect(answeredValue(probe, [more, own])).toBe("1");
  expect(answeredValue(probe, [more])).toBeUndefined();
  expect(answeredValue({ ...probe, time: 6 }, [own])).toBeUndefined();
});

test("values are the same when they are the same number, however it is written", () => {
  expect(sameValue("1e-07", "1e-7")).toBe(true);
  expect(sameValue("NaN", "NaN")).toBe(true);
  expect(sameValue("+Inf", "+Inf")).toBe(true);
  expect(sameValue("+Inf", "-Inf")).toBe(false);
  expect(sameValue("0", "-0")).toBe(false);
  expect(sameValue("1", "1.0000000000000002")).toBe(false);
  expect(sameValue("", "")).toBe(false);
  fc.assert(fc.property(fc.double(), (value) => sameValue(written(value), written(value))));
});
