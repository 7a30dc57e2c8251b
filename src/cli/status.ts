import { examineConfiguration } from "../config/examine.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { type Status, statusOf } from "../jobs/status/status.ts";
import { count, duration, localTime, size } from "../report/format.ts";
import { environmentLanguage } from "../report/language.ts";
import type { Language } from "../report/messages/sentences.ts";
import { statusPhrases } from "../report/messages/status-phrases.ts";
import { sayTold } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { GlobalChoices } from "./arguments.ts";
import { findingObject } from "./check.ts";
import { openDesk } from "./desk.ts";
import { instantOf, type Json } from "./json.ts";
import { showRows } from "./plan.ts";
import type { World } from "./world.ts";

/** `promsnap status`: how backups stand. Answers 1 where something needs a person. */
export async function statusCommand(world: World, { choices }: { readonly choices: GlobalChoices }): Promise<ExitCode> {
  const { system } = world;
  const examined = examineConfiguration(choices.config, system);
  const configured = examined.configuration?.settings.LANGUAGE ?? environmentLanguage(system.environment);
  const desk = openDesk(world, choices, configured);
  const language = desk.languages.diagnostics;
  const status = await statusOf(world, choices.config, examined);
  const alerts = alertRows(status, language);
  showRows(desk, choices.quiet ? alerts : [...rowsOf(status, system.clock.now(), language), ...alerts]);
  desk.json({ status: statusObject(status, language) });
  return status.alerts.length === 0 ? exitCodes.done : exitCodes.failed;
}

type Rows = readonly (readonly [word: string, value: string])[];

function rowsOf(status: Status, now: number, language: Language): Rows {
  const { rows, unknown } = statusPhrases[language];
  return [
    [rows.timer, timerOf(status, language)],
    [rows.lastRun, lastRunOf(status, language)],
    ...status.stores.map((store) => [rows.store, storeOf(store, language)] as const),
    [rows.newest, newestOf(status, now, language)],
    [rows.previous, previousOf(status, now, language) ?? unknown],
  ];
}

function alertRows({ alerts }: Status, language: Language): Rows {
  const { rows, unknown } = statusPhrases[language];
  if (alerts.length === 0) return [[rows.alerts, unknown]];
  return alerts.flatMap(({ told }, index) => {
    const [happened, next] = sayTold(told, language);
    const first = [index === 0 ? rows.alerts : "", `✗ ${happened}`] as const;
    return next === undefined ? [first] : [first, ["", `  → ${next}`] as const];
  });
}

function timerOf({ timer }: Status, language: Language): string {
  const { noTimer, next, off } = statusPhrases[language];
  if (timer === undefined) return noTimer;
  return timer.active && timer.next !== undefined ? next(timer.unit, localTime(timer.next)) : off(timer.unit);
}

function lastRunOf({ lastRun }: Status, language: Language): string {
  const { unknown, running, never, succeeded, failed } = statusPhrases[language];
  if (lastRun === undefined) return unknown;
  if (lastRun.running) return running;
  if (lastRun.ended === undefined) return never;
  const when = localTime(lastRun.ended);
  return lastRun.result === "success" ? succeeded(when) : failed(when, `${lastRun.status}`);
}

function storeOf({ store, snapshots, bytes, missing }: Status["stores"][number], language: Language): string {
  const { unreadable, stored, lacking } = statusPhrases[language];
  if (snapshots === undefined || bytes === undefined) return unreadable(store);
  const text = stored(store, count(snapshots, language), size(bytes, language));
  return missing === undefined ? text : lacking(text, count(missing, language));
}

function newestOf({ newest }: Status, now: number, language: Language): string {
  const { noSnapshot, snapshot, verified } = statusPhrases[language];
  if (newest === undefined) return noSnapshot;
  const { name, instant, bytes, verified: verdict } = newest;
  const told = snapshot(name, duration(now - instant, language), size(bytes, language));
  return verdict === undefined ? told : `${told}, ${verified(localTime(verdict.at))}`;
}

function previousOf({ previous }: Status, now: number, language: Language): string | undefined {
  if (previous === undefined) return undefined;
  const { path, count: amount, bytes, oldest } = previous;
  const age = duration(now - oldest, language);
  return statusPhrases[language].previous(path, count(amount, language), size(bytes, language), age);
}

function statusObject(status: Status, language: Language): Json {
  const { timer, lastRun, newest, previous, stores, alerts } = status;
  const instant = (time: number | undefined) => (time === undefined ? undefined : instantOf(time));
  return {
    timer: timer && { unit: timer.unit, active: timer.active, enabled: timer.enabled, next: instant(timer.next) },
    lastRun: lastRun && {
      unit: lastRun.unit,
      running: lastRun.running,
      result: lastRun.result,
      exitCode: lastRun.status,
      ended: instant(lastRun.ended),
    },
    stores: stores.map((store) => ({ ...store })),
    newest: newest && {
      name: withoutControls(newest.name),
      instant: instantOf(newest.instant),
      bytes: newest.bytes,
      verified: newest.verified && { at: instantOf(newest.verified.at), sound: newest.verified.sound },
    },
    previous: previous && { ...previous, oldest: instantOf(previous.oldest) },
    alerts: alerts.map((finding) => findingObject(finding, language)),
  };
}
