import type { Command } from "../system/processes.ts";
import type { Manager } from "./manager.ts";

/** A timer as systemd has it. Times are milliseconds since 1970. */
export interface Timer {
  /** `loaded`, `not-found`, or what is wrong with it: `masked`, `bad-setting`, `error`. */
  readonly load: string;
  readonly active: boolean;
  /** Whether it is started at the next boot. */
  readonly enabled: boolean;
  readonly next: number | undefined;
  /** Its calendar expressions. */
  readonly calendars: readonly string[];
}

/** How a service that runs and ends ran the last time. `ended` is undefined where it never has. */
export interface LastRun {
  readonly load: string;
  readonly running: boolean;
  readonly result: string;
  readonly status: number;
  readonly ended: number | undefined;
  /** True where it may write only below `writable`. */
  readonly strict: boolean;
  readonly writable: readonly string[];
}

/** Whether a unit runs or waits to, whether it is started at the next boot, and whether its file has changed since it was read. */
export interface UnitState {
  readonly active: boolean;
  readonly enabled: boolean;
  readonly needsReload: boolean;
}

const stateProperties = ["ActiveState", "UnitFileState", "NeedDaemonReload"];
const timerProperties = ["LoadState", "ActiveState", "UnitFileState", "NextElapseUSecRealtime", "TimersCalendar"];
const serviceProperties = [
  ...["LoadState", "ActiveState", "SubState", "Result", "ExecMainStatus", "ExecMainExitTimestamp"],
  ...["ProtectSystem", "ReadWritePaths"],
];
/** How many times to come a schedule is judged by: the gaps of one that knows weekends differ. */
const iterations = 15;

/** Asks systemd for a timer. Throws faults `service.…`. */
export async function timerOf(manager: Manager, unit: string, signal: AbortSignal): Promise<Timer> {
  return readTimer(await show(manager, unit, timerProperties, signal));
}

/** Asks systemd for the state of any unit; one that is not there is neither active nor enabled. Throws faults `service.…`. */
export async function stateOf(manager: Manager, unit: string, signal: AbortSignal): Promise<UnitState> {
  return readState(await show(manager, unit, stateProperties, signal));
}

/** Asks systemd how a service ended. Throws faults `service.…`. */
export async function lastRunOf(manager: Manager, unit: string, signal: AbortSignal): Promise<LastRun> {
  return readLastRun(await show(manager, unit, serviceProperties, signal));
}

/**
 * The longest time between two of the next times of these calendar expressions together, in milliseconds; undefined where
 * there are not two. Throws faults `service.…`.
 */
export async function longestGap(
  manager: Manager,
  calendars: readonly string[],
  signal: AbortSignal,
): Promise<number | undefined> {
  if (calendars.length === 0) return undefined;
  const command = inUtc(["systemd-analyze", "calendar", `--iterations=${iterations}`, "--", ...calendars]);
  const outcome = await manager.run(command, { signal });
  if (outcome.code !== 0) throw manager.refusal(command, outcome);
  return gapIn(outcome.stdout);
}

async function show(manager: Manager, unit: string, properties: readonly string[], signal: AbortSignal) {
  const command = inUtc(["systemctl", "show", `--property=${properties.join(",")}`, "--", unit]);
  const outcome = await manager.run(command, { signal });
  if (outcome.code !== 0) throw manager.refusal(command, outcome);
  return outcome.stdout;
}

/** systemd prints times in its caller's zone, by an abbreviation that may be that of several. */
function inUtc(command: Command): Command {
  return ["env", "TZ=UTC", ...command];
}

/** Reads the output of `systemctl show` for a timer. */
export function readTimer(text: string): Timer {
  const one = reader(text);
  const state = one("UnitFileState");
  return {
    load: one("LoadState"),
    active: one("ActiveState") === "active",
    enabled: isEnabled(state),
    next: timeIn(one("NextElapseUSecRealtime")),
    calendars: [...text.matchAll(/^TimersCalendar=\{ OnCalendar=(.*?) ; next_elapse=/gm)].map(
      ([, words = ""]) => words,
    ),
  };
}

/** Reads the output of `systemctl show` for any unit. */
export function readState(text: string): UnitState {
  const one = reader(text);
  return {
    active: ["active", "activating", "reloading", "deactivating"].includes(one("ActiveState")),
    enabled: isEnabled(one("UnitFileState")),
    needsReload: one("NeedDaemonReload") === "yes",
  };
}

function isEnabled(state: string): boolean {
  return !["disabled", "masked", "", "bad"].includes(state);
}

/** Reads the output of `systemctl show` for the service. */
export function readLastRun(text: string): LastRun {
  const one = reader(text);
  return {
    load: one("LoadState"),
    // One that waits to be tried again has ended.
    running:
      ["activating", "active", "deactivating"].includes(one("ActiveState")) && one("SubState") !== "auto-restart",
    result: one("Result"),
    status: Number(one("ExecMainStatus") || "0"),
    ended: timeIn(one("ExecMainExitTimestamp")),
    strict: one("ProtectSystem") === "strict",
    writable: wordsIn(one("ReadWritePaths")).map((path) => path.replace(/^[-+]+/, "")),
  };
}

/** Words as systemd lists them: one with a space stands in quotes, with escapes. */
function wordsIn(list: string): string[] {
  const words = list.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g);
  return [...words].map(([, quoted, plain]) => plain ?? (quoted ?? "").replace(/\\(.)/g, "$1"));
}

/** The longest gap in the output of `systemd-analyze calendar`, which has a paragraph for each expression. */
export function gapIn(text: string): number | undefined {
  const schedules = text.split(/\n\s*\n/).map(timesIn);
  // Beyond the last time that is told of one of them the others alone would show gaps.
  const horizon = schedules.reduce((least, times) => Math.min(least, times.at(-1) ?? least), Number.POSITIVE_INFINITY);
  const times = schedules
    .flat()
    .filter((time) => time <= horizon)
    .sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return gaps.length === 0 ? undefined : gaps.reduce((most, gap) => Math.max(most, gap), 0);
}

/** Lines such as `Next elapse: Mon 2026-11-30 13:00:00 UTC` and `Iter. #2: …`. */
function timesIn(paragraph: string): number[] {
  const lines = paragraph.matchAll(/^\s*(?:Next elapse|Iter(?:ation|\.) #\d+): (.+)$/gm);
  return [...lines].map(([, words = ""]) => timeIn(words)).filter((time) => time !== undefined);
}

function reader(text: string): (name: string) => string {
  return (name) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1] ?? "";
}

/** A time as systemd prints it in UTC: `Mon 2026-11-30 13:00:00 UTC`. */
function timeIn(words: string): number | undefined {
  const [, date, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC/.exec(words) ?? [];
  return date === undefined ? undefined : Date.parse(`${date}T${time}Z`);
}
