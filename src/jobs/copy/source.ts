import { fault, isFault } from "../../errors.ts";
import { nameOfArchiveFile } from "../../snapshots/name.ts";
import { readChecksum } from "../../stores/checksum.ts";
import type { JobContext } from "../backup-terms.ts";
import { type FoundArchive, openArchive } from "../find-archive.ts";

/** An archive that is to be copied. */
export interface CopySource extends FoundArchive {
  readonly name: string;
  /** What its checksum file says; undefined where there is none. */
  readonly sha256: string | undefined;
}

/**
 * Opens the archive that an operator names. Throws `archive.notFound`, `restore.nothingStored`, `store.foreign`,
 * `copy.notNamed` for a file whose name is not that of a snapshot, `copy.checksumUnreadable`.
 */
export async function openSource(context: JobContext, typed: string): Promise<CopySource> {
  using opened = new DisposableStack();
  const { file, store, fileName } = opened.use(await open(context, typed));
  const { path } = file;
  const name = nameOfArchiveFile(fileName);
  if (name === undefined) throw fault("copy.notNamed", { path });
  const checksum = await readChecksum(store, fileName);
  if (checksum.kind === "unreadable") {
    const { reason } = checksum;
    throw fault("copy.checksumUnreadable", { path: `${path}.sha256`, ...(reason === undefined ? {} : { reason }) });
  }
  const all = opened.move();
  const sha256 = checksum.kind === "sum" ? checksum.sha256 : undefined;
  return { name, file, store, fileName, sha256, [Symbol.dispose]: () => all.dispose() };
}

/** That there is no such archive is said as the script does only where something was to be restored. */
async function open(context: JobContext, typed: string): Promise<FoundArchive> {
  try {
    return await openArchive(context, typed);
  } catch (error) {
    throw isFault(error, "restore.fileNotFound") ? fault("archive.notFound", error.data.details) : error;
  }
}

/** Holds what was read of an archive against its checksum file. Throws `verify.checksumWrong`. */
export function checkSum({ file: { path }, sha256: expected }: CopySource, found: string): void {
  if (expected !== undefined && expected !== found) throw fault("verify.checksumWrong", { path, expected, found });
}
