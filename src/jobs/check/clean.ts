import { fault } from "../../errors.ts";
import { readRequests, writeRequests } from "../../prometheus/request-file.ts";
import { settle, unremovedEntries } from "../../prometheus/request-record.ts";
import { removeSourceSnapshot, sourceSnapshotNames } from "../../prometheus/source-snapshots.ts";
import type { Directory } from "../../system/directory.ts";
import { bytesFreed } from "../../system/disk-usage.ts";
import type { JobContext } from "../backup-terms.ts";
import { refuseUnfinished } from "../restore/journal.ts";
import { openDataPlace } from "../workplace.ts";
import type { JudgedSource } from "./judge-sources.ts";
import type { Scene } from "./scene.ts";
import { filesOf, judgeIn, startTimeOf } from "./sources.ts";

/** A source snapshot with what a person has to know to decide. `bytes` are those that deleting it alone would free. */
export interface LeftSource extends JudgedSource {
  readonly path: string;
  readonly bytes: number;
}

/** What was deleted, and how many bytes that freed. */
export interface CleanReport {
  readonly deleted: readonly string[];
  readonly bytes: number;
}

type CleanContext = Pick<JobContext, "system" | "settings" | "signal">;

/** The source snapshots in the data directory, oldest first. Nothing is written, and no lock taken. */
export async function listSources(scene: Scene): Promise<LeftSource[]> {
  const judged = await judgeIn(scene);
  return judged.map((one) => ({
    ...one,
    path: `${scene.data.path}/snapshots/${one.name}`,
    bytes: bytesFreed(filesOf(scene.data, [one])),
  }));
}

/**
 * Deletes these source snapshots with the data directory locked; each is told when it is gone. Whether Prometheus may
 * still be writing one is looked at again: then, and for a name that nothing bears, nothing is deleted. Throws
 * `clean.busy`, `clean.notFound`, `restore.unfinished`, `lock.held`.
 */
export async function deleteSources(
  scene: Scene,
  context: CleanContext,
  names: readonly string[],
  deleted: (path: string) => void,
): Promise<CleanReport> {
  using place = await openDataPlace(context);
  refuseUnfinished(place.own);
  const judged = await judgeIn(scene, false);
  for (const name of names) refuse(place.data, judged, name);
  const bytes = bytesFreed(
    filesOf(
      place.data,
      names.map((name) => ({ name })),
    ),
  );
  await settleRecord(place, await startTimeOf(scene));
  const paths = names.map((name) => {
    removeSourceSnapshot(place.data, name);
    const path = `${place.data.path}/snapshots/${name}`;
    deleted(path);
    return path;
  });
  return { deleted: paths, bytes };
}

function refuse(data: Directory, judged: readonly JudgedSource[], name: string): void {
  const path = `${data.path}/snapshots/${name}`;
  const whose = judged.find((one) => one.name === name)?.whose;
  if (whose === undefined) throw fault("clean.notFound", { path });
  if (whose === "busy") throw fault("clean.busy", { path });
}

/**
 * Drops what is settled from the record of requests, as a run does: of several directories that one request may have
 * made, the one that a person leaves must not look like the request's own to the next run.
 */
async function settleRecord({ data, own }: { data: Directory; own: Directory }, startTime: string | undefined) {
  const { entries } = readRequests(own);
  if (entries.length === 0) return;
  const { remove, keep } = settle(entries, sourceSnapshotNames(data), startTime === undefined ? {} : { startTime });
  await writeRequests(own, [...unremovedEntries(entries, remove), ...keep]);
}
