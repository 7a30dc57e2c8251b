import type { Policy } from "../../src/snapshots/policy.ts";

/**
 * What restic's `forget` keeps, as its manual and internal/data/snapshot_policy.go (0.18) tell it, written down anew and
 * with another calendar than promsnap's: Intl's, and ISO 8601's week numbers.
 */
export function resticKeeps(instants: readonly number[], policy: Policy, timeZone: string): Set<number> {
  const list = [...instants].sort((a, b) => b - a);
  const keep = new Set<number>();
  const buckets = ["last", "hourly", "daily", "weekly", "monthly", "yearly"] as const;
  const left = new Map(buckets.map((rule) => [rule, policy[rule] ?? 0]));
  const lastValue = new Map<string, string>();
  const wall = wallClock(timeZone);
  list.forEach((instant, nr) => {
    if (policy.within !== undefined && instant > cutoff(list[0] ?? 0, policy.within, wall)) keep.add(instant);
    for (const rule of buckets) {
      const count = left.get(rule) ?? 0;
      if (count === 0) continue;
      const value = rule === "last" ? `${nr}` : periodIn(rule, wall(instant));
      if (value === lastValue.get(rule) && nr < list.length - 1) continue;
      keep.add(instant);
      lastValue.set(rule, value);
      left.set(rule, count - 1);
    }
  });
  return keep;
}

interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

function wallClock(timeZone: string): (instant: number) => Wall {
  const numeric = { year: "numeric", month: "numeric", day: "numeric" } as const;
  const time = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" } as const;
  const format = new Intl.DateTimeFormat("en-US", { ...numeric, ...time, timeZone });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return { year, month, day, hour, minute, second };
  };
}

function periodIn(
  rule: "hourly" | "daily" | "weekly" | "monthly" | "yearly",
  { year, month, day, hour }: Wall,
): string {
  if (rule === "yearly") return `${year}`;
  if (rule === "monthly") return `${year}-${month}`;
  if (rule === "weekly") return isoWeek(year, month, day);
  return rule === "daily" ? `${year}-${month}-${day}` : `${year}-${month}-${day}-${hour}`;
}

/** The week that has this day's Thursday; the year is that Thursday's. */
function isoWeek(year: number, month: number, day: number): string {
  const thursday = new Date(Date.UTC(year, month - 1, day));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-W${Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7)}`;
}

/** Go's AddDate by the wall clock, then hours; a time of day that is skipped is read by the offset of before. */
function cutoff(
  newest: number,
  { years, days, hours }: NonNullable<Policy["within"]>,
  wall: (instant: number) => Wall,
) {
  const asUtc = (at: Wall) => Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  const now = wall(newest);
  const target = asUtc({ ...now, year: now.year - years, day: now.day - days });
  const offsetAt = (instant: number) => asUtc(wall(instant)) - Math.floor(instant / 1000) * 1000;
  const tries = [-86_400_000, 86_400_000].map((shift) => target - offsetAt(target + shift));
  const found = tries.find((instant) => asUtc(wall(instant)) === target) ?? tries[0] ?? 0;
  return found + (((newest % 1000) + 1000) % 1000) - hours * 3_600_000;
}
