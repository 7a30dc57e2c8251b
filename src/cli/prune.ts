import type { Configuration } from "../config/load.ts";
import { saySpan } from "../config/span.ts";
import { sayStore } from "../config/store-setting.ts";
import { type Fault, fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { thenPublish } from "../jobs/metrics/publish.ts";
import { type PruneReport, type PruneRequest, planPrune, planPruneThere, prune, stopping } from "../jobs/prune.ts";
import { failureOf as failureThere, replicate } from "../jobs/replicate/replicate.ts";
import type { PlannedStore } from "../jobs/replicate/survey.ts";
import type { StoreReport } from "../jobs/replicate/terms.ts";
import { doomed, type RetentionPlan } from "../jobs/retention-plan.ts";
import { notice } from "../notices.ts";
import { count, size } from "../report/format.ts";
import { lossInEnglish, lossInFrench } from "../report/messages/losses.ts";
import { phrases } from "../report/messages/phrases.ts";
import { withoutControls } from "../report/text.ts";
import { type Policy, policyOf, remotePolicyOf } from "../snapshots/policy.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import type { Json } from "./json.ts";
import { showRows } from "./plan.ts";
import { plannedObject, pruneRows, replicaEventsOf, storeObject, tellPruned } from "./replicas.ts";
import { bytesOf, type Fate, lossObject, retainedObject, retentionTable } from "./retention.ts";
import type { World } from "./world.ts";

type PruneInvocation = Extract<Invocation, { command: "prune" }>;

/** What is pruned, by what, and when. */
interface Scope extends PruneRequest {
  readonly now: number;
  /** SNAPSHOT_DIR. */
  readonly store: string;
}

const lossIn = { en: lossInEnglish, fr: lossInFrench } as const;

/** `promsnap prune`: deletes what the policy does not keep, or shows what it would delete. Answers the exit code. */
export async function pruneCommand(
  { system, createWorker, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  { policy: typed, accept, dryRun, choices }: PruneInvocation,
): Promise<ExitCode> {
  const policy = typed ?? policyOf(settings);
  // What is typed is of SNAPSHOT_DIR: the further stores have a policy of their own.
  const stores = typed === undefined && remotePolicyOf(settings) !== undefined ? settings.REPLICATE_TO : undefined;
  if (policy === undefined && !accept && stores === undefined) {
    throw fault("prune.noPolicy", { path: choices.config });
  }
  const context = { system, settings, createWorker, signal };
  const scope = { policy, accept, now: system.clock.now(), store: sayStore(settings.SNAPSHOT_DIR) };
  if (dryRun) {
    const plan = await planPrune(context, scope);
    return showPlan(desk, plan, stores && (await planPruneThere(context)), scope);
  }
  const there = { copy: false, prune: true, accept, adopt: false };
  const { done, reports } = await thenPublish(context, desk.notice, async () => {
    const pruned = await prune(context, scope, desk.notice);
    return { done: pruned, reports: stores && (await replicate(context, there, replicaEventsOf(desk))) };
  });
  if (accept) tellAccepted(desk, done.plan);
  return tellDone(desk, done, reports, failureOf(done.report) ?? failureThere(reports ?? [], signal), scope);
}

function showPlan(
  desk: Desk,
  plan: RetentionPlan,
  stores: readonly PlannedStore[] | undefined,
  { policy, accept, now, store }: Scope,
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
  const further = stores?.map((one) => (loss === undefined ? one : { ...one, remove: [] }));
  if (further !== undefined) showRows(desk, pruneRows(further, language));
  const counts = { kept, deleted: doom.length, freedBytes: freed };
  const replicas = further && { replicas: further.map(plannedObject) };
  desk.json({ plan: { ...policyObject(policy), ...objectOf(plan), ...counts, ...replicas } });
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
  stores: readonly StoreReport[] | undefined,
  failure: Fault | undefined,
  { policy, now, store }: Scope,
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
  tellPruned(desk, stores ?? []);
  if (failure !== undefined) desk.diagnostics.fault(failure);
  const counts = { kept, deleted: deleted.map(({ name }) => name), freedBytes: freed };
  const replication = stores && { replication: stores.map(storeObject) };
  desk.json({ prune: { ...policyObject(policy), ...objectOf(plan), ...counts, ...replication } }, failure);
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
