import { afterEach, describe, expect, test } from "bun:test";
import type { Cron } from "cron-schedule";
import fc from "fast-check";
import { cronOf } from "../../../src/config/schedule-setting.ts";
import { nextTime } from "../../../src/jobs/daemon/next-time.ts";

const { TZ: zoneOfTheMachine } = process.env;
const minute = 60_000;
const day = 24 * 60 * minute;

afterEach(() => {
  process.env["TZ"] = zoneOfTheMachine ?? "UTC";
});

/** The first times of a schedule after an instant, in a time zone. */
function timesIn(zone: string, schedule: string, after: string, count: number): string[] {
  process.env["TZ"] = zone;
  const cron = cronOf(schedule);
  const times: number[] = [];
  for (let at = Date.parse(after); times.length < count; at = times.at(-1) ?? 0) times.push(nextTime(cron, at));
  return times.map((time) => new Date(time).toISOString().replace(":00.000Z", "Z"));
}

describe("where the clock goes on as ever", () => {
  test("the default is each Monday at 13:00, whatever the offset", () => {
    expect(timesIn("Europe/Paris", "0 13 * * 1", "2026-10-20T00:00:00Z", 2)).toEqual([
      "2026-10-26T12:00Z",
      "2026-11-02T12:00Z",
    ]);
    expect(timesIn("UTC", "0 13 * * 1", "2026-11-30T13:00:00Z", 1)).toEqual(["2026-12-07T13:00Z"]);
  });

  test("a time itself is not after itself, and a millisecond before it is followed by it", () => {
    expect(timesIn("UTC", "*/15 * * * *", "2026-11-30T13:15:00Z", 1)).toEqual(["2026-11-30T13:30Z"]);
    expect(timesIn("UTC", "*/15 * * * *", "2026-11-30T13:14:59.999Z", 1)).toEqual(["2026-11-30T13:15Z"]);
  });

  test("a day and a weekday: either will do, as in cron; and 29 February is waited for", () => {
    expect(timesIn("UTC", "0 0 13 * 5", "2026-11-10T00:00:00Z", 2)).toEqual(["2026-11-13T00:00Z", "2026-11-20T00:00Z"]);
    expect(timesIn("UTC", "0 0 29 2 *", "2096-03-01T00:00:00Z", 1)).toEqual(["2104-02-29T00:00Z"]);
  });
});

describe("where the clock is put forward", () => {
  test("a time that does not exist comes as much later, once", () => {
    expect(timesIn("Europe/Paris", "30 2 * * *", "2026-03-28T00:00:00Z", 3)).toEqual([
      "2026-03-28T01:30Z",
      "2026-03-29T01:30Z", // 03:30
      "2026-03-30T00:30Z",
    ]);
  });

  test("several such times all come", () => {
    expect(timesIn("Europe/Paris", "0,30 2 * * *", "2026-03-28T12:00:00Z", 3)).toEqual([
      "2026-03-29T01:00Z",
      "2026-03-29T01:30Z",
      "2026-03-30T00:00Z",
    ]);
  });

  test("one that comes where the schedule has another is one with it", () => {
    expect(timesIn("Europe/Paris", "0 2,3 * * *", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00Z",
      "2026-03-30T00:00Z",
    ]);
    expect(timesIn("Europe/Paris", "*/30 * * * *", "2026-03-29T00:15:00Z", 3)).toEqual([
      "2026-03-29T00:30Z",
      "2026-03-29T01:00Z",
      "2026-03-29T01:30Z",
    ]);
  });

  test("midnight, half an hour and a whole day may be left out", () => {
    expect(timesIn("Africa/Cairo", "0 0 * * 5", "2026-04-23T12:00:00Z", 1)).toEqual(["2026-04-23T22:00Z"]); // 01:00
    expect(timesIn("Australia/Lord_Howe", "0 * * * *", "2026-10-03T15:00:00Z", 2)).toEqual([
      "2026-10-03T15:30Z", // 02:30 for 02:00
      "2026-10-03T16:00Z",
    ]);
    expect(timesIn("Pacific/Apia", "0 13 * * 5", "2011-12-27T00:00:00Z", 2)).toEqual([
      "2011-12-30T23:00Z", // Saturday, for a Friday that Samoa did not have
      "2012-01-05T23:00Z",
    ]);
  });
});

