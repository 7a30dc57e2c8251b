import { DatabaseSync } from "node:sqlite";
import { fault, isFault } from "../errors.ts";
import type { Directory } from "./directory.ts";
import type { System } from "./system.ts";

/** SQLite's result code for a file that another process has locked. */
const sqliteBusy = 5;

const lockMode = 0o640;

/** Who holds a lock: written beside it for the message to others, never believed as the lock itself. */
export interface Holder {
  readonly process: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** This process, as the holder from now on. */
export function holderOf({ host, clock }: Pick<System, "host" | "clock">): Holder {
  return { process: host.process, host: host.name, since: new Date(clock.now()).toISOString() };
}

/** A lock that the kernel frees with the process that holds it, however that ends. */
export interface Lock {
  release(): void;
}

/**
 * How long one that asks in the same moment as another waits for it to go on or give up, in milliseconds. SQLite takes such a
 * lock in steps: two that neither wait nor let go of the first step would both be refused.
 */
const settling = 50;

/**
 * Takes the lock on a file of a directory, which is made if missing and never deleted; undefined when another process
 * holds it. SQLite's exclusive transaction is the one lock of the kernel that Bun, Deno and the compiled binary share.
 */
export function takeLock(directory: Directory, name: string): Lock | undefined {
  const path = directory.pathOf(name);
  // SQLite tells little of what keeps it from opening a file; the kernel does.
  directory.touch(name, lockMode);
  refuseContents(directory, name);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(`/proc/self/fd/${directory.descriptor}/${name}`);
    database.exec(`PRAGMA busy_timeout=${settling}; PRAGMA journal_mode=MEMORY; BEGIN EXCLUSIVE`);
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw fault("files.failed", { operation: "lock", path, errno: "unknown", reason }, error);
  }
  const held = database;
  return { release: () => held.close() };
}

/**
 * A lock file is empty, and nothing is ever written to it. SQLite would roll a database that is not empty back by the
 * journal beside it, whose words can make it delete any file: neither was put there by promsnap.
 */
function refuseContents(directory: Directory, name: string): void {
  const entry = directory.entry(name);
  if (entry === undefined || (entry.kind === "file" && entry.size === 0)) return;
  throw fault("files.notPlain", { path: directory.pathOf(name), found: entry.kind, wanted: "empty file" });
}

/**
 * Takes the lock and says who holds it. Throws `lock.held` with what is known of the other holder. Where the disk is full
 * it throws `files.full`, or holds the lock without a word if it is `wanted` even so, by whoever is to make room.
 */
export async function holdLock(
  directory: Directory,
  name: string,
  holder: Holder,
  wanted: "with room" | "even so" = "with room",
): Promise<Lock> {
  const notes = `${name}.json`;
  const lock = takeLock(directory, name);
  if (lock === undefined) throw fault("lock.held", { path: directory.pathOf(name), ...readHolder(directory, notes) });
  try {
    await directory.replace(notes, `${JSON.stringify(holder)}\n`, lockMode);
  } catch (error) {
    directory.tryRemove(notes);
    if (wanted === "with room" || !isFault(error, "files.full")) {
      lock.release();
      throw error;
    }
  }
  return {
    release: () => {
      // The next holder replaces a note that stays; the lock has to be free whatever becomes of it.
      directory.tryRemove(notes);
      lock.release();
    },
  };
}

function readHolder(directory: Directory, notes: string): Partial<Holder> {
  try {
    const { process, host, since } = JSON.parse(directory.readText(notes, 1000) ?? "{}") as Partial<Holder>;
    const known = typeof process === "number" && typeof host === "string" && typeof since === "string";
    return known ? { process, host, since } : {};
  } catch {
    return {};
  }
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "errcode" in error ? error.errcode : "errno" in error ? error.errno : undefined;
  return code === sqliteBusy || /database is locked/.test(error.message);
}
