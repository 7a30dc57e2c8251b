import { isRecord, parse } from "../../tsdb/meta.ts";
import { type LastRun, lastRunIn, lastRunRecord } from "../metrics/last-run.ts";
import type { Agenda, Owed } from "./due.ts";

/** What a daemon leaves for the next one, of one store. */
export interface DaemonRecord {
  readonly agenda: Agenda;
  /** How the last attempt ended, and the last success: METRICS_FILE may not be set. */
  readonly lastRun: LastRun;
}

/** The record as the text of a file. */
export function recordText({ agenda, lastRun }: DaemonRecord, store: string): string {
  return `${JSON.stringify({ format: 1, ...agenda, lastRun: lastRunRecord(store, lastRun) })}\n`;
}

/** Reads a record; undefined where the text is none. What it knows of another store's runs is left out. */
export function parseRecord(text: string, store: string): DaemonRecord | undefined {
  const value = parse(text);
  if (!isRecord(value) || value["format"] !== 1 || !isAmount(value["attended"])) return undefined;
  const owed = owedIn(value["owed"]);
  const agenda = { attended: value["attended"], ...(owed && { owed }) };
  return { agenda, lastRun: lastRunIn(value["lastRun"], store) };
}

function owedIn(value: unknown): Owed | undefined {
  if (!isRecord(value)) return undefined;
  const { at, attempts, killed } = value;
  return isAmount(at) && isAmount(attempts) && typeof killed === "boolean" ? { at, attempts, killed } : undefined;
}

/** No instant that a calendar has is larger than this. */
const longest = 8.64e15;

function isAmount(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= longest;
}
