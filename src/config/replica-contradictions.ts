import { normalize } from "node:path/posix";
import { fault } from "../errors.ts";
import type { SettingKey, SettingValues } from "./keys.ts";
import { type Origins, originName } from "./origins.ts";
import type { RefusedSetting } from "./settings.ts";
import { sayStore } from "./store-setting.ts";

/** What REPLICATE_TO and other settings together show: a further store that is SNAPSHOT_DIR, or in Prometheus's data. */
export function replicaContradictions(values: SettingValues, origins: Origins): RefusedSetting[] {
  const { SNAPSHOT_DIR, PROMETHEUS_DATA_DIR, REPLICATE_TO = [] } = values;
  const refuse = (value: string, kind: "apart" | "outside", key: SettingKey, path: string): RefusedSetting => {
    const origin = originName(origins.REPLICATE_TO);
    const expected = { kind, key, path } as const;
    return { key: "REPLICATE_TO", fault: fault("config.invalid", { key: "REPLICATE_TO", value, origin, expected }) };
  };
  const here = sayStore(SNAPSHOT_DIR);
  return REPLICATE_TO.flatMap((store) => {
    if (store.kind !== "directory") {
      return sayStore(store) === here ? [refuse(here, "apart", "SNAPSHOT_DIR", here)] : [];
    }
    const [path, data] = [normalize(store.path), normalize(PROMETHEUS_DATA_DIR)];
    if (path === normalize(here)) return [refuse(sayStore(store), "apart", "SNAPSHOT_DIR", here)];
    const isInside = `${path}/`.startsWith(`${data}/`.replace("//", "/"));
    return isInside ? [refuse(sayStore(store), "outside", "PROMETHEUS_DATA_DIR", PROMETHEUS_DATA_DIR)] : [];
  });
}
