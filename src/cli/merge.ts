import type { Fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { PlannedBlock } from "../jobs/restore/merge/plan.ts";
import type { MergedBlock, MergeReport, PlannedMerge, UnreadBlock } from "../jobs/restore/merge/terms.ts";
import { count, localTime, size } from "../report/format.ts";
import { leftOutInEnglish, leftOutInFrench } from "../report/messages/merge-reasons.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";
import { instantOf, type Json } from "./json.ts";
import { showRows } from "./plan.ts";
import { type Column, table } from "./table.ts";

type ShownBlock = PlannedBlock | MergedBlock;

const leftOutIn = { en: leftOutInEnglish, fr: leftOutInFrench } as const;

/**
 * What `restore --merge --dry-run` prints: every block of the archive with what the merge would do with it now. Throws
 * `refusal`, where the merge would be refused as a whole.
 */
export function showMergePlan(desk: Desk, plan: PlannedMerge, refusal: Fault | undefined): ExitCode {
  desk.progress.end();
  const language = desk.languages.diagnostics;
  const { merge: words, restorePlan, roomOf } = phrases[language];
  const { archive, headBeginning, freeBytes, neededBytes, unread, blocks } = plan;
  showRows(desk, [
    [restorePlan.archive, archive],
    [restorePlan.room, roomOf(size(freeBytes, language), size(neededBytes, language))],
    [words.headBeginning, localTime(headBeginning)],
  ]);
  desk.result(`\n${blockTable(blocks, unread, language)}`);
  if (refusal !== undefined) throw refusal;
  const head = instantOf(headBeginning);
  const plain = { archive, freeBytes, neededBytes, headBeginning: head };
  desk.json({
    plan: { ...plain, blocks: blocks.map(blockObject), damage: unread.map(({ damage }) => ({ ...damage })) },
  });
  return exitCodes.done;
}

/** Tells how a merge ended; `tellRestored` says the script's line for it, where something was added. */
export function tellMerge(desk: Desk, report: MergeReport, tellRestored: () => void): ExitCode {
  const language = desk.languages.diagnostics;
  const words = phrases[language].merge;
  const { archive, blocks, damage, ...plain } = report;
  const counted = (kind: MergedBlock["decision"]["kind"]) =>
    blocks.filter(({ decision }) => decision.kind === kind).length;
  const [added, there, leftOut] = [counted("added"), counted("there"), counted("left out")];
  if (added > 0) tellRestored();
  else desk.scriptLine(withoutControls(words.nothingToDo(archive)));
  desk.diagnostics.info(words.summary(count(added, language), count(there, language), count(leftOut, language)));
  const told = blocks.filter(({ decision }) => decision.kind === "left out");
  for (const block of told) desk.diagnostics.info(lineOf(block, language));
  const counts = { archive, added, there, leftOut };
  desk.json({
    merge: { ...plain, ...counts, blocks: blocks.map(blockObject), damage: damage.map((one) => ({ ...one })) },
  });
  return exitCodes.done;
}

/** One row for each block: time range, size, what becomes of it and why. */
function blockTable(blocks: readonly ShownBlock[], unread: readonly UnreadBlock[], language: Language): string {
  const { merge: words, columns } = phrases[language];
  const left = (heading: string): Column => ({ heading, align: "left" });
  const heads = [
    ...[left(words.columns.block), left(columns.from), left(columns.to)],
    ...[{ heading: words.columns.size, align: "right" } as const, left(words.columns.state), left(words.columns.why)],
  ];
  const rows = blocks.map((block) => {
    const times = [localTime(block.minTime), localTime(block.maxTime)];
    return [block.ulid, ...times, size(block.bytes, language), stateOf(block, language), whyOf(block, language)];
  });
  const damaged = leftOutIn[language]("damaged");
  return table(heads, [...rows, ...unread.map(({ ulid }) => [ulid, "–", "–", "–", words.states.leftOut, damaged])]);
}

function stateOf({ decision }: ShownBlock, language: Language): string {
  const { states } = phrases[language].merge;
  return decision.kind === "left out" ? states.leftOut : states[decision.kind];
}

/** The reason, and the block because of which, where there is one. */
function whyOf({ ulid, decision }: ShownBlock, language: Language): string {
  if (decision.kind === "there") {
    return decision.other === ulid ? "" : phrases[language].merge.within(decision.other);
  }
  if (decision.kind !== "left out") return "";
  const reason = leftOutIn[language](decision.reason);
  return decision.other === undefined ? reason : `${reason} (${decision.other})`;
}

function lineOf(block: MergedBlock, language: Language): string {
  const [from, to] = [localTime(block.minTime), localTime(block.maxTime)];
  return phrases[language].merge.leftOut(block.ulid, from, to, whyOf(block, language));
}

function blockObject({ ulid, minTime, maxTime, bytes, decision }: ShownBlock): Json {
  const { kind: state, ...why } = decision;
  return { ulid, minTime: instantOf(minTime), maxTime: instantOf(maxTime), bytes, state, ...why };
}
