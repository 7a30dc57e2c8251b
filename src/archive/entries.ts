import type { ArchiveProblem } from "../faults/archive.ts";
import { isUlid } from "../tsdb/meta.ts";
import type { TarHeader } from "./tar-header.ts";

/** An entry whose name was found good: the names below the top directory, none for the top itself. */
export interface PlacedEntry {
  readonly path: readonly string[];
  readonly type: TarHeader["type"];
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** A snapshot of fifty thousand blocks has fewer; what has more is taken for an attack on memory. */
const mostEntries = 1_000_000;
/** Eleven years of two hours each, none of which were ever compacted: what is known of each block is kept. */
const mostBlocks = 50_000;
/** What the kernel allows one name, in bytes. */
const longestName = 255;
/** Names of a block that stand for one kind only. */
const kindOfName: Readonly<Record<string, TarHeader["type"]>> = {
  "meta.json": "file",
  index: "file",
  tombstones: "file",
  chunks: "directory",
};

/**
 * Holds the entries of an archive to one shape: one directory at the top, in it directories named by ULIDs, in those
 * plain files and directories; each named once, each behind the directory that it lies in.
 */
export class Entries {
  readonly #kinds = new Map<string, TarHeader["type"]>();
  #top: string | undefined;
  #blocks = 0;

  /** The name of the top directory; undefined before the first entry. */
  get top(): string | undefined {
    return this.#top;
  }

  /** Takes the next entry of the archive, or says why it is refused. */
  place({ path, type, size, modified }: TarHeader): PlacedEntry | ArchiveProblem {
    const names = namesOf(path, type);
    if (names === undefined) return "entry name";
    const [top, ...below] = names;
    this.#top ??= top;
    if (top !== this.#top || !fits(below, type)) return "entry place";
    const key = below.join("/");
    if (this.#kinds.has(key)) return "entry twice";
    if (below.length > 0 && this.#kinds.get(below.slice(0, -1).join("/")) !== "directory") return "entry place";
    if (below.length === 1) this.#blocks++;
    if (this.#kinds.size >= mostEntries || this.#blocks > mostBlocks) return "too many entries";
    this.#kinds.set(key, type);
    return { path: below, type, size, modified };
  }
}

/** The names of a path, all of them plain; undefined where one is not. */
function namesOf(path: string, type: TarHeader["type"]): string[] | undefined {
  const names = (type === "directory" && path.endsWith("/") ? path.slice(0, -1) : path).split("/");
  return names.every(isPlain) ? names : undefined;
}

/** The names that Prometheus writes, of which nothing more has to be looked at. */
const usualName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Backslashes, control and invisible characters are in no name that Prometheus writes, but in many that deceive. */
function isPlain(name: string): boolean {
  if (usualName.test(name)) return true;
  if (name === "" || name === "." || name === "..") return false;
  return !/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name) && new TextEncoder().encode(name).length <= longestName;
}

function fits(below: readonly string[], type: TarHeader["type"]): boolean {
  const [block, name] = below;
  if (block === undefined) return type === "directory";
  if (!isUlid(block) || (below.length === 1 && type !== "directory")) return false;
  const wanted = below.length === 2 && name !== undefined ? kindOfName[name] : undefined;
  return wanted === undefined || wanted === type;
}
