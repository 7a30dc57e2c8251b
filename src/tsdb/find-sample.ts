import { headBytes, indexRegions, tailBytes } from "./block-files.ts";
import type { BytesAt } from "./cursor.ts";
import { firstSample, firstSampleBytes, type Sample } from "./first-sample.ts";
import { type Series, seriesIn } from "./series.ts";
import { lookUp, type SymbolTable } from "./symbols.ts";
import { type Deletions, isDeleted } from "./tombstones.ts";

/** A block's files as the search reads them: pure reading, nothing beyond a file's end. */
export interface SearchedBlock {
  readonly index: BytesAt;
  readonly indexSize: number;
  /** The chunk file of this segment, counted from 0; undefined when there is none. */
  segment(number: number): BytesAt | undefined;
  readonly deletions: Deletions;
}

/** A sample with its series's labels. */
export interface LabelledSample extends Sample {
  readonly labels: Readonly<Record<string, string>>;
}

/** What bounds the search, whatever a block holds: series looked at, bytes of the symbol table, bytes and number of labels. */
const bounds = { series: 50_000, symbols: 256 << 20, text: 256, labels: 64 };

/** How many samples have their labels read at once: each time costs a pass over the symbol table. */
const batches = [16, 256, 4096];

/** Names that every version of Prometheus takes in a query without quotes. */
const classicName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Finds a sample that a query shows: neither stale nor deleted, at a time that `accepts`, of a series whose labels can
 * be written in a query of every version. Undefined when there is none among the first thousands of series.
 */
export function findSample(block: SearchedBlock, accepts: (time: number) => boolean): LabelledSample | undefined {
  const sections = sectionsOf(block);
  if (sections === undefined) return undefined;
  const samples = samplesOf(block, sections.series, accepts);
  for (const batch of batches) {
    const labelled = firstLabelled(block.index, sections.symbols, nextOf(samples, batch));
    if (labelled !== undefined) return labelled;
  }
  return undefined;
}

interface Candidate {
  readonly series: Series;
  readonly sample: Sample;
}

type SeriesSection = Parameters<typeof seriesIn>[1];

function sectionsOf({ index, indexSize }: SearchedBlock): { series: SeriesSection; symbols: SymbolTable } | undefined {
  const toc = indexSize - tailBytes;
  if (toc < headBytes) return undefined;
  const version = index(0, headBytes)[4] ?? 0;
  const regions = indexRegions(Uint8Array.from(index(toc, tailBytes)), toc, version === 1 ? 1 : 16) ?? [];
  const [series, symbols] = ["series", "symbols"].map((name) => regions.find(({ section }) => section === name));
  return series && symbols && { series, symbols: { start: symbols.start, end: symbols.end, version } };
}

/** The samples that would do as far as their labels allow, at most one of each series. */
function* samplesOf(
  block: SearchedBlock,
  section: SeriesSection,
  accepts: (time: number) => boolean,
): Generator<Candidate> {
  for (const series of seriesIn(block.index, section).take(bounds.series)) {
    if (series.labels.length > bounds.labels) continue;
    const sample = [series.chunks.at(-1), series.chunks[0]]
      .map((chunk) => chunk && firstSample(block.segment(chunk.segment)?.(chunk.offset, firstSampleBytes) ?? nothing))
      .find((found) => found && accepts(found.time) && !isDeleted(block.deletions, series.reference, found.time));
    if (sample !== undefined) yield { series, sample };
  }
}

const nothing = new Uint8Array(0);

/** The next ones; unlike the iterator's own `take` it leaves the rest to be taken. */
function nextOf<T>(iterator: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const { done, value } = iterator.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

function firstLabelled(
  index: BytesAt,
  table: SymbolTable,
  candidates: readonly Candidate[],
): LabelledSample | undefined {
  const references = new Set(candidates.flatMap(({ series }) => series.labels.flat()));
  const texts = lookUp(index, table, references, { span: bounds.symbols, length: bounds.text });
  for (const { series, sample } of candidates) {
    const labels = series.labels.map(([name, value]) => [texts.get(name) ?? "", texts.get(value)] as const);
    // Without a metric's name a query would select series of every metric.
    const named = labels.some(([name]) => name === "__name__");
    if (!named || labels.some(([name, value]) => !classicName.test(name) || value === undefined)) continue;
    return { ...sample, labels: Object.fromEntries(labels as [string, string][]) };
  }
  return undefined;
}
