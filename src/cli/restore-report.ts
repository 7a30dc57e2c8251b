import type { RestoreReport } from "../jobs/restore/terms.ts";
import { count, duration, localTime, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { instantOf, type Json } from "./json.ts";

/** What is worth knowing of a restore that ended well, a line each: blocks, downtime, the gap, the way back. */
export function summaryLines(report: RestoreReport, language: Language): string[] {
  const words = phrases[language].restored;
  const { minTime, maxTime, stoppedMilliseconds, missingFrom, missingTo, previous, previousBytes = 0 } = report;
  const lines: string[] = [];
  if (report.blocks > 0 && minTime !== undefined && maxTime !== undefined && report.kind !== "undone") {
    lines.push(words.blocks(count(report.blocks, language), localTime(minTime), localTime(maxTime)));
  }
  if (stoppedMilliseconds !== undefined) lines.push(words.stopped(duration(stoppedMilliseconds, language)));
  if (missingFrom !== undefined && missingTo !== undefined) {
    lines.push(words.missing(localTime(missingFrom), localTime(missingTo)));
  }
  if (previous !== undefined) lines.push(words.previous(previous, size(previousBytes, language)));
  if (report.kind === "exchanged") lines.push(words.notProved(""));
  return lines;
}

/** The report as docs/json.md describes it. */
export function restoreObject(report: RestoreReport): Json {
  const { minTime, maxTime, missingFrom, missingTo, leftOut, ...plain } = report;
  const instant = (time: number | undefined) => (time === undefined ? undefined : instantOf(time));
  return {
    ...plain,
    minTime: instant(minTime),
    maxTime: instant(maxTime),
    missingFrom: instant(missingFrom),
    missingTo: instant(missingTo),
    leftOut: leftOut.map(({ ulid, damage, ...range }) => ({
      ulid,
      minTime: instant(range.minTime),
      maxTime: instant(range.maxTime),
      damage: damage.map((one) => ({ ...one })),
    })),
  };
}
