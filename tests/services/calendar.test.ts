import { expect, test } from "bun:test";
import fc from "fast-check";
import { cronOf, readSchedule } from "../../src/config/schedule-setting.ts";
import { calendarsOf } from "../../src/services/calendar.ts";
import { testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";

test("a schedule is written as systemd would write it", () => {
  for (const [schedule, ...calendars] of [
    ["0 13 * * 1", "Mon *-*-* 13:00:00"],
    ["30 2 * * *", "*-*-* 02:30:00"],
    ["*/30 * * * *", "*-*-* *:00,30:00"],
    ["0 8-18 * * 1-5", "Mon..Fri *-*-* 08..18:00:00"],
    ["0 0 1 */3 *", "*-01,04,07,10-01 00:00:00"],
    ["0 3 * * sun,sat", "Sat,Sun *-*-* 03:00:00"],
    ["0 3 * * 7", "Sun *-*-* 03:00:00"],
  ]) {
    expect(calendarsOf(schedule ?? "")).toEqual(calendars);
  }
});

test("where both days and weekdays are limited there is a calendar for each, for either will do", () => {
  expect(calendarsOf("0 4 1,15 * 5")).toEqual(["*-*-01,15 04:00:00", "Fri *-*-* 04:00:00"]);
});

/** A field of any form. */
function field(least: number, most: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const number = fc.integer({ min: least, max: most });
  const word = names.length === 0 ? number.map(String) : fc.oneof(number.map(String), fc.constantFrom(...names));
  const range = fc.tuple(number, number).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc
    .tuple(fc.oneof(fc.constant("*"), range), fc.integer({ min: 1, max: most }))
    .map((two) => two.join("/"));
  const part = fc.oneof(word, range, step);
  return fc.oneof(
    fc.constant("*"),
    part,
    fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join(",")),
  );
}

const months = ["jan", "FEB", "may", "dec"];
const schedules = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12, months), field(0, 7, ["mon", "SUN", "sat"]))
  .map((fields) => fields.join(" "))
  .filter((text) => "value" in readSchedule(text));

const count = 6;
const base = Date.UTC(2026, 0, 31, 23, 58, 30);

/** The next times of calendar expressions together, as systemd reckons them. */
async function nextBySystemd(calendars: readonly string[]): Promise<number[]> {
  const from = `--base-time=${new Date(base).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  const command = ["systemd-analyze", "calendar", from, `--iterations=${count}`, "--", ...calendars];
  const said = await must(command, { environment: { TZ: "UTC" } });
  const times = [...said.matchAll(/: \w{3} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/gm)];
  const instants = times.map(([, date, time]) => Date.parse(`${date}T${time}Z`));
  return [...new Set(instants)].sort((a, b) => a - b).slice(0, count);
}

testWith("systemdAnalyze")("a timer of systemd's fires when cron would, whatever the schedule", async () => {
  expect(new Date().getTimezoneOffset()).toBe(0);
  const property = fc.asyncProperty(schedules, async (schedule) => {
    const byCron = cronOf(schedule).getNextDates(count, new Date(base));
    expect(await nextBySystemd(calendarsOf(schedule))).toEqual(byCron.map((date) => date.getTime()));
  });
  await fc.assert(property, { numRuns: 120, examples: [["0 0 29 2 *"], ["0 4 13 * 5"], ["0 3 * 2 0-6"]] });
});
