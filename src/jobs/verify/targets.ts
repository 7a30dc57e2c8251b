import { basename } from "node:path/posix";
import { passesOver } from "../../archive/verification.ts";
import { Fault, fault, isFault } from "../../errors.ts";
import { nameOfArchiveFile } from "../../snapshots/name.ts";
import { fewAtOnce } from "../../stores/few-at-once.ts";
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
export async function targetsOf(context: JobContext, { archives, deep }: VerifyRequest): Promise<Target[]> {
  const found =
    archives === "all"
      ? await wholeStore(context, deep)
      : await fewAtOnce(archives, (typed) => named(context, typed, deep));
  const paths = new Set<string>();
  return found.filter(({ path }) => !paths.has(path) && paths.add(path));
}

async function wholeStore({ system, settings }: JobContext, deep: boolean): Promise<Target[]> {
  const { SNAPSHOT_DIR: path } = settings;
  using directory = ifPresent(() => system.openDirectory(path));
  const archives = directory === undefined ? [] : new SnapshotDirectory(directory).archives();
  // A verification that looked at nothing must not end as if all were well.
  if (archives.length === 0) throw fault("restore.nothingStored", { path });
  return await fewAtOnce(archives, async ({ name, path, bytes, open }) => {
    return { name, path, bytes, passes: await passesThrough(open, deep) };
  });
}

async function named(context: JobContext, typed: string, deep: boolean): Promise<Target> {
  try {
    using file = await openArchive(context, typed);
    return { name: nameOf(file.path), path: file.path, bytes: file.size, passes: await passesOf(file, deep) };
  } catch (error) {
    const single = isFault(error, "restore.fileNotFound") || isFault(error, "files.failed");
    if (!(single || isFault(error, "files.notPlain"))) throw error;
    return { name: nameOf(typed), path: error.data.details.path, bytes: 0, passes: 1, problem: error };
  }
}

async function passesOf(file: InputFile, deep: boolean): Promise<number> {
  return await passesThrough(() => file, deep);
}

/** What is wrong with a file is told when its turn comes to be read. */
async function passesThrough(open: () => InputFile, deep: boolean): Promise<number> {
  try {
    using file = open();
    return await passesOver(file, deep);
  } catch (error) {
    if (error instanceof Fault) return 1;
    throw error;
  }
}

function nameOf(path: string): string {
  return nameOfArchiveFile(basename(path)) ?? basename(path);
}
