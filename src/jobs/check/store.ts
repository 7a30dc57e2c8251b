import { readArchiveHead } from "../../archive/head.ts";
import { isPromsnapArchive } from "../../archive/own-pieces.ts";
import { identityOf } from "../../stores/identity.ts";
import type { StoredArchive } from "../../stores/snapshot-directory.ts";
import { readVerdict } from "../../stores/verdict.ts";
import type { Directory } from "../../system/directory.ts";
import { disksOf, mountOf, mounts } from "../../system/mounts.ts";
import { proveWritable } from "../../system/permissions.ts";
import { directoryAbove } from "../backup-plan.ts";
import { refuseNested } from "../workplace.ts";
import { type Examination, failure, ok, type Verdict, warning } from "./examination.ts";

const needs = ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR"] as const;

/** Whether snapshots can be stored in SNAPSHOT_DIR, and are this Prometheus's. */
export const store: Examination = {
  id: "store",
  needs,
  examine: (scene): Verdict[] => {
    const { system, settings, store: found } = scene;
    const { SNAPSHOT_DIR: path, PROMETHEUS_DATA_DIR: data } = settings;
    refuseNested(system, path, data);
    if (found === undefined) {
      using above = directoryAbove(system, path);
      proveWritable(above);
      return [ok("store.new", { path })];
    }
    identityOf(found.directory, scene.ownIfThere, false);
    proveWritable(found.directory);
    return [ok("store.ready", { path })];
  },
};

/** Whether the snapshots would be lost together with the data. */
export const disk: Examination = {
  id: "disk",
  needs,
  after: ["data", "store"],
  examine: ({ system, settings, data }): Verdict[] => {
    using directory = directoryAbove(system, settings.SNAPSHOT_DIR);
    const all = mounts();
    const [one = [], other = []] = [directory, data].map(({ path }) => {
      const mount = mountOf(system.realPath(path) ?? path, all);
      return mount && [mount.device, ...disksOf(mount)];
    });
    const shared = one.some((name) => other.includes(name));
    return [shared ? warning("disk.same", { store: settings.SNAPSHOT_DIR, data: data.path }) : ok("disk.apart", {})];
  },
};

/** Whether the newest archive is whole as far as its beginning and its end tell, and what its last verification found. */
export const archive: Examination = {
  id: "archive",
  needs: ["SNAPSHOT_DIR"],
  after: ["store"],
  examine: async (scene): Promise<Verdict[]> => {
    const { store: found, settings } = scene;
    const newest = await scene.newest();
    if (found === undefined || newest === undefined) return [warning("archive.none", { path: settings.SNAPSHOT_DIR })];
    return await judgeArchive(found.directory, newest.archive);
  },
};

async function judgeArchive(directory: Directory, { name, path, bytes, open }: StoredArchive): Promise<Verdict[]> {
  using file = open();
  const verdict = readVerdict(directory, name, bytes);
  const when = verdict === undefined ? {} : { verified: verdict.at };
  if (verdict?.sound === false) return [failure("archive.unsound", { path, verified: verdict.at })];
  if (!(await isPromsnapArchive(file))) return [ok("archive.foreign", { name, ...when })];
  const { damaged } = (await readArchiveHead(file)).trailer;
  return damaged === 0
    ? [ok("archive.whole", { name, ...when })]
    : [warning("archive.damaged", { name, files: damaged })];
}
