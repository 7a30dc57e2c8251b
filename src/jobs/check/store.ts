import { readForeignEnds } from "../../archive/foreign-pieces.ts";
import { readArchiveHead } from "../../archive/head.ts";
import { isPromsnapArchive } from "../../archive/own-pieces.ts";
import { sayStore } from "../../config/store-setting.ts";
import type { StoredArchive } from "../../stores/archives.ts";
import { identityOf } from "../../stores/identity.ts";
import type { Store } from "../../stores/store.ts";
import { readVerdict } from "../../stores/verdict.ts";
import { disksOf, mountOf, mounts } from "../../system/mounts.ts";
import { proveWritable } from "../../system/permissions.ts";
import { directoryAbove } from "../backup-plan.ts";
import { tellStrays } from "../leftovers.ts";
import { refuseStoreInside } from "../workplace.ts";
import { type Examination, failure, noticed, ok, type Verdict, warning } from "./examination.ts";

const needs = ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR"] as const;

/** Whether snapshots can be stored in SNAPSHOT_DIR, and are this Prometheus's. */
export const store: Examination = {
  id: "store",
  needs,
  examine: async (scene): Promise<Verdict[]> => {
    const { system, settings } = scene;
    const { SNAPSHOT_DIR: setting, PROMETHEUS_DATA_DIR: data } = settings;
    refuseStoreInside(system, setting, data);
    const [path, found] = [sayStore(setting), await scene.store()];
    if (found !== undefined) await identityOf(found, scene.ownIfThere, false);
    if (setting.kind === "s3") return await judgeBucket(path, found);
    using directory = directoryAbove(system, path);
    proveWritable(directory);
    return [found === undefined ? ok("store.new", { path }) : ok("store.ready", { path })];
  },
};

/** Only writing shows whether a bucket can be written to, and nothing is written here: it can be listed, and that is said. */
async function judgeBucket(path: string, found: Store | undefined): Promise<Verdict[]> {
  await found?.files();
  const strays: Verdict[] = [];
  if (found !== undefined) await tellStrays(found, (told) => strays.push(noticed(told)));
  return [ok("store.bucket", { path }), ...strays];
}

/** Whether the snapshots would be lost together with the data. */
export const disk: Examination = {
  id: "disk",
  needs,
  after: ["data", "store"],
  examine: ({ system, settings, data }): Verdict[] => {
    const { SNAPSHOT_DIR: setting } = settings;
    if (setting.kind === "s3") return [ok("disk.bucket", {})];
    using directory = directoryAbove(system, setting.path);
    const all = mounts();
    const [one = [], other = []] = [directory, data].map(({ path }) => {
      const mount = mountOf(system.realPath(path) ?? path, all);
      return mount && [mount.device, ...disksOf(mount)];
    });
    const shared = one.some((name) => other.includes(name));
    return [shared ? warning("disk.same", { store: setting.path, data: data.path }) : ok("disk.apart", {})];
  },
};

/** Whether the newest archive is whole as far as its beginning and its end tell, and what its last verification found. */
export const archive: Examination = {
  id: "archive",
  needs: ["SNAPSHOT_DIR"],
  after: ["store"],
  examine: async (scene): Promise<Verdict[]> => {
    const [found, newest] = [await scene.store(), await scene.newest()];
    if (found !== undefined && newest !== undefined) return await judgeArchive(found, newest.archive);
    return [warning("archive.none", { path: sayStore(scene.settings.SNAPSHOT_DIR) })];
  },
};

async function judgeArchive(found: Store, { name, path, bytes, open }: StoredArchive): Promise<Verdict[]> {
  using file = await open();
  const verdict = await readVerdict(found, name, bytes);
  const when = verdict === undefined ? {} : { verified: verdict.at };
  if (verdict?.sound === false) return [failure("archive.unsound", { path, verified: verdict.at })];
  if (!(await isPromsnapArchive(file))) {
    await readForeignEnds(file);
    return [ok("archive.foreign", { name, ...when })];
  }
  const { damaged } = (await readArchiveHead(file)).trailer;
  return damaged === 0
    ? [ok("archive.whole", { name, ...when })]
    : [warning("archive.damaged", { name, files: damaged })];
}
