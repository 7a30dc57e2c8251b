import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { RestorePlan } from "../jobs/restore/terms.ts";
import { count, localTime, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Desk } from "./desk.ts";
import { instantOf } from "./json.ts";
import { showRows } from "./plan.ts";

/** What `restore --dry-run` prints: what the restore would do now, one line for each part of it. */
export function showRestorePlan(desk: Desk, plan: RestorePlan): ExitCode {
  const language = desk.languages.diagnostics;
  const { restorePlan: words, rangeOf, roomOf, plan: others } = phrases[language];
  const { blocks, minTime, maxTime, owner } = plan;
  const listed = (names: readonly string[]) => (names.length === 0 ? others.none : names.join(" "));
  const range =
    blocks === undefined || minTime === undefined || maxTime === undefined
      ? words.unknown
      : rangeOf(count(blocks, language), localTime(minTime), localTime(maxTime));
  showRows(desk, [
    [words.archive, plan.archive],
    [words.blocks, range],
    [words.room, roomOf(size(plan.freeBytes, language), size(plan.neededBytes, language))],
    [words.stops, plan.serviceRuns ? plan.stop : others.none],
    [words.moved, listed(plan.moved)],
    [words.previous, plan.previous],
    [words.stays, listed(plan.stays)],
    [words.owner, `${owner.user}:${owner.group}`],
    [words.starts, plan.start === "" ? others.none : plan.start],
  ]);
  const instant = (time: number | undefined) => (time === undefined ? undefined : instantOf(time));
  desk.json({ plan: { ...plan, owner: { ...owner }, minTime: instant(minTime), maxTime: instant(maxTime) } });
  return exitCodes.done;
}
