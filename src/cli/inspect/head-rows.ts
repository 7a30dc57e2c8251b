import type { Inspection } from "../../jobs/inspect/inspect.ts";
import { count, duration, localTime, size } from "../../report/format.ts";
import { sayDamage } from "../../report/messages/damage.ts";
import { phrases } from "../../report/messages/phrases.ts";
import type { Language } from "../../report/messages/sentences.ts";
import { leastGap, type SnapshotTime } from "./time.ts";

/** Damage beyond this many files is counted, not named. */
const mostDamage = 10;

type Row = readonly [word: string, value: string];

/** What is told of an archive as a whole, a word and its value in each row. */
export function headRows(inspection: Inspection, time: SnapshotTime, language: Language): readonly Row[] {
  const words = phrases[language].inspect;
  const { archive, maker, instant, sha256 } = inspection;
  return [
    [words.rows.archive, archive],
    [words.rows.size, sizeOf(inspection, language)],
    [words.rows.taken, instant === undefined ? words.unknown : localTime(instant)],
    [words.rows.maker, maker === "script" ? words.script : maker],
    ...(sha256 === undefined ? [] : [["SHA-256", sha256] as const]),
    [words.rows.verified, verdictOf(inspection, language)],
    ...damageRows(inspection, language),
    ...sampleRows(instant, time, language),
  ];
}

function sizeOf({ bytes, contentBytes }: Inspection, language: Language): string {
  const ratio = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(contentBytes / bytes);
  return phrases[language].inspect.sizeOf(size(bytes, language), size(contentBytes, language), ratio);
}

function verdictOf({ verdict }: Inspection, language: Language): string {
  const words = phrases[language].inspect;
  return verdict === undefined ? words.noVerdict : words.verifiedAt(localTime(verdict.at), verdict.deep, verdict.sound);
}

/** The script looked for none, so that nothing can be said of its archives. */
function damageRows({ maker, damaged, damage }: Inspection, language: Language): Row[] {
  const words = phrases[language].inspect;
  if (maker === "script") return [];
  const named = damage.slice(0, mostDamage).map((one) => sayDamage(one, language));
  const rest = damaged - named.length;
  const lines = [...named, ...(rest > 0 ? [words.moreDamage(count(rest, language))] : [])];
  if (lines.length === 0) return [[words.rows.damage, words.noDamage]];
  return lines.map((line, index) => [index === 0 ? words.rows.damage : "", line]);
}

function sampleRows(instant: number | undefined, { whole }: SnapshotTime, language: Language): Row[] {
  const words = phrases[language].inspect;
  if (whole === undefined) return [[words.rows.samples, words.noSamples]];
  const { minTime, maxTime } = whole;
  const span = words.span(localTime(minTime), localTime(maxTime), duration(maxTime - minTime, language));
  const missing = instant === undefined ? 0 : instant - maxTime;
  const rows: Row[] = [[words.rows.samples, span]];
  return missing > leastGap ? [...rows, ["", words.endsBefore(duration(missing, language))]] : rows;
}
