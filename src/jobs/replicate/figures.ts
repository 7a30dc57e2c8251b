import type { Settings } from "../../config/settings.ts";
import { sayStore } from "../../config/store-setting.ts";
import type { ReplicaFigures } from "../../report/replica-metrics.ts";
import type { Directory } from "../../system/directory.ts";
import { readReplica } from "./record.ts";

/** What METRICS_FILE tells of the further stores: what is recorded of them, without asking them. */
export function replicaFigures({ REPLICATE_TO = [] }: Settings, own: Directory | undefined): ReplicaFigures[] {
  return REPLICATE_TO.map(sayStore).map((store) => {
    const record = own && readReplica(own, store);
    if (record === undefined) return { store, complete: 0 };
    const { complete, failed, missing, there } = record;
    return { store, complete, failed, missing, snapshots: there.length };
  });
}
