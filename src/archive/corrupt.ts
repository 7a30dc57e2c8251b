import { type Fault, fault } from "../errors.ts";
import type { ArchiveProblem } from "../faults/archive.ts";
import type { ReadableFile } from "../system/readable.ts";

/** A fault about a place in an archive; `offset` counts from the beginning of the file. */
export function corrupt(file: Pick<ReadableFile, "path">, offset: number, reason: ArchiveProblem): Fault {
  return fault("archive.corrupt", { path: file.path, offset, reason });
}
