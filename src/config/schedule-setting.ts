import { type Cron, parseCronExpression } from "cron-schedule";
import type { Reading } from "./values.ts";

/** The parser takes the beginning of a word for the whole (`1x`), so what stands in a field is looked at before. */
const one = "(?:\\d{1,2}|[a-zA-Z]{3})";
const element = new RegExp(`^(?:${one}|(?:\\*|${one}-${one})(?:/\\d{1,2})?)$`);
const fieldCount = 5;
/** A leap year: what does not come from here on never comes. */
const anyTime = new Date(2024, 0, 1);

/**
 * Reads five fields of cron (minute, hour, day, month, weekday), which must come true some day, with one space between
 * them. Where both days and weekdays are limited, either will do, as in cron.
 */
export function readSchedule(text: string): Reading<string> {
  const fields = text.trim().split(/[ \t]+/);
  const value = fields.join(" ");
  const known = fields.length === fieldCount && fields.every((field) => field.split(",").every(isElement));
  return known && comesTrue(value) ? { value } : { expected: { kind: "schedule" } };
}

/** The fields of a schedule that `readSchedule` has read. */
export function cronOf(schedule: string): Cron {
  return parseCronExpression(schedule);
}

function isElement(text: string): boolean {
  return element.test(text);
}

/** Of what is wrong with a field, and of 31 February, the library throws a plain error. */
function comesTrue(schedule: string): boolean {
  try {
    cronOf(schedule).getNextDate(anyTime);
    return true;
  } catch {
    return false;
  }
}
