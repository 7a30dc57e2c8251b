import { notice } from "../../notices.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { readRequests } from "../../prometheus/request-file.ts";
import { sourceSnapshotNames } from "../../prometheus/source-snapshots.ts";
import type { Directory } from "../../system/directory.ts";
import { bytesFreed, filesBelow, type StoredFile } from "../../system/disk-usage.ts";
import { ifPresent } from "../../system/errno.ts";
import { isLocked } from "../../system/occupancy.ts";
import { dataLock } from "../workplace.ts";
import { type Examination, noticed, ok, type Verdict, warning } from "./examination.ts";
import { type JudgedSource, judgeSources } from "./judge-sources.ts";
import type { Scene } from "./scene.ts";

/** Source snapshots that runs left in the data directory, and those that are not finished. */
export const sources: Examination = {
  id: "sources",
  needs: ["PROMETHEUS_DATA_DIR"],
  after: ["data", "access"],
  examine: async (scene) => {
    const { data, own, system } = scene;
    const damaged = own !== undefined && readRequests(own).damaged;
    const atWork = isAtWork(scene);
    const judged = await judgeIn(scene, atWork);
    const now = system.clock.now();
    return [
      ...(damaged
        ? [noticed(notice("source.recordDamaged", { path: `${data.path}/${ownDirectoryName}/request.json` }))]
        : []),
      ...verdictsOn(data, judged, now, atWork),
    ];
  },
};

function verdictsOn(data: Directory, judged: readonly JudgedSource[], now: number, atWork: boolean): Verdict[] {
  const path = `${data.path}/snapshots`;
  const busy = judged.filter(({ whose }) => whose === "busy").map(({ name }) => name);
  const left = judged.filter(({ whose }) => whose !== "busy");
  const age = left.reduce((oldest, { instant }) => Math.max(oldest, now - instant), 0);
  const bytes = bytesFreed(filesOf(data, left));
  return [
    ...(left.length === 0 ? [] : [warning("sources.left", { path, count: left.length, bytes, age })]),
    // Where a promsnap is at work it is that one's, and nothing to care about.
    ...(busy.length === 0 ? [] : [(atWork ? ok : warning)("sources.busy", { path, names: busy })]),
    ...(judged.length === 0 ? [ok("sources.none", {})] : []),
  ];
}

/** The files of source snapshots, each under all its names there. */
export function filesOf(data: Directory, sourceSnapshots: readonly Pick<JudgedSource, "name">[]): StoredFile[] {
  using snapshots = ifPresent(() => data.directory("snapshots"));
  if (snapshots === undefined) return [];
  return sourceSnapshots.flatMap(({ name }) => filesBelow(snapshots, name));
}

/** Judges the source snapshots in the data directory, which this promsnap or another may have locked. */
export async function judgeIn(scene: Scene, atWork = isAtWork(scene)): Promise<JudgedSource[]> {
  const { data, own, system } = scene;
  const names = sourceSnapshotNames(data);
  if (names.length === 0) return [];
  const entries = own === undefined ? [] : readRequests(own).entries;
  return judgeSources(names, entries, { now: system.clock.now(), startTime: await startTimeOf(scene), atWork });
}

function isAtWork({ own }: Scene): boolean {
  return own !== undefined && isLocked(own, dataLock);
}

/** Since when the Prometheus of the data directory runs: another one's start would prove nothing. */
export async function startTimeOf(scene: Scene): Promise<string | undefined> {
  if (scene.isUnknown("HOST") || (await scene.reach()).kind !== "serves") return undefined;
  const likeness = await scene.likeness().catch(() => undefined);
  const proved = likeness?.kind === "same" && likeness.proved;
  const info = proved ? await scene.client.runtimeInfo(scene.signal).catch(() => undefined) : undefined;
  scene.signal.throwIfAborted();
  return info?.startTime;
}
