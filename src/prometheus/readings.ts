import { type Lineage, lineageOf } from "../tsdb/lineage.ts";
import { isRecord } from "../tsdb/meta.ts";

/** The `data` of an answer of Prometheus's API. */
export type Data = Readonly<Record<string, unknown>>;

/** What promsnap reads of `/api/v1/status/runtimeinfo`. */
export interface RuntimeInfo {
  /** As Prometheus writes it; another one means that another process answers. */
  readonly startTime: string;
  readonly CWD: string;
  /** How long and how much it keeps, in its own words, such as `15d or 512MiB`; empty when it does not tell. */
  readonly storageRetention: string;
}

/** How far Prometheus has read its write-ahead log, in segments. Before and after that they may all be zero. */
export interface WalReplay {
  readonly min: number;
  readonly max: number;
  readonly current: number;
}

/** A sample as Prometheus sent it: its time in milliseconds since 1970, and its value in Prometheus's own writing. */
export interface QueriedSample {
  readonly time: number;
  readonly value: string;
}

/** One series of a query's result. Histograms are left out. */
export interface QueriedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly QueriedSample[];
}

/** The texts among the data, such as the flags; undefined when there are none. */
export function textsIn(data: Data): Record<string, string> | undefined {
  const texts = textsOf(data);
  return Object.keys(texts).length === 0 ? undefined : texts;
}

/** Undefined, here and below, for data of another shape than Prometheus's. */
export function runtimeIn({ startTime, CWD, storageRetention }: Data): RuntimeInfo | undefined {
  if (typeof startTime !== "string" || typeof CWD !== "string") return undefined;
  return { startTime, CWD, storageRetention: typeof storageRetention === "string" ? storageRetention : "" };
}

export function versionIn({ version }: Data): { readonly version: string } | undefined {
  return typeof version === "string" ? { version } : undefined;
}

export function yamlIn({ yaml }: Data): string | undefined {
  return typeof yaml === "string" ? yaml : undefined;
}

export function replayIn({ min, max, current }: Data): WalReplay | undefined {
  if (typeof min !== "number" || typeof max !== "number" || typeof current !== "number") return undefined;
  return { min, max, current };
}

export function blocksIn({ blocks }: Data): Lineage[] | undefined {
  // Go writes a list of nothing as null.
  if (blocks === null) return [];
  return Array.isArray(blocks) ? eachOf(blocks, lineageOf) : undefined;
}

/** The series of an instant query's result, which is a vector or, where a range was asked for, a matrix. */
export function seriesIn({ resultType, result }: Data): QueriedSeries[] | undefined {
  if ((resultType !== "vector" && resultType !== "matrix") || !Array.isArray(result)) return undefined;
  return eachOf(result, (series) => {
    if (!isRecord(series) || !isRecord(series["metric"])) return undefined;
    const points = Array.isArray(series["values"]) ? series["values"] : [];
    const samples = eachOf("value" in series ? [series["value"]] : points, sampleOf);
    return samples && { labels: textsOf(series["metric"]), samples };
  });
}

function sampleOf(point: unknown): QueriedSample | undefined {
  const [time, value] = Array.isArray(point) ? (point as unknown[]) : [];
  if (typeof time !== "number" || typeof value !== "string") return undefined;
  return { time: Math.round(time * 1000), value };
}

function textsOf(data: Data): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** What each gives, or undefined as soon as one gives nothing. */
function eachOf<T>(values: readonly unknown[], read: (value: unknown) => T | undefined): T[] | undefined {
  const found: T[] = [];
  for (const value of values) {
    const one = read(value);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}
