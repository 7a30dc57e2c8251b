import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";

/** The files below a directory by their paths there, each with a hash of its bytes. */
export type Contents = ReadonlyMap<string, string>;

/** What lies below a directory now, but what is below promsnap's own. */
export async function contentsOf(directory: string): Promise<Contents> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const mine = files.filter((path) => !relative(directory, path).startsWith(".promsnap/"));
  const hashed = mine.map(async (path) => [relative(directory, path), await hashOf(path)] as const);
  return new Map(await Promise.all(hashed));
}

/**
 * The paths that are not there with the very bytes that are wanted. A Prometheus that runs for some seconds writes its log
 * anew: the segments that it has put into a checkpoint are not missed.
 */
export function lackingIn(contents: Contents, wanted: Contents): string[] {
  const checkpoints = [...contents.keys()].map((path) => /^wal\/checkpoint\.(\d{8})\//.exec(path)?.[1] ?? "");
  const last = checkpoints.toSorted().at(-1) ?? "";
  const isKept = (path: string) => path.startsWith("wal/0") && path.slice("wal/".length) <= last;
  return [...wanted].filter(([path, hash]) => contents.get(path) !== hash && !isKept(path)).map(([path]) => path);
}

async function hashOf(path: string): Promise<string> {
  const bytes = await Bun.file(path)
    .bytes()
    .catch(() => new Uint8Array());
  return `${bytes.length} ${Bun.hash(bytes)}`;
}
