import type { Limits } from "./deletions.ts";

/** What Prometheus keeps at most, as it tells of itself; absent is without limit. */
export interface Retention {
  /** Milliseconds from the newest block's end back. */
  readonly time?: number;
  readonly bytes?: number;
  /** Of the file system that holds the data directory. It overrides `bytes`. */
  readonly percentage?: number;
}

const timeUnits: Readonly<Record<string, number>> = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const sizeUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/**
 * Reads `storageRetention` of Prometheus's runtimeinfo, such as `15d`, `1w2d or 1GiB512MiB`, `15d or 80%`. Undefined
 * when a part of it is none of these forms, for then nobody knows what Prometheus will delete.
 */
export function readRetention(text: string): Retention | undefined {
  const parts = text === "" ? [] : text.split(" or ");
  const limits = parts.map((part) => timeIn(part) ?? bytesIn(part) ?? percentageIn(part));
  return limits.includes(undefined) ? undefined : Object.assign({}, ...limits);
}

/** What that means on a file system of this size. */
export function limitsOf({ time, bytes, percentage }: Retention, diskBytes: number): Limits {
  const kept = percentage === undefined ? bytes : Math.floor((diskBytes * percentage) / 100);
  return { ...(time !== undefined && { time }), ...(kept !== undefined && { bytes: kept }) };
}

/** Milliseconds of a duration as Prometheus writes it, such as `1w2d`; undefined for any other text. */
export function durationIn(text: string): number | undefined {
  return sum(text, /(\d+)(ms|[ywdhms])/g, (unit) => timeUnits[unit]);
}

function timeIn(text: string): Retention | undefined {
  const time = durationIn(text);
  return time === undefined ? undefined : { time };
}

function bytesIn(text: string): Retention | undefined {
  const bytes = sum(text, /(\d+)([KMGTPE]iB|B)/g, (unit) => 1024 ** sizeUnits.indexOf(unit));
  return bytes === undefined ? undefined : { bytes };
}

function percentageIn(text: string): Retention | undefined {
  const percentage = /^\d+(?:\.\d+)?(?:e[-+]\d+)?%$/.test(text) ? Number(text.slice(0, -1)) : undefined;
  return percentage === undefined ? undefined : { percentage };
}

/** Adds up a text that is made of amounts with units and nothing else. */
function sum(text: string, amounts: RegExp, factor: (unit: string) => number | undefined): number | undefined {
  if (text === "" || text.replace(amounts, "") !== "") return undefined;
  return [...text.matchAll(amounts)].reduce((total, [, amount, unit]) => {
    return total + Number(amount) * (factor(unit ?? "") ?? 0);
  }, 0);
}
