import { fault } from "../../errors.ts";
import { blocksOnDisk } from "../../prometheus/blocks.ts";
import { type Sameness, samePrometheus } from "../../prometheus/same-prometheus.ts";
import type { Service, ServiceFacts } from "../../services/service.ts";
import type { Directory } from "../../system/directory.ts";
import type { System } from "../../system/system.ts";
import type { Transaction } from "./terms.ts";

/**
 * Refuses a data directory that is none of those that the service works in, as far as its manager tells: stopping one
 * Prometheus and exchanging another's data would harm both. By real path and not by inode: a volume's directory under
 * /var/lib/docker may be a mount of another one, which leads there only while the container runs. Throws
 * `restore.otherDirectory`.
 */
export function refuseOtherDirectories(
  { realPath }: Pick<System, "realPath">,
  service: Service,
  { dataPaths }: ServiceFacts,
  data: Directory,
): void {
  if (dataPaths === undefined) return;
  const own = realPath(data.path);
  if (dataPaths.some((path) => realPath(path) === own)) return;
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

/** How they differ, as a fault says it: the first block that one side has alone, or how many each has. */
export function differenceOf(other: Extract<Sameness, { kind: "other" }>) {
  if (!other.named) return { loaded: other.loaded, onDisk: other.onDisk };
  return { loaded: other.onlyLoaded[0] ?? 0, onDisk: other.onlyOnDisk[0] ?? 0 };
}
