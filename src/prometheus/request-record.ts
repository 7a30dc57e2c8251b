import { isSnapshotName, snapshotInstant } from "./snapshot-name.ts";

/**
 * One request for a snapshot whose directory is not known to be gone, as `.promsnap/request.json` keeps it.
 * Times are milliseconds since 1970.
 */
export interface RequestEntry {
  readonly asked: number;
  /** Prometheus had the request by then, or never: the time at which promsnap stopped waiting, at the latest. */
  readonly deadline: number;
  /** Names that were there before and could be taken for the request's own. */
  readonly before: readonly string[];
  /** Prometheus's start time when it was asked, as far as it told. */
  readonly startTime?: string;
  /** The name that Prometheus answered. */
  readonly name?: string;
  /** Names that could have been this request's own at any earlier look; one that is gone still counts as a doubt. */
  readonly seen?: readonly string[];
}

/** What is known when earlier requests are looked at. */
export interface SettleContext {
  /**
   * The name that Prometheus has just answered to a request made after all of these. It is never touched, and proves
   * the others finished: Prometheus makes snapshots one at a time.
   */
  readonly current?: string;
  readonly startTime?: string;
}

/** What to do about earlier requests. No name is in more than one of the lists. */
export interface Settlement {
  /** Directories that are promsnap's and that nobody writes any more. */
  readonly remove: readonly string[];
  /** Requests that are still open: Prometheus may be writing. Oldest first. */
  readonly keep: readonly RequestEntry[];
  /** Directories of which one may be promsnap's, nobody can tell which. They are left to the operator. */
  readonly ambiguous: readonly { readonly names: readonly string[] }[];
}

const second = 1000;

/** How long a request that promsnap gave up may still be on its way to Prometheus, in milliseconds. */
const underway = 5 * second;

/**
 * How long after that a snapshot may still come of it: a Prometheus that was paused takes the request up when it goes
 * on. That late, nobody can tell whose it is: it is named, never deleted.
 */
const latest = 24 * 3600 * second;

/** The entry to write before asking. Names dated earlier than the request cannot be taken for its own. */
export function newEntry(
  now: number,
  timeout: number,
  names: readonly string[],
  startTime: string | undefined,
): RequestEntry {
  const from = wholeSecond(now);
  const before = names.filter((name) => (snapshotInstant(name) ?? 0) >= from).sort();
  return { asked: now, deadline: now + timeout, before, ...(startTime === undefined ? {} : { startTime }) };
}

/** The entry once Prometheus has answered a name. */
export function answered(entry: RequestEntry, name: string): RequestEntry {
  return { ...entry, name };
}

/** Entries for directories that were to be removed and could not be: the next run tries again. */
export function unremovedEntries(entries: readonly RequestEntry[], names: readonly string[]): RequestEntry[] {
  const [entry] = entries;
  // Nothing but its name counts of a request that was answered.
  return entry === undefined ? [] : names.map((name) => answered(entry, name));
}

/** The entry once promsnap has stopped waiting without an answer. */
export function abandoned(entry: RequestEntry, now: number): RequestEntry {
  return { ...entry, deadline: Math.max(entry.asked, Math.min(entry.deadline, now + underway)) };
}

/**
 * Decides what becomes of the directories of earlier requests, oldest first in `entries`.
 *
 * A named one goes at once. An unnamed one is the one new name dated between its request and its deadline, and goes only
 * when it is proved to be finished: a later request was answered, or Prometheus was started anew since. Where several
 * names fit, none goes. A name that can be a later request's is no earlier one's. Where none fits, later ones that no
 * request accounts for are in doubt. Prometheus's clock is taken for this machine's, whose data directory it is.
 */
export function settle(
  entries: readonly RequestEntry[],
  namesNow: readonly string[],
  context: SettleContext,
): Settlement {
  const named = entries.flatMap(({ name }) => (name === undefined || name === context.current ? [] : [name]));
  const remove = new Set(namesNow.filter((name) => named.includes(name) && isSnapshotName(name)));
  const taken = new Set(context.current === undefined ? named : [...named, context.current]);
  const keep: RequestEntry[] = [];
  const ambiguous: { names: string[] }[] = [];
  const withoutNames: RequestEntry[] = [];
  let answeredLater = context.current !== undefined;
  // Backwards: a name that can be a later request's, which Prometheus may be writing still, is no earlier one's.
  for (const entry of entries.toReversed()) {
    if (entry.name !== undefined) {
      answeredLater = true;
      continue;
    }
    const finished = answeredLater || startedAnew(entry, context.startTime);
    const fitting = namesNow.filter((name) => fits(entry, name) && !taken.has(name));
    const seen = [...new Set([...(entry.seen ?? []).filter((name) => !taken.has(name)), ...fitting])].sort();
    for (const name of seen) taken.add(name);
    if (!finished) keep.unshift(seen.length === 0 ? entry : { ...entry, seen });
    else if (seen.length === 1) for (const name of fitting) remove.add(name);
    else if (fitting.length > 0) ambiguous.unshift({ names: fitting.toSorted() });
    else if (seen.length === 0) withoutNames.push(entry);
  }
  const late = namesNow.filter((name) => !taken.has(name) && withoutNames.some((entry) => isLate(entry, name)));
  if (late.length > 0) ambiguous.push({ names: late.toSorted() });
  return { remove: [...remove].sort(), keep, ambiguous };
}

/** The names that an open request may have led to: what Prometheus may still be writing. */
export function pendingNames(entries: readonly RequestEntry[], namesNow: readonly string[]): string[] {
  return namesNow.filter((name) => entries.some((entry) => entry.name === undefined && fits(entry, name))).sort();
}

/** The record as text. */
export function recordText(entries: readonly RequestEntry[]): string {
  return `${JSON.stringify({ version: 1, requests: entries }, undefined, 1)}\n`;
}

/** Reads a record; undefined when the text is none. */
export function parseRecord(text: string): RequestEntry[] | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (!isRecord(json) || json["version"] !== 1 || !Array.isArray(json["requests"])) return undefined;
    const entries = json["requests"].map(entryOf);
    return entries.every((entry) => entry !== undefined) ? entries : undefined;
  } catch {
    return undefined;
  }
}

function fits({ asked, deadline, before }: RequestEntry, name: string): boolean {
  const instant = snapshotInstant(name);
  return instant !== undefined && instant >= wholeSecond(asked) && instant <= deadline && !before.includes(name);
}

function isLate({ deadline, before }: RequestEntry, name: string): boolean {
  const instant = snapshotInstant(name);
  return instant !== undefined && instant > deadline && instant <= deadline + latest && !before.includes(name);
}

function startedAnew(entry: RequestEntry, startTime: string | undefined): boolean {
  return entry.startTime !== undefined && startTime !== undefined && entry.startTime !== startTime;
}

function entryOf(value: unknown): RequestEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { asked, deadline, before, startTime, name, seen } = value;
  if (!isTime(asked) || !isTime(deadline) || !isNames(before)) return undefined;
  if (startTime !== undefined && typeof startTime !== "string") return undefined;
  if (name !== undefined && (typeof name !== "string" || !isSnapshotName(name))) return undefined;
  if (seen !== undefined && !isNames(seen)) return undefined;
  return {
    asked,
    deadline,
    before,
    ...(startTime === undefined ? {} : { startTime }),
    ...(name === undefined ? {} : { name }),
    ...(seen === undefined ? {} : { seen }),
  };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string" && isSnapshotName(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wholeSecond(instant: number): number {
  return Math.floor(instant / second) * second;
}
