import type { Configuration } from "../config/load.ts";
import { saySpan } from "../config/span.ts";
import { locationOf } from "../config/store-setting.ts";
import { type Fault, fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { thenPublish } from "../jobs/metrics/publish.ts";
import { type PruneReport, planPrune, prune, stopping } from "../jobs/prune.ts";
import { doomed, type RetentionPlan } from "../jobs/retention-plan.ts";
import { notice } from "../notices.ts";
import { count, size } from "../report/format.ts";
import { lossInEnglish, lossInFrench } from "../report/messages/losses.ts";
import { phrases } from "../report/messages/phrases.ts";
import { withoutControls } from "../report/text.ts";
import { type Policy, policyOf } from "../snapshots/policy.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import type { Json } from "./json.ts";
import { bytesOf, type Fate, lossObject, retainedObject, retentionTable } from "./retention.ts";
import type { World } from "./world.ts";

type PruneInvocation = Extract<Invocation, { command: "prune" }>;

const lossIn = { en: lossInEnglish, fr: lossInFrench } as const;

/** `promsnap prune`: deletes what the policy does not keep, or shows what it would delete. Answers the exit code. */
export async function pruneCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  { policy: typed, accept, dryRun, choices }: PruneInvocation,
): Promise<ExitCode> {
  const policy = typed ?? policyOf(settings);
  if (policy === undefined && !accept) throw fault("prune.noPolicy", { path: choices.config });
  const context = { system, settings, createWorker, signal };
  const now = system.clock.now();
  const store = locationOf(settings.SNAPSHOT_DIR);
  if (dryRun) return showPlan(desk, await planPrune(context, { policy, accept }), policy, accept, now, store);
  const done = await thenPublish(context, desk.notice, () => prune(context, { policy, accept }, desk.notice));
  if (accept) tellAccepted(desk, done.plan);
  return tellDone(desk, done, policy, now, store);
}

function showPlan(
  desk: Desk,
  plan: RetentionPlan,
  policy: Policy | undefined,
  accept: boolean,
  now: number,
  store: string,
): ExitCode {
  const language = desk.languages.diagnostics;
  const words = phrases[language];
  const { snapshots } = plan;
  const loss = stopping(plan, accept);
  if (loss !== undefined) desk.notice(notice("retention.stopped", { store, ...loss }));
  const doom = doomed(plan);
  const freed = bytesOf(doom);
  const kept = snapshots.length - doom.length;
  if (snapshots.length > 0) {
    desk.result(retentionTable(snapshots, now, () => "toBeDeleted", language));
    const counts = [count(doom.length, language), size(freed, language), count(kept, language)] as const;
    desk.result(`${words.prune.planned(...counts)}\n`);
  } else if (policy !== undefined) desk.diagnostics.info(words.nothingStored(store));
  desk.json({ plan: { ...policyObject(policy), ...objectOf(plan), kept, deleted: doom.length, freedBytes: freed } });
  return exitCodes.done;
}

function tellAccepted(desk: Desk, { loss }: RetentionPlan): void {
  const language = desk.languages.diagnostics;
  const words = phrases[language].prune;
  if (loss === undefined) desk.diagnostics.info(words.nothingToAccept());
  else desk.scriptLine(withoutControls(words.accepted(lossIn[language](loss))));
}

function tellDone(
  desk: Desk,
  { plan, report }: PruneReport,
  policy: Policy | undefined,
  now: number,
  store: string,
): ExitCode {
  const language = desk.languages.diagnostics;
  const words = phrases[language];
  const { deleted, notDeleted, kept } = report;
  const freed = bytesOf(deleted);
  const failed = new Set(notDeleted.map(({ snapshot }) => snapshot));
  const fateOf = (snapshot: (typeof deleted)[number]): Fate => (failed.has(snapshot) ? "notDeleted" : "deleted");
  if (plan.snapshots.length > 0) {
    desk.scriptLine(retentionTable(plan.snapshots, now, fateOf, language).trimEnd());
    desk.scriptLine(words.prune.summary(count(deleted.length, language), size(freed, language), count(kept, language)));
  } else if (policy !== undefined) desk.diagnostics.info(words.nothingStored(store));
  const failure = failureOf(report);
  if (failure !== undefined) desk.diagnostics.fault(failure);
  const counts = { kept, deleted: deleted.map(({ name }) => name), freedBytes: freed };
  desk.json({ prune: { ...policyObject(policy), ...objectOf(plan), ...counts } }, failure);
  return failure?.exitCode ?? exitCodes.done;
}

function failureOf({ notDeleted }: PruneReport["report"]): Fault | undefined {
  const [first] = notDeleted;
  if (first === undefined) return undefined;
  const { snapshot, reason } = first;
  return fault("prune.incomplete", { count: notDeleted.length, path: snapshot.path, cause: reason.data }, reason);
}

function policyObject(policy: Policy | undefined): { readonly policy?: Json } {
  if (policy === undefined) return {};
  const { within, ...counts } = policy;
  return { policy: { ...counts, within: within && saySpan(within) } };
}

function objectOf({ snapshots, loss }: RetentionPlan) {
  return { snapshots: snapshots.map(retainedObject), loss: lossObject(loss) };
}
