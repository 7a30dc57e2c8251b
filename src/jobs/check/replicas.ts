import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { ifPresent } from "../../system/errno.ts";
import { readReplica } from "../replicate/record.ts";
import { viewStores } from "../replicate/survey.ts";
import { type Examination, failed, ok, type Verdict } from "./examination.ts";

/**
 * Whether every store of REPLICATE_TO can be looked at. Whether it can be written to shows only when something is; a
 * directory that was never used is made by a run.
 */
export const replicas: Examination = {
  id: "replicas",
  needs: ["REPLICATE_TO", "SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR"],
  after: ["data"],
  examine: async ({ settings, system, signal, data }): Promise<Verdict[]> => {
    if (settings.REPLICATE_TO === undefined) return [ok("replicas.unset", {})];
    using own = ifPresent(() => data.directory(ownDirectoryName));
    const isNew = (store: string) => ((own && readReplica(own, store))?.there ?? []).length === 0;
    const views = await viewStores({ settings, system, signal });
    return views.map(({ store, archives, problem }) => {
      const isUsable = problem === undefined || (problem.code === "replica.absent" && isNew(store));
      return isUsable ? ok("replicas.seen", { store, snapshots: archives.length }) : failed(problem);
    });
  },
};
