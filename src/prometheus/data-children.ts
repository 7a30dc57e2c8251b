import type { Directory, Entry } from "../system/directory.ts";
import { type Identity, identityOf, isSame } from "../system/moving.ts";
import { isUlid } from "../tsdb/meta.ts";

/** One entry of a data directory, known by its identity: a name may be another thing's by tomorrow. */
export interface Child extends Identity {
  readonly name: string;
}

/** The write-ahead log, which every server makes at its start. */
export const walName = "wal";
/** The file that a running server holds locked. */
export const lockName = "lock";

/** What Prometheus and Thanos's sidecar keep in a data directory, beside the blocks. */
const ownNames: ReadonlySet<string> = new Set([
  walName,
  "wbl",
  "chunks_head",
  lockName,
  "queries.active",
  "snapshots",
  "thanos.shipper.json",
  "thanos",
]);

/**
 * True for what is Prometheus's own in its data directory: blocks and their unfinished forms, the head, its lock and
 * its snapshots. Everything else (prometheus.yml, lost+found) is somebody's who put it there.
 */
export function isPrometheusOwn(name: string): boolean {
  if (ownNames.has(name) || /^chunk_snapshot\.\d/.test(name)) return true;
  return isUlid(name.replace(/\.tmp(?:-for-creation|-for-deletion)?$/, ""));
}

/** Prometheus's own entries, by name; a barrier in the place of `wal` is none of them. */
export function childrenOf(data: Directory): Child[] {
  return data
    .entries()
    .filter((entry) => isPrometheusOwn(entry.name) && !isBarrier(entry))
    .flatMap(({ name }) => {
      const identity = identityOf(data, name);
      return identity === undefined ? [] : [{ name, ...identity }];
    });
}

/** The names of what a restore leaves where it is. */
export function strangersIn(data: Directory, ownDirectory: string): string[] {
  return data
    .names()
    .filter((name) => name !== ownDirectory && !isPrometheusOwn(name))
    .sort();
}

/** True for the file that keeps Prometheus from starting: a server refuses a `wal` that is a file, and touches nothing. */
export function isBarrier({ name, kind }: Pick<Entry, "name" | "kind">): boolean {
  return name === walName && kind === "file";
}

/** Whether the barrier stands in a data directory. */
export function hasBarrier(data: Directory): boolean {
  const wal = data.entry(walName);
  return wal !== undefined && isBarrier(wal);
}

/** Whether a directory has this very child under its name. */
export function has(directory: Directory, child: Child): boolean {
  return isSame(identityOf(directory, child.name), child);
}

/**
 * True for a data directory that holds no samples yet: no block, and nothing in the directories of the head. `--if-empty`
 * restores into nothing else.
 */
export function isEmptyData(data: Directory): boolean {
  return data.entries().every((entry) => {
    if (isUlid(entry.name)) return false;
    const ofHead = ["wal", "wbl", "chunks_head"].includes(entry.name) || entry.name.startsWith("chunk_snapshot.");
    return !ofHead || !holdsBytes(data, entry);
  });
}

function holdsBytes(parent: Directory, { name, kind, size }: Entry): boolean {
  if (kind === "file") return size > 0;
  if (kind !== "directory") return true;
  using directory = parent.directory(name);
  return directory.entries().some((entry) => holdsBytes(directory, entry));
}
