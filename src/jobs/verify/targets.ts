import { basename } from "node:path/posix";
import { passesOver } from "../../archive/verification.ts";
import { Fault, fault, isFault } from "../../errors.ts";
import { nameOfArchiveFile } from "../../snapshots/name.ts";
import { SnapshotDirectory } from "../../stores/snapshot-directory.ts";
import { ifPresent } from "../../system/errno.ts";
import type { InputFile } from "../../system/file.ts";
import type { JobContext } from "../backup-terms.ts";
import { openArchive } from "../find-archive.ts";
import type { VerifyRequest } from "./terms.ts";

/** An archive that is to be verified, or a name for which there is none that could be. */
export interface Target {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** How often it is going to be read. */
  readonly passes: number;
  readonly problem?: Fault;
}

/**
 * The archives that a request means, each once, in its order or, of the whole store, oldest first. A name without an
 * archive does not keep the others from being looked at. Throws `restore.nothingStored`, `store.foreign`.
 */
export function targetsOf(context: JobContext, { archives, deep }: VerifyRequest): Target[] {
  const found = archives === "all" ? wholeStore(context, deep) : archives.map((typed) => named(context, typed, deep));
  const paths = new Set<string>();
  return found.filter(({ path }) => !paths.has(path) && paths.add(path));
}

function wholeStore({ system, settings }: JobContext, deep: boolean): Target[] {
  const { SNAPSHOT_DIR: path } = settings;
  using directory = ifPresent(() => system.openDirectory(path));
  const archives = directory === undefined ? [] : new SnapshotDirectory(directory).archives();
  // A verification that looked at nothing must not end as if all were well.
  if (archives.length === 0) throw fault("restore.nothingStored", { path });
  return archives.map(({ name, path, bytes, open }) => ({ name, path, bytes, passes: passesThrough(open, deep) }));
}

function named(context: JobContext, typed: string, deep: boolean): Target {
  try {
    using file = openArchive(context, typed);
    return { name: nameOf(file.path), path: file.path, bytes: file.size, passes: passesOf(file, deep) };
  } catch (error) {
    const single = isFault(error, "restore.fileNotFound") || isFault(error, "files.failed");
    if (!(single || isFault(error, "files.notPlain"))) throw error;
    return { name: nameOf(typed), path: error.data.details.path, bytes: 0, passes: 1, problem: error };
  }
}

function passesOf(file: InputFile, deep: boolean): number {
  return passesThrough(() => file, deep);
}

/** What is wrong with a file is told when its turn comes to be read. */
function passesThrough(open: () => InputFile, deep: boolean): number {
  try {
    using file = open();
    return passesOver(file, deep);
  } catch (error) {
    if (error instanceof Fault) return 1;
    throw error;
  }
}

function nameOf(path: string): string {
  return nameOfArchiveFile(basename(path)) ?? basename(path);
}
