import { expect, test } from "bun:test";
import { readSchedule } from "../../src/config/schedule-setting.ts";

test("five fields are a schedule, with one space between them", () => {
  for (const [text, value] of [
    ["0 13 * * 1", "0 13 * * 1"],
    ["  */15\t8-18  1,15 jan-mar mon-fri ", "*/15 8-18 1,15 jan-mar mon-fri"],
    ["0 0 29 2 *", "0 0 29 2 *"],
    ["5 4 * * 7", "5 4 * * 7"],
    ["0-30/10 * * * SUN", "0-30/10 * * * SUN"],
  ] as const) {
    expect(readSchedule(text)).toEqual({ value });
  }
});

test("what cron would read otherwise, or not at all, is refused", () => {
  const wrong = [
    ["", "0 13 * *", "0 0 13 * * 1", "@daily", "daily"],
    ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "-1 * * * *"],
    // The library reads the beginning of these alone.
    ["1x * * * *", "1.5 * * * *", "5/15 * * * *", "0 1h * * *"],
    ["jan * * * *", "* * * mon *", "30-10 * * * *", "*/0 * * * *", ", * * * *", "1, * * * *", "? * * * *", "* * L * *"],
  ].flat();
  for (const text of wrong) expect([text, readSchedule(text)]).toEqual([text, { expected: { kind: "schedule" } }]);
});

test("a day that never comes is refused: nothing would be stored, and nobody would know", () => {
  for (const text of ["0 0 30 2 *", "0 0 31 4,6,9,11 *"]) {
    expect(readSchedule(text)).toEqual({ expected: { kind: "schedule" } });
  }
});
