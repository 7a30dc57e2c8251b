import type { Lineage } from "../tsdb/lineage.ts";
import { numberOf } from "./metrics.ts";
import type { Probe } from "./probe.ts";
import type { QueriedSeries } from "./readings.ts";

/**
 * Those of the expected blocks whose samples are in none of the others: neither the block itself is there, nor one that
 * replaced it, nor are all its sources in blocks that are there. Compaction may follow a start at once.
 */
export function notAmong<B extends Lineage>(expected: readonly B[], there: readonly Lineage[]): B[] {
  const ulids = new Set(there.flatMap(({ ulid, parents }) => [ulid, ...parents]));
  const sources = new Set(there.flatMap((block) => block.sources));
  const replaced = (block: Lineage) => block.sources.length > 0 && block.sources.every((source) => sources.has(source));
  return expected.filter((block) => !ulids.has(block.ulid) && !replaced(block));
}

/** The query for a probe: of the series with these labels the samples of that very millisecond, as they are stored. */
export function queryOf({ labels }: Pick<Probe, "labels">): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${matchers.join(",")}}[1ms]`;
}

/** The value that an answer has for the probe's series at the probe's time; undefined where it has none. */
export function answeredValue(probe: Probe, answer: readonly QueriedSeries[]): string | undefined {
  const series = answer.find(({ labels }) => sameLabels(labels, probe.labels));
  return series?.samples.find(({ time }) => time === probe.time)?.value;
}

/** Whether two texts stand for the same number: a later version may write one with other digits of its exponent. */
export function sameValue(one: string, other: string): boolean {
  const [first, second] = [numberOf(one), numberOf(other)];
  return first !== undefined && Object.is(first, second);
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