describe("where the clock is put back", () => {
  test("a time that comes twice counts once, the first time", () => {
    expect(timesIn("Europe/Paris", "30 2 * * *", "2026-10-24T12:00:00Z", 2)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
    // From within the second of the two hours, too.
    expect(timesIn("Europe/Paris", "30 2 * * *", "2026-10-25T01:10:00Z", 1)).toEqual(["2026-10-26T01:30Z"]);
  });

  test("a schedule for every hour goes on through both", () => {
    expect(timesIn("Europe/Paris", "30 * * * *", "2026-10-24T23:40:00Z", 3)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-25T01:30Z",
      "2026-10-25T02:30Z",
    ]);
    expect(timesIn("Australia/Lord_Howe", "*/15 * * * *", "2026-04-04T14:40:00Z", 4)).toEqual([
      "2026-04-04T14:45Z",
      "2026-04-04T15:00Z",
      "2026-04-04T15:15Z",
      "2026-04-04T15:30Z",
    ]);
  });
});

describe("in any time zone, around any change of its clock", () => {
  const zones = [
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
  ];
  const aField = (least: number, most: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min: 2, max: 12 }).map((step) => `*/${step}`),
      fc.uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 4 }).map((all) => all.join(",")),
    );
  const aSchedule = fc
    .tuple(aField(0, 59), aField(0, 23), fc.constantFrom("*", "*", "1,15"), fc.constantFrom("*", "*", "1-5"))
    .map(([minutes, hours, days, weekdays]) => `${minutes} ${hours} ${days} * ${weekdays}`);
  const anInstant = fc.integer({ min: Date.UTC(2022, 0), max: Date.UTC(2036, 0) });

  /** An instant in the zone within two days of a change of its clock, or any where it has none within a year. */
  const nearChange = (instant: number, offset: number) => {
    const offsetAt = (at: number) => new Date(at).getTimezoneOffset();
    for (let at = instant; at < instant + 366 * day; at += day) {
      if (offsetAt(at) !== offsetAt(at + day)) return at + offset;
    }
    return instant;
  };

  test("every time on the wall that the schedule names has its run, and no run comes twice or has no time", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        aSchedule,
        anInstant,
        fc.integer({ min: -2 * day, max: day }),
        (zone, schedule, instant, offset) => {
          process.env["TZ"] = zone;
          const cron = cronOf(schedule);
          const from = nearChange(instant, offset);
          const until = from + 1.5 * day;
          const runs: number[] = [];
          for (let at = nextTime(cron, from); at <= until; at = nextTime(cron, at)) runs.push(at);
          expect(runs).toEqual(expectedRuns(cron, from, until));
        },
      ),
      { numRuns: 200 },
    );
  });

  /** The same by looking at every minute: at what the clock on the wall shows, and at what it leaves out. */
  function expectedRuns(cron: Cron, from: number, until: number): number[] {
    const runs = new Set<number>();
    const shown = new Set<number>();
    const offsetAt = (at: number) => new Date(at).getTimezoneOffset();
    for (let at = Math.floor((from - 2 * day) / minute) * minute; at <= until; at += minute) {
      const wall = at - offsetAt(at) * minute;
      const leftOut = offsetAt(at - minute) - offsetAt(at);
      for (let gone = 1; gone <= leftOut; gone += 1) {
        if (names(cron, wall - gone * minute)) runs.add(at + (leftOut - gone) * minute);
      }
      if (names(cron, wall) && (cron.hours.length === 24 || !shown.has(wall))) runs.add(at);
      shown.add(wall);
    }
    return [...runs].filter((at) => at > from && at <= until).sort((one, other) => one - other);
  }

  /** Whether a schedule names a time on the wall, given as if it were UTC's. */
  function names({ minutes, hours, days, months, weekdays }: Cron, wall: number): boolean {
    const date = new Date(wall);
    const [byDay, byWeekday] = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())];
    const either = days.length < 31 && weekdays.length < 7;
    return (
      minutes.includes(date.getUTCMinutes()) &&
      hours.includes(date.getUTCHours()) &&
      months.includes(date.getUTCMonth()) &&
      (either ? byDay || byWeekday : byDay && byWeekday)
    );
  }
});
