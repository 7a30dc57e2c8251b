import type { Finding, Problem } from "./damage.ts";

/** What promsnap reads of a block's meta.json. Times are milliseconds since 1970, `maxTime` exclusive. */
export interface BlockMeta {
  readonly ulid: string;
  readonly minTime: number;
  readonly maxTime: number;
  readonly samples: number;
  readonly series: number;
  readonly chunks: number;
  readonly level: number;
}

/** A ULID: 26 characters of Crockford's base 32, which Prometheus writes in upper case. */
const ulidPattern = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** True for a name that Prometheus takes for a block's. */
export function isUlid(name: string): boolean {
  return ulidPattern.test(name);
}

/** No meta.json is near this size in bytes; what is larger is not read. */
export const largestMeta = 4 << 20;

/** Reads the meta.json of the block in the directory named `ulid`, or says what is wrong with it. */
export function readMeta(text: string, ulid: string): { meta: BlockMeta } | { finding: Finding } {
  const bad = (problem: Problem) => ({ finding: { offset: 0, problem, section: "meta.json" } });
  const json = parse(text);
  if (!isRecord(json)) return bad("not JSON");
  if (json["version"] !== 1) return bad("version");
  if (json["ulid"] !== ulid) return bad("another block's");
  const { minTime, maxTime, stats, compaction } = json;
  if (!isTime(minTime) || !isTime(maxTime) || minTime > maxTime) return bad("times");
  const counts = isRecord(stats) ? stats : {};
  const [samples, series, chunks] = [counts["numSamples"], counts["numSeries"], counts["numChunks"]].map(countOf);
  if (samples === undefined || series === undefined || chunks === undefined) return bad("statistics");
  const level = countOf(isRecord(compaction) ? compaction["level"] : 0) ?? 0;
  return { meta: { ulid, minTime, maxTime, samples, series, chunks, level } };
}

/** What a meta.json counts besides, by the name that it has there; samples by kind only since Prometheus 3. */
export type OtherCounts = ReadonlyMap<"numTombstones" | "numFloatSamples" | "numHistogramSamples", number>;

/** The other counts in the text of a meta.json that can be read. */
export function readOtherCounts(text: string): OtherCounts {
  const json = parse(text);
  const stats = isRecord(json) && isRecord(json["stats"]) ? json["stats"] : {};
  const [tombstones = 0, floats, histograms] = [
    stats["numTombstones"],
    stats["numFloatSamples"],
    stats["numHistogramSamples"],
  ].map((value) => (value === undefined ? undefined : countOf(value)));
  const byKind = floats !== undefined || histograms !== undefined;
  return new Map([
    ["numTombstones", tombstones],
    ...(byKind
      ? ([
          ["numFloatSamples", floats ?? 0],
          ["numHistogramSamples", histograms ?? 0],
        ] as const)
      : []),
  ]);
}

/** The value that a JSON text stands for; undefined when it is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * True for a time as Prometheus has it, a whole number of 64 bits: it passes over a block with any other. JSON has numbers
 * beyond, which are read as infinite and cannot be written again.
 */
export function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 2 ** 63;
}

/** Prometheus leaves out counts of zero. */
function countOf(value: unknown): number | undefined {
  if (value === undefined) return 0;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 64 ? value : undefined;
}
