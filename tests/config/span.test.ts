import { expect, test } from "bun:test";
import { readSpan, saySpan } from "../../src/config/span.ts";

test.each([
  ["2y", 2, 0, 0],
  ["30d", 0, 30, 0],
  ["12h", 0, 0, 12],
  ["1y6d", 1, 6, 0],
  ["1y2d3h", 1, 2, 3],
])("%s is a span", (text, years, days, hours) => {
  const value = { kind: "span", years, days, hours } as const;
  expect(readSpan(text)).toEqual({ value });
  expect(saySpan(value)).toBe(text);
});

test("tens of anything are said whole", () => {
  expect(saySpan({ kind: "span", years: 0, days: 100, hours: 0 })).toBe("100d");
});

test.each(["5m", "1y5m", "2y5m7d3h", "10m3h"])("%s is refused with a word on months", (text) =>
  expect(readSpan(text)).toEqual({ expected: { kind: "spanWithoutMonths" } }),
);

test.each([
  "",
  "0",
  "0d",
  "0y0d0h",
  "30",
  "d",
  "-1d",
  "1d1y",
  "1d 6h",
  "1w",
  "90s",
  "1.5d",
  "1d1d",
  "99999y",
  "unlimited",
  "１d",
])("%p is no span", (text) => expect(readSpan(text)).toEqual({ expected: { kind: "span" } }));
