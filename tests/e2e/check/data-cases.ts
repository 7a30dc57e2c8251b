import { chmod, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { blocksIn, fillDataDirectory } from "../../bed/blocks.ts";
import { must } from "../../bed/processes.ts";
import type { BrokenSetup, Ground } from "./ground.ts";

const dead = "http://127.0.0.1:9";

/** A data directory that no Prometheus works in now. */
const idleData = async ({ directory }: Ground) => {
  const data = await directory("idle");
  await fillDataDirectory(data);
  await mkdir(join(data, "wal"));
  return data;
};

const own = ({ station }: Ground) => join(station.data, ".promsnap");
const source = "20260101T000000Z-0123456789abcdef";

/** What is wrong with the data directory, or with what lies in it. */
export const dataCases: readonly BrokenSetup[] = [
  {
    name: "a data directory that is not there",
    broken: ({ site, station }) => site({ PROMETHEUS_DATA_DIR: join(station.path, "none") }),
    id: "data",
    code: "data.notFound",
    remedy: /docker volume inspect NAME, line Mountpoint/,
    also: ["store"],
  },
  {
    name: "a directory that is no Prometheus's, with the path of the right one",
    broken: async ({ site, directory }) => site({ PROMETHEUS_DATA_DIR: await directory("nobody"), SERVICE: "none" }),
    id: "data",
    code: "data.notPrometheus",
    remedy: /^Prometheus reports \/.*\/data as its data directory/,
  },
  {
    name: "the data directory of another Prometheus",
    broken: async (ground) => {
      const data = await idleData(ground);
      for (const block of (await blocksIn(data)).slice(0, 3)) await rm(join(data, block), { recursive: true });
      return await ground.site({ PROMETHEUS_DATA_DIR: data, SERVICE: "none" });
    },
    id: "same-prometheus",
    code: "prometheus.elsewhere",
    remedy: /^It keeps its data in \/.*\/data\. .* Or HOST leads to another Prometheus\.$/,
  },
  {
    name: "a copy of the data directory, in which Prometheus does not write",
    broken: async (ground) => await ground.site({ PROMETHEUS_DATA_DIR: await idleData(ground), SERVICE: "none" }),
    id: "same-prometheus",
    code: "prometheus.elsewhere",
    remedy: /^It keeps its data in \/.*\/data\. .* Or HOST leads to another Prometheus\.$/,
  },
  {
    name: "a restore that waits for its Prometheus",
    broken: async (ground) => {
      const site = await ground.site({ PROMETHEUS_DATA_DIR: await idleData(ground), HOST: dead, SERVICE: "none" });
      await site.run(["restore", ground.archive]);
      return site;
    },
    id: "journal",
    code: "restore.unfinished",
    remedy: /promsnap restore --resume$/,
    also: ["host"],
  },
  {
    name: "the journal of a restore that nobody can read",
    broken: async (ground) => {
      await Bun.write(join(own(ground), "restore.json"), "{");
      return await ground.site();
    },
    id: "journal",
    code: "restore.journalDamaged",
    remedy: /^Start nothing\./,
    mend: (ground) => rm(join(own(ground), "restore.json")),
  },
  {
    name: "a snapshots/ that is another file system",
    broken: async ({ site, station }) => {
      await mkdir(join(station.data, "snapshots"), { recursive: true });
      await must(["mount", "-t", "tmpfs", "-o", "size=1m", "promsnap-test", join(station.data, "snapshots")]);
      return await site();
    },
    id: "hard-links",
    code: "hardLinks.mount",
    remedy: /Unmount it/,
    also: ["mounts"],
    mend: ({ station }) => must(["umount", join(station.data, "snapshots")]),
  },
  {
    name: "source snapshots that somebody left",
    broken: async ({ site, station }) => {
      const [block = ""] = await blocksIn(station.data);
      await mkdir(join(station.data, "snapshots", source), { recursive: true });
      await must(["cp", "-rl", join(station.data, block), join(station.data, "snapshots", source)]);
      return await site();
    },
    id: "sources",
    state: "warning",
    code: "sources.left",
    remedy: /promsnap check --clean$/,
    mend: ({ station }) => rm(join(station.data, "snapshots", source), { recursive: true }),
  },
  {
    name: "a record of requests that nobody can read",
    broken: async (ground) => {
      await Bun.write(join(own(ground), "request.json"), "{");
      return await ground.site();
    },
    id: "sources",
    state: "warning",
    code: "source.recordDamaged",
    remedy: /^Look into snapshots\//,
    mend: (ground) => rm(join(own(ground), "request.json")),
  },
  {
    name: "earlier data that a restore left long ago",
    broken: async (ground) => {
      await mkdir(join(own(ground), "previous-20260101T000000Z"), { recursive: true });
      await cp(ground.archive, join(own(ground), "previous-20260101T000000Z/file"));
      return await ground.site();
    },
    id: "previous",
    state: "warning",
    code: "previous.kept",
    remedy: /promsnap restore --discard-previous$/,
    mend: (ground) => rm(join(own(ground), "previous-20260101T000000Z"), { recursive: true }),
  },
  {
    name: "an id of the data directory that is none",
    broken: async (ground) => {
      await cp(join(own(ground), "id"), join(own(ground), "id.kept"));
      await Bun.write(join(own(ground), "id"), "mine\n");
      return await ground.site();
    },
    id: "store",
    code: "store.identityDamaged",
    remedy: /delete that file/,
    mend: (ground) => must(["mv", join(own(ground), "id.kept"), join(own(ground), "id")]),
  },
  {
    name: "a directory of promsnap's that is a stranger's",
    broken: async (ground) => {
      await must(["chown", "12345", own(ground)]);
      return await ground.site();
    },
    id: "access",
    code: "files.foreignOwner",
    remedy: /^Only root or the user who runs promsnap may own it/,
    mend: async (ground) => {
      await must(["chown", "0", own(ground)]);
      await chmod(own(ground), 0o700);
    },
  },
];
