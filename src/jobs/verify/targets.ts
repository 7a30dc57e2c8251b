import { basename } from "node:path/posix";
import { passesOver } from "../../archive/verification.ts";
import { sayStore } from "../../config/store-setting.ts";
import { withStore } from "../../config/storeless.ts";
import { Fault, fault, isFault } from "../../errors.ts";
import { nameOfArchiveFile } from "../../snapshots/name.ts";
import { archivesIn } from "../../stores/archives.ts";
import { fewAtOnce } from "../../stores/few-at-once.ts";
import { openForReading } from "../../stores/open.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { ReadingContext } from "../backup-terms.ts";
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
 * archive does not keep the others from being looked at. Throws `restore.nothingStored`, `store.foreign`, and
 * `config.notFound` where the store is wanted and nothing is configured.
 */
export async function targetsOf(context: ReadingContext, { archives, deep }: VerifyRequest): Promise<Target[]> {
  const found =
    archives === "all"
      ? await wholeStore(context, deep)
      : await fewAtOnce(archives, (typed) => named(context, typed, deep));
  const paths = new Set<string>();
  return found.filter(({ path }) => !paths.has(path) && paths.add(path));
}

async function wholeStore(context: ReadingContext, deep: boolean): Promise<Target[]> {
  const settings = withStore(context.settings);
  const { SNAPSHOT_DIR: setting } = settings;
  using store = await openForReading(setting, { ...context, settings });
  const archives = store === undefined ? [] : await archivesIn(store);
  // A verification that looked at nothing must not end as if all were well.
  if (archives.length === 0) throw fault("restore.nothingStored", { path: sayStore(setting) });
  return await fewAtOnce(archives, async ({ name, path, bytes, open }) => {
    return { name, path, bytes, passes: await passesThrough(open, deep) };
  });
}

async function named(context: ReadingContext, typed: string, deep: boolean): Promise<Target> {
  try {
    using found = await openArchive(context, typed);
    const { file } = found;
    const passes = await passesThrough(async () => file, deep);
    return { name: nameOf(file.path), path: file.path, bytes: file.size, passes };
  } catch (error) {
    const single = isFault(error, "restore.fileNotFound") || isFault(error, "files.failed");
    if (!(single || isFault(error, "files.notPlain"))) throw error;
    return { name: nameOf(typed), path: error.data.details.path, bytes: 0, passes: 1, problem: error };
  }
}

/** What is wrong with a file is told when its turn comes to be read. */
async function passesThrough(open: () => Promise<ReadableFile>, deep: boolean): Promise<number> {
  try {
    using file = await open();
    return await passesOver(file, deep);
  } catch (error) {
    if (error instanceof Fault) return 1;
    throw error;
  }
}

function nameOf(path: string): string {
  return nameOfArchiveFile(basename(path)) ?? basename(path);
}
