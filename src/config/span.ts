import type { Reading } from "./values.ts";

/** A stretch of the calendar, as in KEEP_WITHIN: years and days of the local calendar, then hours. */
export interface Span {
  readonly kind: "span";
  readonly years: number;
  readonly days: number;
  readonly hours: number;
}

const pattern = /^(?:(\d{1,4})y)?(?:(\d{1,6})d)?(?:(\d{1,7})h)?$/;

/**
 * Reads `2y`, `30d`, `12h` or a sum of them in that order, such as `1y6d`; never nothing. `m` is refused with a word of
 * its own: restic reads months, and the other settings here minutes.
 */
export function readSpan(text: string): Reading<Span> {
  const [years = 0, days = 0, hours = 0] = (pattern.exec(text)?.slice(1) ?? []).map((count) => Number(count ?? 0));
  if (years + days + hours > 0) return { value: { kind: "span", years, days, hours } };
  return { expected: { kind: /^(?:\d+[ymdh])*\d+m/.test(text) ? "spanWithoutMonths" : "span" } };
}

/** The span as it could stand in the file. */
export function saySpan({ years, days, hours }: Span): string {
  const parts = [`${years}y`, `${days}d`, `${hours}h`];
  return parts.filter((part) => !part.startsWith("0")).join("");
}
