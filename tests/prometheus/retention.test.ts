import { expect, test } from "bun:test";
import fc from "fast-check";
import { limitsOf, readRetention } from "../../src/prometheus/retention.ts";

const day = 86_400_000;

test.each([
  ["", {}],
  ["15d", { time: 15 * day }],
  ["1w2d", { time: 9 * day }],
  ["1d12h30m5s7ms", { time: 1.5 * day + 30 * 60_000 + 5007 }],
  ["100y", { time: 36_500 * day }],
  ["512MiB", { bytes: 512 * 1024 ** 2 }],
  ["1GiB512MiB", { bytes: 1536 * 1024 ** 2 }],
  ["100B", { bytes: 100 }],
  ["15d or 1TiB", { time: 15 * day, bytes: 1024 ** 4 }],
  ["15d or 80%", { time: 15 * day, percentage: 80 }],
  ["2h or 1GiB or 12.5%", { time: 7_200_000, bytes: 1024 ** 3, percentage: 12.5 }],
] as const)("%s is understood", (text, retention) => {
  expect(readRetention(text)).toEqual(retention);
});

test.each(["15", "d", "15d or", "15d and 1GiB", "forever", "1 d", "-5d", "15d or or 80%"])("%s is not", (text) => {
  expect(readRetention(text)).toBeUndefined();
});

test("no text makes the reading fail", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readRetention(text)));
});

test("a percentage is one of the file system, and overrides a size", () => {
  expect(limitsOf({ percentage: 80, bytes: 5 }, 1001)).toEqual({ bytes: 800 });
  expect(limitsOf({ time: 7, bytes: 5 }, 1000)).toEqual({ time: 7, bytes: 5 });
  expect(limitsOf({}, 1000)).toEqual({});
});
