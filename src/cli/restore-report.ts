import type { RestoreReport } from "../jobs/restore/terms.ts";
import { briefDuration, count, localTime, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { instantOf, type Json } from "./json.ts";
import type { Parts } from "./stopwatch.ts";

/** What is worth knowing of a restore that ended well, a line each: blocks, downtime, the gap, the way back. */
export function summaryLines(report: RestoreReport, parts: Parts, language: Language): string[] {
  const words = phrases[language].restored;
  const { minTime, maxTime, stoppedMilliseconds, missingFrom, missingTo, previous, previousBytes = 0 } = report;
  const lines: string[] = [];
  if (report.blocks > 0 && minTime !== undefined && maxTime !== undefined && report.kind !== "undone") {
    lines.push(words.blocks(count(report.blocks, language), localTime(minTime), localTime(maxTime)));
  }
  if (stoppedMilliseconds !== undefined) lines.push(stoppedLine(stoppedMilliseconds, parts, language));
  if (missingFrom !== undefined && missingTo !== undefined && missingFrom < missingTo) {
    lines.push(words.missing(localTime(missingFrom), localTime(missingTo)));
  }
  if (previous !== undefined) lines.push(words.previous(previous, size(previousBytes, language)));
  const waits = report.kind === "exchanged" || (report.kind === "undone" && report.proof === "not proved");
  if (waits) lines.push(words.notProved());
  return lines;
}

/** A resumed restore knows only how long it took in all. */
function stoppedLine(milliseconds: number, { stop, exchange, start }: Parts, language: Language): string {
  const words = phrases[language].restored;
  const said = (part: number) => briefDuration(part, language);
  if (stop === undefined || exchange === undefined || start === undefined) return words.stopped(said(milliseconds));
  return words.stoppedInParts(said(milliseconds), said(stop), said(exchange), said(start));
}

/** The report as docs/json.md describes it. */
export function restoreObject(report: RestoreReport, parts: Parts): Json {
  const { minTime, maxTime, missingFrom, missingTo, leftOut, ...plain } = report;
  const instant = (time: number | undefined) => (time === undefined ? undefined : instantOf(time));
  return {
    ...plain,
    minTime: instant(minTime),
    maxTime: instant(maxTime),
    missingFrom: instant(missingFrom),
    missingTo: instant(missingTo),
    ...(report.stoppedMilliseconds === undefined ? {} : { parts: { ...parts } }),
    leftOut: leftOut.map(({ ulid, damage, ...range }) => ({
      ulid,
      minTime: instant(range.minTime),
      maxTime: instant(range.maxTime),
      damage: damage.map((one) => ({ ...one })),
    })),
  };
}
