import { gapsBetween, type Stretch } from "../../tsdb/coverage.ts";
import { ticksBetween } from "./axis.ts";

/** A block as the picture shows it. */
export interface DrawnBlock extends Stretch {
  /** How often it was compacted; 1 for what came from the head. */
  readonly level: number;
  readonly head: boolean;
}

/** What a column can stand for, as characters that every terminal and every font has. */
export const marks = {
  first: "-",
  second: "=",
  higher: "#",
  head: ">",
  gap: ".",
  gapWithin: ":",
  overlap: "^",
} as const;

/** The lines of a picture; none is wider than was asked. */
export interface Timeline {
  /** Exactly as wide as was asked: what covers the time of each column. */
  readonly bar: string;
  /** Marks the columns in which blocks overlap; empty where none do. */
  readonly overlaps: string;
  readonly ticks: string;
  readonly labels: string;
}

/** Columns from one tick to the next: the widest label (`2026-11-22`, `11-22 11:09`) and some room. */
const tickColumns = 14;

/**
 * Draws when there are samples, in `width` columns of the same length, from the first block's beginning to the last
 * one's end. A gap is what no block covers for longer than `leastGap` milliseconds; each shows in a column at least, as
 * does the head. Undefined where no block covers any time. Times have to be within the calendar.
 */
export function drawTimeline(
  blocks: readonly DrawnBlock[],
  overlaps: readonly Stretch[],
  width: number,
  leastGap: number,
): Timeline | undefined {
  const drawn = blocks.filter(({ minTime, maxTime }) => minTime < maxTime);
  if (drawn.length === 0) return undefined;
  const start = drawn.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY);
  const end = drawn.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY);
  const scale = new Scale(start, end, width);
  const bar = barOf(drawn, scale);
  for (const gap of gapsBetween(drawn, leastGap)) markGap(bar, gap, scale);
  return { bar: bar.join(""), overlaps: overlapLine(overlaps, scale), ...axisOf(scale) };
}

/** Which column stands for which time. */
class Scale {
  readonly start: number;
  readonly end: number;
  readonly width: number;

  constructor(start: number, end: number, width: number) {
    this.start = start;
    this.end = end;
    this.width = width;
  }

  /** Milliseconds that one column stands for. */
  get step(): number {
    return (this.end - this.start) / this.width;
  }

  /** Where a column begins; that of the width is the end. */
  edge(column: number): number {
    return this.start + column * this.step;
  }

  /** The column of an instant. */
  column(instant: number): number {
    const column = Math.floor((instant - this.start) / this.step);
    return Math.min(this.width - 1, Math.max(0, column));
  }

  /** The columns that a stretch lies in, the last one's end excluded. */
  columns({ minTime, maxTime }: Stretch): [first: number, last: number] {
    const first = this.column(minTime);
    const last = this.column(maxTime);
    return [first, last > first && this.edge(last) >= maxTime ? last - 1 : last];
  }
}

/** Each column with the mark that covers most of it. What nothing covers is as what is before it: gaps come later. */
function barOf(blocks: readonly DrawnBlock[], scale: Scale): string[] {
  const shares = Array.from({ length: scale.width }, () => new Map<string, number>());
  for (const block of blocks) {
    const [first, last] = scale.columns(block);
    for (let column = first; column <= last; column++) {
      const from = Math.max(block.minTime, scale.edge(column));
      const to = Math.min(block.maxTime, scale.edge(column + 1));
      const share = shares[column];
      share?.set(markOf(block), (share.get(markOf(block)) ?? 0) + Math.max(0, to - from));
    }
  }
  const bar: string[] = [];
  for (const share of shares) bar.push(largest(share) ?? bar.at(-1) ?? marks.gap);
  for (const block of blocks) if (block.head) bar[scale.columns(block)[1]] = marks.head;
  return bar;
}

function markOf({ level, head }: DrawnBlock): string {
  if (head) return marks.head;
  if (level <= 1) return marks.first;
  return level === 2 ? marks.second : marks.higher;
}

function largest(share: ReadonlyMap<string, number>): string | undefined {
  return [...share].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Empties the columns that lie within a gap; where none does, the one that holds most of it says so. */
function markGap(bar: string[], gap: Stretch, scale: Scale): void {
  const [first, last] = scale.columns(gap);
  let whole = false;
  for (let column = first; column <= last; column++) {
    if (scale.edge(column) < gap.minTime || scale.edge(column + 1) > gap.maxTime) continue;
    bar[column] = marks.gap;
    whole = true;
  }
  if (!whole) bar[scale.column((gap.minTime + gap.maxTime) / 2)] = marks.gapWithin;
}

function overlapLine(overlaps: readonly Stretch[], scale: Scale): string {
  const line = Array.from({ length: scale.width }, () => " ");
  for (const overlap of overlaps) {
    const [first, last] = scale.columns(overlap);
    line.fill(marks.overlap, first, last + 1);
  }
  return line.join("").trimEnd();
}

/** A label that would run into the one before it, or has no room at all, is left out with its tick. */
function axisOf(scale: Scale): Pick<Timeline, "ticks" | "labels"> {
  let [ticks, labels] = ["", ""];
  for (const { instant, label } of ticksBetween(scale.start, scale.end, scale.step * tickColumns)) {
    const column = scale.column(instant);
    const at = Math.min(column, scale.width - label.length);
    if (at < 0 || (labels !== "" && at < labels.length + 2)) continue;
    ticks = `${ticks.padEnd(column)}|`;
    labels = labels.padEnd(at) + label;
  }
  return { ticks, labels };
}
