import { fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { blocksOnDisk, estimateBlocks } from "../../prometheus/blocks.ts";
import { hasBarrier, walName } from "../../prometheus/data-children.ts";
import { refuseOtherDirectory } from "../../prometheus/data-directory.ts";
import { refuseForeignOwner } from "../../prometheus/own-directory.ts";
import type { Directory } from "../../system/directory.ts";
import { mountOf, mounts } from "../../system/mounts.ts";
import { proveWritable } from "../../system/permissions.ts";
import { readJournal, refuseUnfinished } from "../restore/journal.ts";
import { refuseMounts } from "../restore/preflight.ts";
import { type Examination, failure, noticed, ok, type Verdict, warning } from "./examination.ts";
import type { Scene } from "./scene.ts";

const needs = ["PROMETHEUS_DATA_DIR"] as const;
/** How far in the future a block may end: clocks differ by a little. In milliseconds. */
const tolerance = 60_000;

/** Whether PROMETHEUS_DATA_DIR is a directory that some Prometheus keeps its data in. */
export const data: Examination = {
  id: "data",
  needs,
  examine: async (scene) => {
    const { data: directory, system } = scene;
    if (!isExchanging(scene)) await refuseOtherDirectory(directory, () => scene.reportedPath());
    const { count, bytes } = estimateBlocks(directory);
    const future = blocksOnDisk(directory).filter(({ maxTime }) => maxTime > system.clock.now() + tolerance);
    const until = future.reduce((latest, { maxTime }) => Math.max(latest, maxTime), 0);
    const blocks = future.map(({ ulid }) => ulid);
    return [
      ok("data.found", { path: directory.path, blocks: count, bytes }),
      ...(blocks.length === 0 ? [] : [noticed(notice("restore.future", { blocks, until }))]),
    ];
  },
};

/** Data that a restore exchanged and nobody has started yet look like nobody's. */
function isExchanging(scene: Scene): boolean {
  const { data: directory } = scene;
  if (directory.entry(walName)?.kind === "directory") return false;
  return hasBarrier(directory) || (scene.own !== undefined && readJournal(scene.own) !== undefined);
}

/** Whether a restore is unfinished: until it is finished nothing else is done. */
export const journal: Examination = {
  id: "journal",
  needs,
  after: ["data", "access"],
  examine: ({ own }) => {
    if (own !== undefined) refuseUnfinished(own);
    return [ok("journal.none", {})];
  },
};

/** Whether the Prometheus at HOST is the one of the data directory. */
export const same: Examination = {
  id: "same-prometheus",
  needs: [...needs, "HOST"],
  after: ["prometheus", "data", "journal"],
  examine: async (scene) => {
    const places = { url: scene.settings.HOST, data: scene.data.path };
    const likeness = await scene.likeness();
    if (likeness.kind === "other") {
      const { differs } = likeness;
      return [failure("prometheus.elsewhere", { ...places, differs, reported: await scene.reportedPath() })];
    }
    const { notLoaded: blocks } = likeness;
    return [blocks === 0 ? ok("prometheus.same", places) : warning("prometheus.notLoaded", { ...places, blocks })];
  },
};

/** Whether this user may read the blocks, and work in the directory: promsnap's own, and the deletion of snapshots. */
export const access: Examination = {
  id: "access",
  needs,
  after: ["data"],
  examine: ({ data: directory, own, system: { host } }) => {
    const [newest] = blocksOnDisk(directory).slice(-1);
    if (newest !== undefined) readSome(directory, newest.ulid);
    proveWritable(directory);
    if (own !== undefined) {
      refuseForeignOwner(own, directory, host.user);
      proveWritable(own);
    }
    if (directory.entry(snapshots) !== undefined) {
      using below = directory.directory(snapshots);
      proveWritable(below);
    }
    return [ok("access.granted", { path: directory.path })];
  },
};

function readSome(parent: Directory, block: string): void {
  using directory = parent.directory(block);
  using _index = directory.file("index");
  using chunks = directory.directory("chunks");
  chunks.names();
}

/** Where Prometheus makes its snapshots. */
const snapshots = "snapshots";
/** File systems without hard links, of which Prometheus makes a snapshot. */
const withoutLinks: ReadonlySet<string> = new Set(["vfat", "msdos", "exfat"]);

/** Whether Prometheus can make a snapshot of hard links: one file system that knows them. */
export const hardLinks: Examination = {
  id: "hard-links",
  needs,
  after: ["data"],
  examine: ({ data: directory, system }): Verdict[] => {
    const found = directory.entry(snapshots);
    const path = directory.pathOf(snapshots);
    if (found?.kind === "link") throw fault("files.notPlain", { path, found: "link", wanted: "directory" });
    const real = system.realPath(directory.path) ?? directory.path;
    const all = mounts();
    const type = mountOf(real, all)?.type ?? "";
    if (withoutLinks.has(type)) return [failure("hardLinks.fileSystem", { path: directory.path, type })];
    const apart = all.some(({ point }) => point === `${real}/${snapshots}`);
    return [apart ? failure("hardLinks.mount", { path }) : ok("hardLinks.possible", { path: directory.path })];
  },
};

/** Whether everything in the data directory can be renamed, as a restore does. */
export const mountsBelow: Examination = {
  id: "mounts",
  needs,
  after: ["data"],
  examine: ({ data: directory, system }) => {
    refuseMounts(system, directory);
    return [ok("mounts.none", {})];
  },
};
