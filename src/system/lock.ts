import { DatabaseSync } from "node:sqlite";
import { fault } from "../errors.ts";
import type { Directory } from "./directory.ts";

/** SQLite's result code for a file that another process has locked. */
const sqliteBusy = 5;

/** A lock that the kernel frees with the process that holds it, however that ends. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock on a file of a directory, which is made if missing and never deleted; undefined when another process
 * holds it. SQLite's exclusive transaction is the one lock of the kernel that Bun, Deno and the compiled binary share.
 */
export function takeLock(directory: Directory, name: string): Lock | undefined {
  const path = directory.pathOf(name);
  const found = directory.entry(name);
  if (found !== undefined && found.kind !== "file") {
    throw fault("files.notPlain", { path, found: found.kind, wanted: "file" });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(`/proc/self/fd/${directory.descriptor}/${name}`);
    database.exec("PRAGMA busy_timeout=0; PRAGMA journal_mode=MEMORY; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if (isBusy(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw fault("files.failed", { operation: "lock", path, errno: "unknown", reason }, error);
  }
  const held = database;
  return { release: () => held.close() };
}

function isBusy(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "errcode" in error ? error.errcode : "errno" in error ? error.errno : undefined;
  return code === sqliteBusy || /database is locked/.test(error.message);
}
