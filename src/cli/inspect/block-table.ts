import type { InspectedBlock } from "../../jobs/inspect/blocks.ts";
import { count, duration, localTime, size } from "../../report/format.ts";
import { damageProblems } from "../../report/messages/damage.ts";
import { phrases } from "../../report/messages/phrases.ts";
import type { Language } from "../../report/messages/sentences.ts";
import type { BlockMeta } from "../../tsdb/meta.ts";
import { type Column, table } from "../table.ts";

/** Stands where a block does not tell. */
const unknown = "–";
/** What a person reads at most; the newest blocks are shown. */
const mostBlocks = 100;
/** The longest time in milliseconds that can be said as a duration, far beyond what a calendar has. */
const longest = 8.64e15 * 2;

/** One row for each block, oldest first, and one for all together, in which a series counts once for each block. */
export function blockTable(blocks: readonly InspectedBlock[], language: Language): string {
  const words = phrases[language].inspect;
  const shown = blocks.slice(-mostBlocks);
  const rows = shown.map((block) => rowOf(block, language));
  const older = blocks.length - shown.length;
  const rest = older > 0 ? `${words.olderBlocks(count(older, language))}\n` : "";
  return table(headings(language), [...rows, totalRow(blocks, language)]) + rest;
}

function headings(language: Language): Column[] {
  const { columns, inspect } = phrases[language];
  const { block, length, chunks, size: bytes, level, note } = inspect.columns;
  const left = [block, columns.from, columns.to].map((heading): Column => ({ heading, align: "left" }));
  const right = [length, columns.series, columns.samples, chunks, bytes, level];
  return [...left, ...right.map((heading): Column => ({ heading, align: "right" })), { heading: note, align: "left" }];
}

function rowOf(block: InspectedBlock, language: Language): string[] {
  const { ulid, meta, bytes } = block;
  const counted = (amount: number | undefined) => countOf(amount, language);
  return [
    ulid,
    meta === undefined ? unknown : localTime(meta.minTime),
    meta === undefined ? unknown : localTime(meta.maxTime),
    lengthOf(meta, language),
    ...[meta?.series, meta?.samples, meta?.chunks].map(counted),
    size(bytes, language),
    counted(meta?.level),
    notesOf(block, language),
  ];
}

function totalRow(blocks: readonly InspectedBlock[], language: Language): string[] {
  const words = phrases[language].inspect;
  const sum = (of: (block: InspectedBlock) => number | undefined) =>
    blocks.reduce((total, block) => total + (of(block) ?? 0), 0);
  const counted = [sum(({ meta }) => meta?.series), sum(({ meta }) => meta?.samples), sum(({ meta }) => meta?.chunks)];
  return [
    words.blocks(blocks.length, count(blocks.length, language)),
    ...["", "", ""],
    ...counted.map((total) => countOf(total, language)),
    size(
      sum(({ bytes }) => bytes),
      language,
    ),
  ];
}

/** What a hostile meta.json counts beyond all exact numbers is no count. */
function countOf(amount: number | undefined, language: Language): string {
  return amount === undefined || amount > Number.MAX_SAFE_INTEGER ? unknown : count(amount, language);
}

function lengthOf(meta: BlockMeta | undefined, language: Language): string {
  const length = meta === undefined ? Number.NaN : meta.maxTime - meta.minTime;
  return length <= longest ? duration(length, language) : unknown;
}

function notesOf({ meta, problem, head, outOfOrder, damaged }: InspectedBlock, language: Language): string {
  const { inspect: words, damagedFiles } = phrases[language];
  const notes = [
    ...(problem === undefined ? [] : [`meta.json: ${damageProblems[language][problem]}`]),
    ...(head ? [words.notes.head] : []),
    ...(outOfOrder ? [words.notes.outOfOrder] : []),
    ...(meta?.samples === 0 ? [words.notes.empty] : []),
    ...(damaged > 0 ? [damagedFiles(damaged)] : []),
  ];
  return notes.join(", ");
}
