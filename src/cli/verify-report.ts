import type { FoundDamage, VerifiedSnapshot } from "../jobs/verify/terms.ts";
import { count, size } from "../report/format.ts";
import { sayDamage } from "../report/messages/damage.ts";
import { sayOddity, sayUnchecked } from "../report/messages/oddities.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayFault } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { BlockCounts } from "../tsdb/deep/findings.ts";
import type { Json } from "./json.ts";
import { type Column, table } from "./table.ts";

/** Stands where nothing is known. */
const unknown = "–";
/** Damage beyond this many places in an archive is only counted. */
const damageShown = 20;

/** One row for each archive: name, size, blocks, how it was found; after a deep look also what was counted in it. */
export function verifiedTable(verified: readonly VerifiedSnapshot[], deep: boolean, language: Language): string {
  const { columns, verify: words } = phrases[language];
  const left = (heading: string): Column => ({ heading, align: "left" });
  const right = (heading: string): Column => ({ heading, align: "right" });
  const heads = [
    ...[left(words.columns.archive), right(columns.size), right(columns.blocks)],
    ...(deep ? [right(columns.series), right(columns.samples)] : []),
    left(words.columns.result),
  ];
  const counted = (amount: number | undefined) => (amount === undefined ? unknown : count(amount, language));
  const rows = verified.map((one) => {
    const { name, bytes, state } = one;
    const { blocks, series, samples } = totalsOf(one);
    const inside = deep ? [counted(series), counted(samples)] : [];
    const shown = bytes === 0 ? unknown : size(bytes, language);
    return [withoutControls(name), shown, counted(blocks), ...inside, words.states[state]];
  });
  return table(heads, rows);
}

/** What is wrong with an archive and what to do about it, a line each; nothing of one that is sound. */
export function findingLines({ name, path, problem, contents }: VerifiedSnapshot, language: Language): string[] {
  const words = phrases[language].verify;
  const damage = contents?.damage ?? [];
  if (problem === undefined && damage.length === 0) return [];
  const lines = damage.slice(0, damageShown).map((one) => `  ${lineOf(one, language)}`);
  if (damage.length > damageShown) lines.push(`  ${words.more(count(damage.length - damageShown, language))}`);
  if (damage.some(({ known }) => !known)) lines.push(`  ${words.adviceOnNew(name)}`);
  else if (damage.length > 0) lines.push(`  ${words.adviceOnKnown(name)}`);
  const said = problem === undefined ? [] : sayFault(problem, language).flatMap((part) => (part ? [`  ${part}`] : []));
  return ["", words.foundIn(path), ...said, ...lines].map(withoutControls);
}

/** What is worth a warning though nothing is lost, one line for all blocks of an archive that are alike. */
export function warningLines({ name, contents }: VerifiedSnapshot, language: Language): string[] {
  const words = phrases[language].verify;
  const blocks = contents?.blocks ?? [];
  const odd = gather(
    blocks.flatMap(({ oddities }) => oddities),
    ({ oddity }) => oddity,
  );
  const unchecked = gather(
    blocks.flatMap((block) => block.unchecked),
    ({ part, value }) => `${part} ${value}`,
  );
  return [
    ...odd.map(([first, alike]) => words.odd(name, sayOddity(first, language), count(alike, language))),
    ...unchecked.map(([first, alike]) => words.unchecked(name, sayUnchecked(first, language), count(alike, language))),
  ];
}

/** Of those that are alike the first, and in how many blocks they are. */
function gather<T extends { readonly block: string }>(told: readonly T[], kindOf: (one: T) => string): [T, number][] {
  return [...Map.groupBy(told, kindOf).values()].flatMap((alike): [T, number][] => {
    const [first] = alike;
    return first === undefined ? [] : [[first, new Set(alike.map(({ block }) => block)).size]];
  });
}

/** The archive as docs/json.md describes it. */
export function verifiedObject(one: VerifiedSnapshot, deep: boolean): Json {
  const { name, path, bytes, state, problem, contents } = one;
  const { blocks, series, chunks, samples } = totalsOf(one);
  const inside = contents && {
    ...{ maker: contents.maker, checksum: contents.checksum, sha256: contents.sha256 },
    ...{ contentBytes: contents.contentBytes, blocks, series, chunks, samples },
    damage: contents.damage.map((found) => ({ ...found })),
    oddities: contents.blocks.flatMap(({ oddities }) => oddities.map((found) => ({ ...found }))),
    unchecked: contents.blocks.flatMap((block) => block.unchecked.map((found) => ({ ...found }))),
  };
  const why = problem && { code: problem.code, details: JSON.parse(JSON.stringify(problem.details)) as Json };
  return { name, path, bytes, deep, state, problem: why, ...inside };
}

function lineOf({ known, ...damage }: FoundDamage, language: Language): string {
  const said = sayDamage(damage, language);
  return known ? phrases[language].verify.known(said) : said;
}

type Counted = Extract<keyof BlockCounts, "series" | "chunks" | "samples">;
type Totals = Partial<Record<"blocks" | Counted, number>>;

/** What all blocks together hold; what one does not tell is not told of all. */
function totalsOf({ contents }: VerifiedSnapshot): Totals {
  if (contents === undefined) return {};
  const { blocks } = contents;
  const sum = (key: Counted) => {
    const counts = blocks.map(({ counts }) => counts[key]);
    const total = counts.reduce<number>((before, one) => before + (one ?? Number.NaN), 0);
    return Number.isNaN(total) ? {} : { [key]: total };
  };
  return { blocks: blocks.length, ...sum("series"), ...sum("chunks"), ...sum("samples") };
}
