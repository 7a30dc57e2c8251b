import { fault, isFault } from "../../errors.ts";
import { type Child, isPrometheusOwn } from "../../prometheus/data-children.ts";
import type { Directory } from "../../system/directory.ts";
import { type Identity, identityOfDirectory } from "../../system/moving.ts";
import { isRecord } from "../../tsdb/meta.ts";
import { isMergeJournal, type MergeJournal } from "./merge/journal.ts";

/**
 * The record of an exchange of data that has begun and is not yet proved or undone. While it is there, every command that
 * changes anything refuses; `restore --resume` reads it and goes on. It stands in promsnap's own directory.
 */
export interface Journal {
  readonly version: 1;
  /** Number of the data directory's file system when the journal was written: it may be another after a reboot. */
  readonly device: string;
  readonly kind: "restore" | "undo";
  /** What was asked for, as it was typed; for an undo the directory that comes back. */
  readonly file: string;
  /** The archive's path; empty for an undo. */
  readonly archive: string;
  /** `back`: the exchange did not succeed, and the data that were there before return. */
  readonly direction: "forward" | "back";
  readonly stage: Stage;
  readonly exchange: Exchange;
  /** Below promsnap's own directory: where the data of before go. */
  readonly previous: string;
  /** What Prometheus had in its data directory when it was last seen stopped. */
  readonly before: readonly Child[];
  readonly service: string;
  /** Whether the manager had it running, and whether HOST answered as ready, before anything was stopped. */
  readonly wasRunning: boolean;
  readonly wasServing: boolean;
  /** When it was stopped: milliseconds since 1970. */
  readonly stopped: number;
  /** The blocks that have to be loaded afterwards. */
  readonly ulids: readonly string[];
  /** The time range of what comes in, `to` exclusive: milliseconds since 1970; 0 where it is not known. */
  readonly range: { readonly from: number; readonly to: number };
}

/** `out` and `in` are paths of plain names below promsnap's own directory. */
export interface Exchange {
  readonly out: string;
  readonly in: string;
  readonly incoming: readonly Child[];
}

/**
 * How far the exchange is. Each stage is on the disk before anything of it happens: `stopping` (nothing was moved),
 * `barring` (the barrier may stand, `wal` may be out), `moving` (behind the barrier), `arrived` (all is in, the barrier
 * may be gone, Prometheus may run on it).
 */
export type Stage = "stopping" | "barring" | "moving" | "arrived";

const journalName = "restore.json";
const journalLimit = 64 << 20;
const journalMode = 0o600;
/** A file that is only deleted: the way back has to be written down even if the disk is full by then. */
export const reserveName = "restore.reserve";
/** For the journal, and for a directory or two, in bytes. */
const leastReserve = 256 << 10;

/** What may be unfinished in a data directory. */
export type AnyJournal = Journal | MergeJournal;

/** The journal that is open, if any. Throws `restore.journalDamaged` for one that promsnap did not write. */
export function readJournal(own: Directory): AnyJournal | undefined {
  const text = own.readText(journalName, journalLimit);
  if (text === undefined) return undefined;
  const journal = parseJournal(text);
  if (journal === undefined) throw fault("restore.journalDamaged", { path: own.pathOf(journalName) });
  return onDevice(journal, identityOfDirectory(own).device);
}

/** The journal with the number that its file system has now. */
function onDevice(journal: AnyJournal, device: string): AnyJournal {
  const now = <T extends Identity>(children: readonly T[]): T[] =>
    children.map((child) => (child.device === journal.device ? { ...child, device } : child));
  if (journal.kind === "merge") return { ...journal, device, blocks: now(journal.blocks) };
  const { before, exchange } = journal;
  return { ...journal, device, before: now(before), exchange: { ...exchange, incoming: now(exchange.incoming) } };
}

/** Returns when the disk holds this journal; on a full one what was kept free for that is used up. */
export async function writeJournal(own: Directory, journal: AnyJournal): Promise<void> {
  try {
    await own.replace(journalName, textOf(journal), journalMode);
  } catch (error) {
    if (!isFault(error, "files.full") || own.entry(reserveName) === undefined) throw error;
    own.remove(reserveName);
    await own.replace(journalName, textOf(journal), journalMode);
  }
}

/** Writes the first one, and keeps room for those that follow. When it throws none is there. */
export async function openJournal(own: Directory, journal: AnyJournal): Promise<void> {
  try {
    const bytes = Math.max(leastReserve, 4 * textOf(journal).length);
    await own.replace(reserveName, "\n".repeat(bytes), journalMode);
    await writeJournal(own, journal);
  } catch (error) {
    // Its name may be there already although the disk did not confirm it.
    for (const name of [journalName, reserveName]) own.tryRemove(name);
    throw error;
  }
}

/** Ends it: whatever it recorded is done, or undone. */
export function closeJournal(own: Directory): void {
  own.remove(journalName);
  own.tryRemove(reserveName);
  own.sync();
}

function textOf(journal: AnyJournal): string {
  return `${JSON.stringify(journal, undefined, 1)}\n`;
}

/** Throws `restore.unfinished` while a journal is open: nothing may change the data or rely on them. */
export function refuseUnfinished(own: Directory): void {
  const journal = readJournal(own);
  if (journal === undefined) return;
  throw fault("restore.unfinished", { path: own.pathOf(journalName), file: journal.file, kind: journal.kind });
}

/** Reads a journal; undefined when the text is none that promsnap writes. */
export function parseJournal(text: string): AnyJournal | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJournal(value) || isMergeJournal(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const stages: readonly unknown[] = ["stopping", "barring", "moving", "arrived"] satisfies Stage[];

function isJournal(value: unknown): value is Journal {
  if (!isRecord(value) || value["version"] !== 1 || !isRecord(value["exchange"])) return false;
  const {
    device,
    kind,
    direction,
    stage,
    file,
    previous,
    before,
    service,
    wasRunning,
    wasServing,
    stopped,
    ulids,
    archive,
    range,
  } = value;
  const { out, in: from, incoming } = value["exchange"];
  return (
    (kind === "restore" || kind === "undo") &&
    (direction === "forward" || direction === "back") &&
    stages.includes(stage) &&
    [out, from, previous].every(isPlace) &&
    [before, incoming].every(isChildren) &&
    [file, service, archive, device].every((text) => typeof text === "string") &&
    [wasRunning, wasServing].every((flag) => typeof flag === "boolean") &&
    isRecord(range) &&
    [stopped, range["from"], range["to"]].every(Number.isFinite) &&
    Array.isArray(ulids) &&
    ulids.every((ulid) => typeof ulid === "string")
  );
}

/** Only places that promsnap makes are ever moved from or to, whatever the file says. */
function isPlace(value: unknown): boolean {
  return typeof value === "string" && /^(?:restore-[0-9TZ-]+\/new|(?:previous|set-aside)-[0-9TZ-]+)$/.test(value);
}

function isChildren(value: unknown): boolean {
  return Array.isArray(value) && value.every(isChild);
}

/** Nor is anything moved that is not Prometheus's own. */
function isChild(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, device, inode } = value;
  return typeof name === "string" && isPrometheusOwn(name) && typeof device === "string" && typeof inode === "string";
}
