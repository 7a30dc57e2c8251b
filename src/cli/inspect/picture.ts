import { count, duration, localTime } from "../../report/format.ts";
import { phrases } from "../../report/messages/phrases.ts";
import type { Language } from "../../report/messages/sentences.ts";
import type { Overlap, Stretch } from "../../tsdb/coverage.ts";
import { type Column, table } from "../table.ts";
import { leastGap, type SnapshotTime, type TimedBlock } from "./time.ts";
import { drawTimeline, marks, type Timeline } from "./timeline.ts";

/** Narrower is no picture, wider is none that is seen at a glance. */
const [narrowest, widest] = [20, 240];
/** Gaps and overlaps beyond so many are counted: the longest are listed. */
const mostListed = 20;

/** The timeline with what its marks mean, then gaps and overlaps; nothing where no block has samples. */
export function pictureLines(time: SnapshotTime, columns: number, language: Language): string {
  const words = phrases[language].inspect;
  const width = Math.min(widest, Math.max(narrowest, columns));
  const timeline = drawTimeline(time.blocks, time.overlaps, width, leastGap);
  if (timeline === undefined) return "";
  const drawn = [
    timeline.bar,
    timeline.overlaps,
    timeline.ticks,
    timeline.labels,
    ...legend(timeline, width, language),
  ];
  const undrawn = time.undrawn > 0 ? `${words.undrawn(time.undrawn)}\n` : "";
  const lines = drawn.filter((line) => line !== "").map((line) => `${line}\n`);
  return `${lines.join("")}${undrawn}\n${gapLines(time.gaps, language)}${overlapLines(time.overlaps, language)}`;
}

/** The marks that are in the picture with their meaning, in as many lines as they take. */
function legend({ bar, overlaps }: Timeline, width: number, language: Language): string[] {
  const words = phrases[language].inspect.marks;
  const names = ["higher", "second", "first", "head", "gap", "gapWithin", "overlap"] as const;
  const used = names.filter((name) => (name === "overlap" ? overlaps : bar).includes(marks[name]));
  const lines = [""];
  for (const entry of used.map((name) => `${marks[name]} ${words[name]}`)) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = entry;
    else if (last.length + 3 + entry.length > width) lines.push(entry);
    else lines[lines.length - 1] = `${last}   ${entry}`;
  }
  return lines;
}

function gapLines(gaps: readonly Stretch[], language: Language): string {
  const words = phrases[language].inspect;
  if (gaps.length === 0) return `${words.noGaps}\n`;
  const length = gaps.reduce((total, { minTime, maxTime }) => total + maxTime - minTime, 0);
  const heading = words.gaps(count(gaps.length, language), duration(length, language));
  return `${heading}\n${stretchTable(gaps, () => [], [], language)}`;
}

function overlapLines(overlaps: readonly Overlap<TimedBlock>[], language: Language): string {
  const words = phrases[language].inspect;
  if (overlaps.length === 0) return "";
  const which = ({ of }: Overlap<TimedBlock>) =>
    of.length > 2 ? words.blocks(of.length, count(of.length, language)) : of.map(({ ulid }) => ulid).join(" ");
  const heading = words.overlaps(count(new Set(overlaps.flatMap(({ of }) => of)).size, language));
  const column = { heading: words.columns.blocks, align: "left" } as const;
  return `\n${heading}\n${stretchTable(overlaps, (overlap) => [which(overlap)], [column], language)}`;
}

/** A row for each stretch with its length, and what `more` adds; of many the longest, in the order of time. */
function stretchTable<S extends Stretch>(
  stretches: readonly S[],
  more: (stretch: S) => readonly string[],
  columns: readonly Column[],
  language: Language,
): string {
  const { columns: headings, inspect: words } = phrases[language];
  const lengthOf = ({ minTime, maxTime }: Stretch) => maxTime - minTime;
  const longest = stretches.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, mostListed);
  const shown = longest.sort((a, b) => a.minTime - b.minTime);
  const rows = shown.map((stretch) => {
    const times = [localTime(stretch.minTime), localTime(stretch.maxTime), duration(lengthOf(stretch), language)];
    return [...times, ...more(stretch)];
  });
  const heads = [headings.from, headings.to].map((heading): Column => ({ heading, align: "left" }));
  const length: Column = { heading: words.columns.length, align: "right" };
  const rest = stretches.length - shown.length;
  return table([...heads, length, ...columns], rows) + (rest > 0 ? `${words.more(count(rest, language))}\n` : "");
}
