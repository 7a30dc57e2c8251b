import { localTime } from "../../report/format.ts";

/** A place on the axis of time: its instant, and what is written there in local time. */
export interface Tick {
  readonly instant: number;
  readonly label: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365.25 * day;

/** What ticks can be apart: `count` of a unit of the calendar. */
interface Step {
  readonly unit: "second" | "day" | "month";
  readonly count: number;
  readonly length: number;
}

const steps: readonly Step[] = [
  ...[1, 2, 5, 10, 15, 30].map((count): Step => ({ unit: "second", count, length: count * second })),
  ...[1, 2, 5, 10, 15, 30].map((count): Step => ({ unit: "second", count: count * 60, length: count * minute })),
  ...[1, 2, 3, 6, 12].map((count): Step => ({ unit: "second", count: count * 3600, length: count * hour })),
  ...[1, 2, 3, 4, 7, 14].map((count): Step => ({ unit: "day", count, length: count * day })),
  ...[1, 3, 6].map((count): Step => ({ unit: "month", count, length: (count * year) / 12 })),
  ...[0, 1, 2, 3, 4, 5].flatMap((power) =>
    [1, 2, 5].map((digit): Step => {
      const years = digit * 10 ** power;
      return { unit: "month", count: 12 * years, length: years * year };
    }),
  ),
];

/** The ticks from `start` to `end` that are at least `apart` milliseconds from one another, at even local times. */
export function ticksBetween(start: number, end: number, apart: number): Tick[] {
  const step = steps.find(({ length }) => length >= apart) ?? steps.at(-1);
  if (step === undefined) return [];
  const ticks: Tick[] = [];
  for (let number = firstNumber(start, step); ; number++) {
    const instant = instantAt(start, step, number);
    if (!(instant <= end)) return ticks;
    // Where clocks go back an hour comes twice, where they go forward one is missing.
    if (instant >= start && instant > (ticks.at(-1)?.instant ?? Number.NEGATIVE_INFINITY)) {
      ticks.push({ instant, label: labelOf(instant, step) });
    }
  }
}

/** The number of the last tick at or before `start`; ticks are counted from the beginning of something even. */
function firstNumber(start: number, { unit, count }: Step): number {
  const date = new Date(start);
  if (unit === "second") return Math.floor((start - midnight(date)) / (count * second));
  if (unit === "day") return Math.floor(dayNumber(date) / count);
  return Math.floor((date.getFullYear() * 12 + date.getMonth()) / count);
}

function instantAt(start: number, { unit, count }: Step, number: number): number {
  const date = new Date(midnight(new Date(start)));
  if (unit === "second") date.setSeconds(number * count);
  else if (unit === "day") date.setDate(date.getDate() + number * count - dayNumber(date));
  else date.setFullYear(Math.floor((number * count) / 12), (number * count) % 12, 1);
  return date.getTime();
}

function midnight(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

/** Days since a Monday, so that weeks begin on Mondays; of the calendar, whatever the clocks did. */
function dayNumber(date: Date): number {
  const thursday = new Date(0);
  thursday.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round(thursday.getTime() / day) + 3;
}

/** As much of the local time as tells the tick from every other of its kind. */
function labelOf(instant: number, { unit, length }: Step): string {
  const text = localTime(instant);
  if (unit === "month") return length < year ? text.slice(0, -12) : text.slice(0, -15);
  if (unit === "day") return text.slice(0, -9);
  return length < minute ? text.slice(-8) : text.slice(-14, -3);
}
