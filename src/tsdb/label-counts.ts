import { headBytes, indexRegions, tailBytes } from "./block-files.ts";
import { type ByteSource, bytesOf } from "./byte-source.ts";
import type { Region } from "./entries.ts";
import { Largest } from "./largest.ts";
import { type PostingsEntry, PostingsTable } from "./postings-table.ts";

/** A metric, and how many series it has. */
export interface MetricCount {
  readonly name: string;
  readonly series: number;
}

/** A label with its value, and how many series have it. */
export interface PairCount {
  readonly name: string;
  readonly value: string;
  readonly series: number;
}

/** A label, and how many values it has. */
export interface LabelCount {
  readonly name: string;
  readonly values: number;
}

/** What an index counts by its labels. Of each list the largest, in descending order; long texts are cut off. */
export interface LabelCounts {
  readonly series: number;
  /** The values of the label `__name__`. */
  readonly metrics: readonly MetricCount[];
  /** Of all other labels. */
  readonly pairs: readonly PairCount[];
  readonly labels: readonly LabelCount[];
  /** How many there are altogether. */
  readonly metricNames: number;
  readonly labelNames: number;
  readonly labelPairs: number;
}

/** Texts are shown, not compared: no more bytes of them are kept. */
const textBytes = 200;
/** Around the references of a list of postings: its length, their number, its checksum. */
const listFrame = 12;
const referenceBytes = 4;
const entriesPerTurn = 100_000;

/**
 * Counts series by their labels from the table of an index's postings alone, which stands at its end: how many series a
 * list names follows from where the next one begins, for every version of Prometheus writes one right behind the other.
 * Only that table is read, and held against its checksum. Of each list of counts the `most` largest are kept. Undefined
 * where the index is damaged or is not laid out so. `turn` is awaited now and then.
 */
export async function countLabels(
  index: ByteSource,
  most: number,
  turn: () => Promise<void>,
): Promise<LabelCounts | undefined> {
  const regions = regionsOf(index);
  const [postings, place] = ["postings", "postings offset table"].map((name) =>
    regions.find(({ section }) => section === name),
  );
  if (postings === undefined || place === undefined) return undefined;
  const table = new PostingsTable(index, place, textBytes);
  const counting = new Counting(most);
  let entries = 0;
  for (const entry of table.entries()) {
    counting.add(entry);
    if (++entries % entriesPerTurn === 0) await turn();
  }
  counting.end(postings.end);
  return table.isSound() ? counting.counts() : undefined;
}

function regionsOf(index: ByteSource): readonly Region[] {
  const toc = index.size - tailBytes;
  if (toc < headBytes) return [];
  const [head, tail] = [bytesOf(index, 0, headBytes), bytesOf(index, toc, tailBytes)];
  if (head.length < headBytes || tail.length < tailBytes) return [];
  return indexRegions(tail, toc, head[4] === 1 ? 1 : 16) ?? [];
}

/** The counting over the entries of a table, which come label by label. */
class Counting {
  readonly #metrics: Largest<Uint8Array>;
  readonly #pairs: Largest<PostingsEntry>;
  readonly #labels: Largest<Uint8Array>;
  readonly #totals = { series: 0, metricNames: 0, labelNames: 0, labelPairs: 0 };
  /** The entry whose list ends where the next one's begins. */
  #open: PostingsEntry | undefined;
  #label: Uint8Array | undefined;
  #values = 0;
  /** A list that is none: then nothing here means anything. */
  #failed = false;

  constructor(most: number) {
    this.#metrics = new Largest(most);
    this.#pairs = new Largest(most);
    this.#labels = new Largest(most);
  }

  add(entry: PostingsEntry): void {
    this.#close(entry.offset);
    this.#open = entry;
  }

  /** Ends the counting at the end of the last list. */
  end(offset: number): void {
    this.#close(offset);
    this.#endLabel();
  }

  /** Undefined where the lists are not one right behind the other. */
  counts(): LabelCounts | undefined {
    if (this.#failed) return undefined;
    return {
      ...this.#totals,
      metrics: this.#metrics.list().map(({ item, count }) => ({ name: textOf(item), series: count })),
      pairs: this.#pairs.list().map(({ item: { name, value }, count }) => {
        return { name: textOf(name), value: textOf(value), series: count };
      }),
      labels: this.#labels.list().map(({ item, count }) => ({ name: textOf(item), values: count })),
    };
  }

  #close(end: number): void {
    const open = this.#open;
    if (open === undefined) return;
    const series = (end - open.offset - listFrame) / referenceBytes;
    if (!Number.isInteger(series) || series < 0) this.#failed = true;
    // The list without a name is that of all series.
    if (open.name.length === 0) this.#totals.series = series;
    else this.#count(open, series);
  }

  #count(entry: PostingsEntry, series: number): void {
    if (this.#label === undefined || !isSame(this.#label, entry.name)) {
      this.#endLabel();
      this.#label = entry.name;
    }
    this.#values++;
    this.#totals.labelPairs++;
    if (!isSame(entry.name, metricLabel)) {
      this.#pairs.add(entry, series);
      return;
    }
    this.#totals.metricNames++;
    this.#metrics.add(entry.value, series);
  }

  #endLabel(): void {
    if (this.#label === undefined) return;
    this.#labels.add(this.#label, this.#values);
    this.#totals.labelNames++;
    this.#values = 0;
  }
}

const metricLabel = new TextEncoder().encode("__name__");

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
