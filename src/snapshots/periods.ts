import type { Span } from "../config/span.ts";
import type { CountRule } from "./policy.ts";

/** A kind of period of the calendar. */
export type Period = Exclude<CountRule, "last">;

/**
 * A number that two instants (milliseconds since 1970) have in common when they lie in the same hour, day, week, month
 * or year by the clock and calendar of the process's time zone. Weeks begin on Monday, as those of ISO 8601; an hour
 * that is repeated when the clock is set back is one hour.
 */
export function periodOf(period: Period, instant: number): number {
  const date = new Date(instant);
  if (period === "weekly") date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  switch (period) {
    case "hourly":
      return ((year * 12 + month) * 31 + day) * 24 + date.getHours();
    case "daily":
    case "weekly":
      return (year * 12 + month) * 31 + day;
    case "monthly":
      return year * 12 + month;
    case "yearly":
      return year;
  }
}

/**
 * The instant a span before another, in the process's time zone: first years and days by the calendar, the time of day
 * staying, then hours by the clock. 29 February a year earlier is 1 March.
 */
export function before(instant: number, { years, days, hours }: Span): number {
  const date = new Date(instant);
  date.setFullYear(date.getFullYear() - years, date.getMonth(), date.getDate() - days);
  return date.getTime() - hours * 3_600_000;
}
