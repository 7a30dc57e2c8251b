import { fault } from "../../errors.ts";
import { blocksOnDisk } from "../../prometheus/blocks.ts";
import { type Sameness, samePrometheus } from "../../prometheus/same-prometheus.ts";
import type { Service, ServiceFacts } from "../../services/service.ts";
import type { Directory } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import { identityOfDirectory, isSame } from "../../system/moving.ts";
import type { System } from "../../system/system.ts";
import type { Transaction } from "./terms.ts";

/**
 * Refuses a data directory that is none of those that the service works in, as far as its manager tells: stopping one
 * Prometheus and exchanging another's data would harm both. By device and inode, for paths differ by links and bind
 * mounts. Throws `restore.otherDirectory`.
 */
export function refuseOtherDirectories(
  system: Pick<System, "openDirectory">,
  service: Service,
  { dataPaths }: ServiceFacts,
  data: Directory,
): void {
  if (dataPaths === undefined) return;
  const own = identityOfDirectory(data);
  const leadsHere = (path: string) => {
    using directory = ifPresent(() => system.openDirectory(path));
    return directory !== undefined && isSame(identityOfDirectory(directory), own);
  };
  if (dataPaths.some(leadsHere)) return;
  throw fault("restore.otherDirectory", { service: service.name, data: data.path, paths: dataPaths });
}

/** Refuses a HOST whose Prometheus has other blocks loaded than lie in the data directory: `restore.otherPrometheus`. */
export async function refuseOtherPrometheus(
  { client, data, context }: Pick<Transaction, "client" | "data" | "context">,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = context.system;
  const sameness = await samePrometheus({ client, clock, blocksOnDisk: () => blocksOnDisk(data), signal });
  if (sameness.kind !== "other") return;
  throw fault("restore.otherPrometheus", { url: context.settings.HOST, data: data.path, ...differenceOf(sameness) });
}

/** The first block that one side has alone, or how many each has. */
function differenceOf(other: Extract<Sameness, { kind: "other" }>) {
  if (!other.named) return { loaded: other.loaded, onDisk: other.onDisk };
  return { loaded: other.onlyLoaded[0] ?? 0, onDisk: other.onlyOnDisk[0] ?? 0 };
}
