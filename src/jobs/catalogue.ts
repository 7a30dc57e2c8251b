import { readForeignEnds } from "../archive/foreign-pieces.ts";
import { type ArchiveHead, readArchiveHead } from "../archive/head.ts";
import { isPromsnapArchive } from "../archive/own-pieces.ts";
import type { FaultData } from "../errors.ts";
import { instantOfName } from "../snapshots/name.ts";
import type { StoredArchive } from "../stores/archives.ts";
import type { ReadableFile } from "../system/readable.ts";
import { isOfArchive } from "./of-archive.ts";

/**
 * An archive of the store with what its first and last few KB tell. `instant` is milliseconds since 1970, `bytes` the
 * archive's size. Only one of promsnap's that can be read has a `head`.
 */
export interface CataloguedSnapshot {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** As promsnap recorded it, else as the name says in local time. */
  readonly instant: number;
  readonly maker: "promsnap" | "script";
  readonly head?: ArchiveHead;
  /** Why it could not be read. */
  readonly problem?: FaultData;
}

/** Looks into an archive, a few KB of it whatever its size. What is wrong with it is in the answer; only what keeps
 * any from being read is thrown. */
export async function catalogue({ name, path, bytes, open }: StoredArchive): Promise<CataloguedSnapshot> {
  const base = { name, path, bytes, instant: instantOfName(name) ?? 0 };
  let maker: CataloguedSnapshot["maker"] = "script";
  try {
    using file = await open();
    maker = await makerOf(file);
    if (maker === "script") return { ...base, maker };
    const head = await readArchiveHead(file);
    return { ...base, maker, instant: head.trailer.taken, head };
  } catch (error) {
    if (!isOfArchive(error)) throw error;
    return { ...base, maker, problem: error.data };
  }
}

/** Throws `archive.corrupt` for what neither promsnap nor the script wrote to its end, such as the files of a full disk. */
async function makerOf(file: ReadableFile): Promise<CataloguedSnapshot["maker"]> {
  if (await isPromsnapArchive(file)) return "promsnap";
  await readForeignEnds(file);
  return "script";
}
