import { sayStore } from "../../config/store-setting.ts";
import { isFault } from "../../errors.ts";
import { estimateBlocks } from "../../prometheus/blocks.ts";
import { freeIn } from "../backup-plan.ts";
import { contentsOf } from "../restore/contents.ts";
import { judgeRoom } from "../restore/room.ts";
import { judgeSpace, newestRatio } from "../space.ts";
import { type Examination, noticed, ok, skipped, type Verdict } from "./examination.ts";

/** Whether the next archive fits into SNAPSHOT_DIR, by the judgement of a run. */
export const room: Examination = {
  id: "room",
  needs: ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR"],
  after: ["data", "store"],
  examine: async (scene): Promise<Verdict[]> => {
    const { system, settings, data } = scene;
    const { SNAPSHOT_DIR: setting } = settings;
    const [path, free] = [sayStore(setting), freeIn(system, setting)];
    if (free === undefined) return [skipped("skipped.bucket", { path })];
    const { bytes } = estimateBlocks(data);
    const ratio = await newestRatio(await scene.store());
    const tight = judgeSpace(path, free, bytes, ratio);
    return [tight === undefined ? ok("room.enough", { path, free, needed: Math.ceil(bytes * ratio) }) : noticed(tight)];
  },
};

/** Whether the newest archive could be restored beside the present data, by the judgement of a restore. */
export const restoreRoom: Examination = {
  id: "restore-room",
  needs: ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR"],
  after: ["data", "access", "store"],
  examine: async (scene): Promise<Verdict[]> => {
    const { data, own } = scene;
    const newest = await scene.newest();
    if (newest === undefined) return [skipped("skipped.nothingStored", {})];
    try {
      using archive = await newest.archive.open();
      const { free, needed } = judgeRoom(data, own, archive, await contentsOf(archive));
      return [ok("restoreRoom.enough", { path: data.path, free, needed })];
    } catch (error) {
      // What is wrong with the archive is the archive's examination's to tell.
      if (!isFault(error, "archive.corrupt")) throw error;
      return [skipped("skipped.after", { id: "archive" })];
    }
  },
};
