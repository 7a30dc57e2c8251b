import type { OffsetList } from "../chunk-trace.ts";
import { type BlockMeta, readOtherCounts } from "../meta.ts";
import type { BlockFacts } from "./block-proof.ts";
import type { SegmentFacts } from "./chunk-proof.ts";
import type { BlockCounts } from "./findings.ts";
import type { IndexFacts } from "./index-proof.ts";
import type { Notes } from "./notes.ts";
import type { TombstoneFacts } from "./tombstone-proof.ts";

/** What the files of a block say together. */
export interface Comparison {
  readonly counts: BlockCounts;
  /** Whether the references to chunks are not the list of the chunks. */
  readonly unresolved: boolean;
}

/** Holds the files of a block against each other; what is odd is told to the notes of the file that says it. */
export function compareFiles(facts: BlockFacts, about: (file: string) => Notes): Comparison {
  const { meta, metaText, index, segments, tombstones } = facts;
  const counts = countsOf(facts);
  if (meta !== undefined) compareCounts(meta, metaText, counts, about("meta.json"));
  if (meta !== undefined && index !== undefined) compareTimes(meta, index, about("index"));
  if (index !== undefined && tombstones !== undefined) compareStones(index, tombstones, about("tombstones"));
  return {
    counts,
    unresolved: index !== undefined && segments !== undefined && !sameLists(index.references, segments),
  };
}

function countsOf({ index, segments, tombstones }: BlockFacts): BlockCounts {
  const countable = segments?.every(({ samples }) => !samples.countless) ? segments : undefined;
  const sum = (count: (segment: SegmentFacts) => number) => countable?.reduce((total, one) => total + count(one), 0);
  return {
    series: index?.series,
    chunks: segments?.reduce((total, { starts }) => total + starts.count, 0),
    samples: sum(({ samples }) => samples.floats + samples.histograms),
    floatSamples: sum(({ samples }) => samples.floats),
    histogramSamples: sum(({ samples }) => samples.histograms),
    tombstones: tombstones?.stones,
  };
}

/** What is fewer than meta.json counts is told elsewhere where it means a loss; any other difference is odd. */
function compareCounts(meta: BlockMeta, text: string, counts: BlockCounts, notes: Notes): void {
  const others = readOtherCounts(text);
  const pairs: readonly (readonly [name: string, told: number | undefined, found: number | undefined])[] = [
    ["numSeries", meta.series, counts.series],
    ["numChunks", meta.chunks, counts.chunks],
    ["numSamples", meta.samples, counts.samples],
    ["numFloatSamples", others.get("numFloatSamples"), counts.floatSamples],
    ["numHistogramSamples", others.get("numHistogramSamples"), counts.histogramSamples],
    ["numTombstones", others.get("numTombstones"), counts.tombstones],
  ];
  for (const [name, told, found] of pairs) {
    if (told !== undefined && found !== undefined && told !== found) notes.odd("counts", 0, name);
  }
}

/** The times of a block are those of its samples: the first inclusive, the last exclusive. */
function compareTimes(meta: BlockMeta, { chunks, earliest, latest }: IndexFacts, notes: Notes): void {
  if (chunks === 0) return;
  if (earliest.time < meta.minTime) notes.odd("outside the block", earliest.offset, "series");
  else if (latest.time >= meta.maxTime) notes.odd("outside the block", latest.offset, "series");
}

/** Prometheus passes over a stone of a series that is not there. */
function compareStones(index: IndexFacts, { series }: TombstoneFacts, notes: Notes): void {
  for (const [reference, offset] of series) {
    if (!index.hasSeries(reference)) notes.odd("stone for no series", offset, "tombstones");
  }
}

const nothing: Pick<OffsetList, "count"> = { count: 0 };

/** Whether the references lead to the chunks one after the other, and to nothing else. */
function sameLists(references: readonly OffsetList[] | undefined, segments: readonly SegmentFacts[]): boolean {
  if (references === undefined) return false;
  const numbers = [...Array(Math.max(references.length, segments.length)).keys()];
  return numbers.every((number) => {
    const [list, starts] = [references[number], segments[number]?.starts];
    if (list === undefined || starts === undefined) return (list ?? starts ?? nothing).count === 0;
    return list.count === starts.count && list.digest === starts.digest;
  });
}
