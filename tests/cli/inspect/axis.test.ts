import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ticksBetween } from "../../../src/cli/inspect/axis.ts";

const { TZ: zoneOfTheMachine } = process.env;
afterEach(() => {
  process.env["TZ"] = zoneOfTheMachine ?? "UTC";
});

const hour = 3_600_000;
const day = 24 * hour;
const labels = (zone: string, start: string, end: string, apart: number) => {
  process.env["TZ"] = zone;
  return ticksBetween(Date.parse(start), Date.parse(end), apart).map(({ label }) => label);
};

describe("the ticks of an axis", () => {
  test("stand at even times of the local clock", () => {
    expect(labels("Europe/Paris", "2026-11-22T10:59:00Z", "2026-11-22T11:31:00Z", 600_000)).toEqual([
      "11-22 12:00",
      "11-22 12:10",
      "11-22 12:20",
      "11-22 12:30",
    ]);
    expect(labels("Asia/Kathmandu", "2026-11-20T00:00:00Z", "2026-11-22T12:00:00Z", day)).toEqual([
      "2026-11-21",
      "2026-11-22",
    ]);
    expect(labels("UTC", "2026-11-01T12:00:00Z", "2026-11-30T00:00:00Z", 6 * day)).toEqual([
      "2026-11-02",
      "2026-11-09",
      "2026-11-16",
      "2026-11-23",
      "2026-11-30",
    ]);
    expect(labels("America/New_York", "2023-02-10T00:00:00Z", "2026-11-30T00:00:00Z", 360 * day)).toEqual([
      "2024",
      "2025",
      "2026",
    ]);
    expect(labels("UTC", "2026-01-10T00:00:00Z", "2026-11-30T00:00:00Z", 80 * day)).toEqual([
      "2026-04",
      "2026-07",
      "2026-10",
    ]);
    expect(labels("UTC", "2026-01-10T00:00:01Z", "2026-01-10T00:00:21Z", 7000)).toEqual(["00:00:10", "00:00:20"]);
  });

  test("keep to midnight where clocks change", () => {
    expect(labels("Europe/Paris", "2026-10-23T00:00:00Z", "2026-10-27T00:00:00Z", day)).toEqual([
      "2026-10-24",
      "2026-10-25",
      "2026-10-26",
      "2026-10-27",
    ]);
    expect(labels("Europe/Paris", "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z", hour)).toEqual([
      "03-29 01:00",
      "03-29 03:00",
      "03-29 04:00",
      "03-29 05:00",
    ]);
  });

  test("lie between start and end, in order, and few where much is asked between them", () => {
    const zones = fc.constantFrom("UTC", "Europe/Paris", "Asia/Kathmandu", "Pacific/Apia");
    const instant = fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }).map(Math.floor);
    fc.assert(
      fc.property(instant, fc.double({ min: 0, max: 1, noNaN: true }), zones, (start, part, zone) => {
        process.env["TZ"] = zone;
        const end = Math.floor(start + (8.64e15 - start) * part ** 8);
        const ticks = ticksBetween(start, end, (end - start) / 6 || 1);
        expect(ticks.length).toBeLessThan(9);
        for (const [number, tick] of ticks.entries()) {
          expect(tick.instant).toBeGreaterThanOrEqual(start);
          expect(tick.instant).toBeLessThanOrEqual(end);
          if (number > 0) expect(tick.instant).toBeGreaterThan(ticks[number - 1]?.instant ?? Number.NaN);
        }
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
      { numRuns: 500 },
    );
  });
});
