import { dirname } from "node:path/posix";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import type { BackupPlan } from "../jobs/backup-terms.ts";
import { doomed, type RetentionPlan } from "../jobs/retention-plan.ts";
import { notice } from "../notices.ts";
import { count, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";
import { plannedObject, replicaRows } from "./replicas.ts";
import { retentionPlanObject } from "./retention.ts";

/** What `run --dry-run` prints: what a run would do now, one line for each part of it. */
export function showPlan(desk: Desk, plan: BackupPlan): ExitCode {
  const language = desk.languages.diagnostics;
  const words = phrases[language].plan;
  const blocks = phrases[language].blocksOf(count(plan.blocks, language), size(plan.blockBytes, language));
  const leftovers = plan.leftovers.length === 0 ? [words.none] : plan.leftovers;
  const rows = [
    [words.request, plan.request],
    [words.archive, plan.archive],
    [words.blocks, blocks],
    ...(plan.freeBytes === undefined ? [] : [[words.free, size(plan.freeBytes, language)]]),
    ...leftovers.map((path, index) => [index === 0 ? words.leftovers : "", path]),
  ];
  const { retention, replicas, ...plain } = plan;
  const loss = retention?.loss;
  if (loss !== undefined) desk.notice(notice("retention.stopped", { store: dirname(plan.archive), ...loss }));
  const replicated = replicas?.map((one) => (loss === undefined ? one : { ...one, remove: [] }));
  showRows(desk, [
    ...rows,
    ...(retention === undefined ? [] : retentionRows(retention, language)),
    ...(replicated === undefined ? [] : replicaRows(replicated, language)),
  ]);
  const further = replicated && { replicas: replicated.map(plannedObject) };
  desk.json({ plan: { ...plain, ...(retention && { retention: retentionPlanObject(retention) }), ...further } });
  return exitCodes.done;
}

/** What would be deleted once the new snapshot is stored: nothing while a loss is not accepted. */
function retentionRows(retention: RetentionPlan, language: Language): string[][] {
  const { plan, prune } = phrases[language];
  const paths = retention.loss === undefined ? doomed(retention).map(({ path }) => path) : [];
  return (paths.length === 0 ? [plan.none] : paths).map((path, index) => [index === 0 ? prune.wouldDelete : "", path]);
}

/** Words and their values in two columns, a line each. */
export function showRows(desk: Desk, rows: readonly (readonly string[])[]): void {
  const widest = rows.reduce((most, [word]) => Math.max(most, word?.length ?? 0), 0);
  for (const [word = "", value = ""] of rows) {
    desk.result(`${word.padEnd(widest)}  ${withoutControls(value)}\n`);
  }
}
