import type { Cron } from "cron-schedule";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const hoursOfDay = 24;
/** The years of a schedule that comes true at all lie at most eight apart: 29 February around 2100. */
const longestWait = 9 * 366;

/**
 * The first time of a schedule after an instant, in this process's time zone; milliseconds since 1970.
 *
 * Where the clock is put forward, a time that does not exist comes as much later as it is put forward (02:30 at 03:30),
 * and where that is a time of the schedule anyway, it is one. Where the clock is put back, a time that comes twice counts
 * once, the first time; but a schedule for every hour goes on, so that no hour of the night is without its run. Throws a
 * RangeError where no time comes within nine years.
 *
 * cron-schedule's own getNextDate passes over the second of two hours of the same name, and answers an instant in the
 * past for one in it. So the days and times come from cron-schedule, and their instants are found here.
 */
export function nextTime(cron: Cron, after: number): number {
  const twice = cron.hours.length === hoursOfDay;
  let [least, lastWall] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const wall of wallsFrom(cron, wallOf(after) - changeAround(after))) {
    if (wall > lastWall) break;
    const found = instantsOf(wall, twice).find((instant) => instant > after) ?? Number.POSITIVE_INFINITY;
    if (found >= least) continue;
    least = found;
    // What is put forward may come behind what a later hour names.
    lastWall = wall + changeAround(found);
  }
  if (least === Number.POSITIVE_INFINITY) throw new RangeError("the schedule never comes true");
  return least;
}

/** The times on the wall that a schedule names, in their order, from one on. */
function* wallsFrom(cron: Cron, from: number): Generator<number> {
  const [firstHour = 0] = cron.hours;
  const [firstMinute = 0] = cron.minutes;
  const begin = Math.floor(from / day) * day;
  for (let at = begin; at < begin + longestWait * day; at += day) {
    if (!cron.matchDate(new Wall(at + firstHour * hour + firstMinute * minute))) continue;
    for (const hours of cron.hours) {
      for (const minutes of cron.minutes) {
        const wall = at + hours * hour + minutes * minute;
        if (wall >= from) yield wall;
      }
    }
  }
}

/** By how much the clock is put forward or back within a day of an instant. */
function changeAround(instant: number): number {
  return Math.abs(offsetAt(instant - day) - offsetAt(instant + day));
}

/** The instants at which the clock on the wall shows a time; one that it never shows is put forward. */
function instantsOf(wall: number, twice: boolean): number[] {
  const shown = new Date(wall);
  // As the language says: of two the first, and what is left out as if the clock had not been put forward.
  const first = new Date(
    shown.getUTCFullYear(),
    shown.getUTCMonth(),
    shown.getUTCDate(),
    shown.getUTCHours(),
    shown.getUTCMinutes(),
  ).getTime();
  if (!twice) return [first];
  const second = wall + offsetAt(first + day);
  return second > first && wallOf(second) === wall ? [first, second] : [first];
}

/** What the clock on the wall shows at an instant, as the instant at which a clock in UTC shows that. */
function wallOf(instant: number): number {
  return instant - offsetAt(instant);
}

/** How far the clock on the wall is behind UTC. */
function offsetAt(instant: number): number {
  return new Date(instant).getTimezoneOffset() * minute;
}

/** A time on the wall as cron-schedule asks for it, without a time zone's doing. */
class Wall extends Date {
  override getSeconds(): number {
    return this.getUTCSeconds();
  }
  override getMinutes(): number {
    return this.getUTCMinutes();
  }
  override getHours(): number {
    return this.getUTCHours();
  }
  override getDate(): number {
    return this.getUTCDate();
  }
  override getMonth(): number {
    return this.getUTCMonth();
  }
  override getDay(): number {
    return this.getUTCDay();
  }
  override getFullYear(): number {
    return this.getUTCFullYear();
  }
}
