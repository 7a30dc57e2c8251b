import type { Configuration } from "../config/load.ts";
import type { ExitCode } from "../faults/exit-codes.ts";
import { type Announcement, announce } from "../jobs/announce.ts";
import { backup } from "../jobs/backup.ts";
import { planBackup } from "../jobs/backup-plan.ts";
import type { BackupEvents, BackupReport, BackupRequest, JobContext } from "../jobs/backup-terms.ts";
import { replicateAfter } from "../jobs/replicate/after-run.ts";
import { untilStored } from "../jobs/retry.ts";
import { attemptRun, exitCodeOf, faultOf, type Outcome } from "../jobs/run.ts";
import { count, duration, interval, localTime, size } from "../report/format.ts";
import { sayDamage } from "../report/messages/damage.ts";
import { phrases } from "../report/messages/phrases.ts";
import { scriptLines } from "../report/messages/script-lines.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { instantOf, type Json } from "./json.ts";
import { showPlan } from "./plan.ts";
import { replicaEventsOf, storeObject, tellReplication } from "./replicas.ts";
import { afterRunObject, bytesOf } from "./retention.ts";
import type { World } from "./world.ts";

/** Damage beyond this many places is only counted. */
const damageShown = 20;

export type RunInvocation = Extract<Invocation, { command: "run" }>;

/** `promsnap run` and the bare command: one snapshot, or attempts until one is stored. Answers the exit code. */
export async function runCommand(
  world: World,
  desk: Desk,
  { settings }: Configuration,
  options: RunInvocation,
): Promise<ExitCode> {
  const { system, createWorker, signal } = world;
  const context: JobContext = { system, settings, createWorker, signal };
  const request = { skipHead: options.skipHead || settings.SKIP_HEAD, adopt: options.adopt };
  if (options.dryRun) return showPlan(desk, await planBackup(context, request));

  const attempt = () => attemptOnce(context, desk, request);
  const policy = { interval: settings.RETRY_INTERVAL, limit: settings.RETRY_LIMIT };
  const { outcome, attempts } = options.retry
    ? await untilStored(attempt, policy, system.clock, signal, (_, pause) => tellWait(desk, pause))
    : { outcome: await attempt(), attempts: 1 };
  tellInJson(desk, outcome, attempts);
  return exitCodeOf(outcome);
}

/** One attempt, told to people and to the outside. It never throws. */
export async function attemptOnce(context: JobContext, desk: Desk, request: BackupRequest): Promise<Outcome> {
  const announcement = announce(context, desk.notice);
  const outcome = await attemptRun(backup, context, request, eventsOf(desk, announcement), desk.languages);
  tellOutcome(desk, outcome);
  const ended = await replicateAfter(context, outcome, request, replicaEventsOf(desk), desk.languages);
  tellReplication(desk, ended);
  await announcement.ended(ended);
  return ended;
}

/** The object of a run, where it was asked for. */
export function tellInJson(desk: Desk, outcome: Outcome, attempts: number): void {
  const snapshot = outcome.report === undefined ? {} : { snapshot: snapshotObject(outcome.report) };
  const after = outcome.report?.retention;
  const retention = after === undefined ? {} : { retention: afterRunObject(after) };
  const stores = outcome.replication?.stores.map(storeObject);
  const replication = stores === undefined ? {} : { replication: stores };
  desk.json({ attempts, ...snapshot, ...retention, ...replication }, faultOf(outcome));
}

function eventsOf({ progress, diagnostics, languages, notice }: Desk, { begun }: Announcement): BackupEvents {
  return {
    begun,
    phase: (phase, totalBytes) => progress.begin(phase, totalBytes),
    progress: (doneBytes) => progress.advance(doneBytes),
    sourceTaken: (name) => diagnostics.detail(phrases[languages.diagnostics].sourceTaken(name)),
    notice,
  };
}

/** The script's sentence on stdout, then on stderr what it leaves open: what to do next, further damage, figures. */
function tellOutcome(desk: Desk, outcome: Outcome): void {
  desk.progress.end();
  const said = desk.scriptLine(outcome.line);
  if (outcome.kind === "stored") {
    desk.diagnostics.detail(summaryOf(desk, outcome.report));
    tellRetention(desk, outcome.report);
    return;
  }
  if (said) desk.diagnostics.nextStep(outcome.fault);
  else desk.diagnostics.fault(outcome.fault);
  const language = desk.languages.diagnostics;
  for (const damage of outcome.report?.damage.slice(1, damageShown) ?? []) {
    desk.diagnostics.warning(phrases[language].otherDamage(sayDamage(damage, language)));
  }
}

function tellRetention(desk: Desk, { retention }: BackupReport): void {
  if (retention === undefined) return;
  const language = desk.languages.diagnostics;
  const { kept, deleted } = retention;
  const counts = [count(deleted.length, language), size(bytesOf(deleted), language), count(kept, language)] as const;
  desk.diagnostics.detail(phrases[language].prune.summary(...counts));
}

/** The script's sentence on the pause before another attempt, in milliseconds. */
export function tellWait(desk: Desk, pause: number): void {
  const { script, diagnostics } = desk.languages;
  if (desk.scriptLine(scriptLines[script].retrying(interval(pause, script)))) return;
  desk.diagnostics.info(scriptLines[diagnostics].retrying(interval(pause, diagnostics)));
}

function summaryOf({ languages: { diagnostics: language } }: Desk, report: BackupReport): string {
  return phrases[language].summary({
    blocks: count(report.blocks, language),
    from: localTime(report.minTime),
    to: localTime(report.maxTime),
    content: size(report.contentBytes, language),
    archive: size(report.archiveBytes, language),
    time: duration(report.milliseconds, language),
  });
}

function snapshotObject({ minTime, maxTime, damage, retention: _, ...report }: BackupReport): Json {
  return {
    ...report,
    minTime: instantOf(minTime),
    maxTime: instantOf(maxTime),
    damage: damage.map((one) => ({ ...one })),
  };
}
