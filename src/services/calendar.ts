import { cronOf } from "../config/schedule-setting.ts";

const [allMinutes, allHours, allDays, allMonths, allWeekdays] = [60, 24, 31, 12, 7];
/** systemd's weeks begin on Monday. */
const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** So many in a row are written as a range. */
const leastRange = 3;

/**
 * SCHEDULE as calendar expressions of systemd, which together come at the same times: one for the days and one for the
 * weekdays where both are limited, for either is enough to cron, and only both to systemd.
 */
export function calendarsOf(schedule: string): readonly string[] {
  const { minutes, hours, days, months, weekdays } = cronOf(schedule);
  const time = `${numbers(hours, allHours)}:${numbers(minutes, allMinutes)}:00`;
  const month = numbers(
    months.map((index) => index + 1),
    allMonths,
  );
  const ofDays = `*-${month}-${numbers(days, allDays)} ${time}`;
  if (weekdays.length === allWeekdays) return [ofDays];
  const ofWeekdays = `${names(weekdays)} *-${month}-* ${time}`;
  return days.length === allDays ? [ofWeekdays] : [ofDays, ofWeekdays];
}

function numbers(values: readonly number[], all: number): string {
  return values.length === all ? "*" : inRanges(values, (value) => `${value}`.padStart(2, "0"));
}

/** Cron's weeks begin on Sunday. */
function names(weekdays: readonly number[]): string {
  const mondayFirst = weekdays.map((day) => (day + allWeekdays - 1) % allWeekdays).sort((a, b) => a - b);
  return inRanges(mondayFirst, (day) => weekdayNames[day] ?? "");
}

/** Ascending numbers as `01,05..08`. */
function inRanges(values: readonly number[], say: (value: number) => string): string {
  const runs: number[][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1) === value - 1) run.push(value);
    else runs.push([value]);
  }
  const spoken = runs.flatMap((run) => {
    const all = run.map(say);
    return all.length < leastRange ? all : [`${all[0]}..${all.at(-1)}`];
  });
  return spoken.join(",");
}
