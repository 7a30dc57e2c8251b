import { saySpan } from "../config/span.ts";
import type { Loss } from "../faults/prune.ts";
import type { AfterRun } from "../jobs/retention.ts";
import { doomed, type RetentionPlan } from "../jobs/retention-plan.ts";
import type { StockedSnapshot } from "../jobs/stock.ts";
import { duration, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { withoutControls } from "../report/text.ts";
import type { KeepReason, Retained } from "../snapshots/retention.ts";
import { instantOf, type Json } from "./json.ts";
import { type Column, table } from "./table.ts";

/** What becomes of a snapshot that is not kept. */
export type Fate = "deleted" | "toBeDeleted" | "notDeleted";

/** One row for each snapshot, oldest first: its age at `now`, its size, and why it is kept or what becomes of it. */
export function retentionTable(
  snapshots: RetentionPlan["snapshots"],
  now: number,
  fateOf: (snapshot: StockedSnapshot) => Fate,
  language: Language,
): string {
  const { columns, prune } = phrases[language];
  const left = (heading: string): Column => ({ heading, align: "left" });
  const right = (heading: string): Column => ({ heading, align: "right" });
  const heads = [left(columns.name), right(prune.columns.age), right(columns.size), left(columns.state)];
  const rows = snapshots.map(({ snapshot, reasons }) => [
    withoutControls(snapshot.name),
    duration(now - snapshot.instant, language),
    size(snapshot.bytes, language),
    stateOf(snapshot, language),
    reasons.length === 0 ? prune[fateOf(snapshot)] : reasons.map((reason) => sayReason(reason, language)).join(", "),
  ]);
  return table([...heads, left(prune.columns.because)], rows);
}

function stateOf({ flaw }: StockedSnapshot, language: Language): string {
  const words = phrases[language];
  switch (flaw?.kind) {
    case undefined:
      return words.sound;
    case "damaged":
      return words.damagedFiles(flaw.files);
    case "unsound":
      return words.prune.unsound;
    case "unreadable":
      return flaw.problem.code;
    case "other date":
      return words.prune.otherDate;
  }
}

function sayReason(reason: KeepReason, language: Language): string {
  const words = phrases[language].prune;
  if (reason.rule === "within") return words.within(saySpan(reason.span));
  if (reason.rule === "replica") return withoutControls(phrases[language].replica.neededBy(reason.store));
  if (!("count" in reason)) return words[reason.rule];
  const rule = words.rules[reason.rule](reason.count);
  return reason.oldest ? words.oldest(rule) : rule;
}

/** The archive bytes of snapshots. */
export function bytesOf(snapshots: readonly StockedSnapshot[]): number {
  return snapshots.reduce((total, { bytes }) => total + bytes, 0);
}

/** A snapshot with what becomes of it, as docs/json.md describes it. */
export function retainedObject({ snapshot, reasons }: Retained<StockedSnapshot>): Json {
  const { name, path, instant, bytes, good, flaw } = snapshot;
  const said = reasons.map((reason) => (reason.rule === "within" ? { ...reason, span: saySpan(reason.span) } : reason));
  return {
    ...{ name, path, bytes, instant: instantOf(instant), good, flaw: flaw?.kind },
    ...{ keep: reasons.length > 0, reasons: said },
  };
}

/** The loss that keeps snapshots from being deleted. */
export function lossObject(loss: Loss | undefined): Json {
  return loss && { ...loss, from: instantOf(loss.from), to: instantOf(loss.to) };
}

/** What became of the older snapshots after a run. */
export function afterRunObject({ kept, deleted, loss }: AfterRun): Json {
  const names = deleted.map(({ name }) => name);
  return { kept, deleted: names, freedBytes: bytesOf(deleted), loss: lossObject(loss) };
}

/** What retention would do after a run. */
export function retentionPlanObject(plan: RetentionPlan): Json {
  return {
    delete: doomed(plan).map(({ path }) => path),
    freedBytes: bytesOf(doomed(plan)),
    loss: lossObject(plan.loss),
  };
}
