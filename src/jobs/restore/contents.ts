import { readArchiveHead } from "../../archive/head.ts";
import { isPromsnapArchive } from "../../archive/own-pieces.ts";
import type { ReadableFile } from "../../system/readable.ts";
import { type Lineage, readLineage } from "../../tsdb/lineage.ts";
import { type BlockMeta, readMeta } from "../../tsdb/meta.ts";

/** What the head of an archive of promsnap's tells of its blocks; `bytes` are those of all their files. */
export interface Contents {
  readonly metas: readonly BlockMeta[];
  readonly lineages: readonly Lineage[];
  readonly bytes: number;
}

/** Reads that head; undefined for an archive of the script's, which has none. Throws `archive.corrupt`. */
export async function contentsOf(archive: ReadableFile): Promise<Contents | undefined> {
  if (!(await isPromsnapArchive(archive))) return undefined;
  const { metas, trailer } = await readArchiveHead(archive);
  const read = metas.flatMap(({ ulid, text }) => {
    const reading = readMeta(text, ulid);
    return "meta" in reading ? [reading.meta] : [];
  });
  const lineages = metas.flatMap(({ text }) => readLineage(text) ?? []);
  return { metas: read, lineages, bytes: trailer.content };
}
