import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import { errnoOf, ifPresent } from "../system/errno.ts";
import { isSnapshotName } from "./snapshot-name.ts";

/** Where Prometheus makes its snapshots, below its data directory. */
const snapshotsName = "snapshots";

/** The names of all source snapshots, whoever had them made, sorted. */
export function sourceSnapshotNames(dataDirectory: Directory): string[] {
  using snapshots = ifPresent(() => dataDirectory.directory(snapshotsName));
  const entries = snapshots?.entries() ?? [];
  return entries.filter(({ name, kind }) => kind === "directory" && isSnapshotName(name)).map(({ name }) => name);
}

/**
 * Opens the source snapshot that Prometheus answered. Throws `prometheus.snapshotNotFound` when it is not below this
 * data directory; `reported` is then asked where Prometheus has its data.
 */
export async function openSourceSnapshot(
  dataDirectory: Directory,
  name: string,
  reported: () => Promise<string | undefined>,
): Promise<Directory> {
  try {
    using snapshots = dataDirectory.directory(snapshotsName);
    return snapshots.directory(name);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    const path = `${dataDirectory.path}/${snapshotsName}/${name}`;
    const elsewhere = await reported();
    throw fault("prometheus.snapshotNotFound", { path, ...(elsewhere === undefined ? {} : { reported: elsewhere }) });
  }
}

/** Deletes one source snapshot; none is fine. Only a directory with a name as Prometheus gives is ever touched. */
export function removeSourceSnapshot(dataDirectory: Directory, name: string): void {
  if (!isSnapshotName(name)) throw fault("internal", { reason: `not a snapshot's name: ${JSON.stringify(name)}` });
  using snapshots = ifPresent(() => dataDirectory.directory(snapshotsName));
  const entry = snapshots?.entry(name);
  if (snapshots === undefined || entry === undefined) return;
  if (entry.kind !== "directory") {
    throw fault("files.notPlain", { path: snapshots.pathOf(name), found: entry.kind, wanted: "directory" });
  }
  snapshots.removeTree(name);
  snapshots.sync();
}
