import { dirname } from "node:path/posix";
import { estimateBlocks } from "../prometheus/blocks.ts";
import { refuseOtherDirectory } from "../prometheus/data-directory.ts";
import { reportedDataPath } from "../prometheus/data-path.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { readRequests } from "../prometheus/request-file.ts";
import { settle } from "../prometheus/request-record.ts";
import { sourceSnapshotNames } from "../prometheus/source-snapshots.ts";
import { archiveFileOf, snapshotName } from "../snapshots/name.ts";
import { policyOf } from "../snapshots/policy.ts";
import { identityOf } from "../stores/identity.ts";
import { SnapshotDirectory } from "../stores/snapshot-directory.ts";
import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { clientOf } from "./backup.ts";
import type { BackupPlan, BackupRequest, JobContext } from "./backup-terms.ts";
import { limitsAsker, planRetention } from "./retention-plan.ts";
import { judgeSpace, newestRatio } from "./space.ts";
import { openData, refuseNested } from "./workplace.ts";

/**
 * What `run` would do now, by the same decisions, without a lock, a request or a write. It throws what the run would
 * throw before it asks Prometheus.
 */
export async function planBackup(context: JobContext, { skipHead, adopt }: BackupRequest): Promise<BackupPlan> {
  const { system, settings, signal } = context;
  const client = clientOf(context);
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  using directory = ifPresent(() => system.openDirectory(settings.SNAPSHOT_DIR));
  refuseNested(system, settings.SNAPSHOT_DIR, data.path);
  if (directory !== undefined) identityOf(directory, own, adopt);
  await refuseOtherDirectory(data, () => reportedDataPath(client, signal));
  const store = directory === undefined ? undefined : new SnapshotDirectory(directory);
  const blocks = estimateBlocks(data);
  const free = directory?.free() ?? freeAbove(system, settings.SNAPSHOT_DIR);
  judgeSpace(settings.SNAPSHOT_DIR, free, blocks.bytes, await newestRatio(store));
  const now = system.clock.now();
  const name = store?.freeName(now) ?? snapshotName(now);
  const archive = `${settings.SNAPSHOT_DIR}/${archiveFileOf(name)}`;
  const policy = policyOf(settings);
  const coming = { name, instant: now, good: true, path: archive, bytes: 0 };
  return {
    archive,
    request: `POST ${client.snapshotUrl(skipHead)}`,
    blocks: blocks.count,
    blockBytes: blocks.bytes,
    freeBytes: free,
    leftovers: leftovers(data, own, store),
    ...(store &&
      policy && { retention: await planRetention(store, policy, now, limitsAsker(client, data, signal), coming) }),
  };
}

/** A directory, or the nearest one above it that exists, where it will be made. */
export function directoryAbove(system: System, path: string): Directory {
  return ifPresent(() => system.openDirectory(path)) ?? directoryAbove(system, dirname(path));
}

/** The free bytes where a directory is, or will be made. */
export function freeAbove(system: System, path: string): number {
  using directory = directoryAbove(system, path);
  return directory.free();
}

function leftovers(data: Directory, own: Directory | undefined, store: SnapshotDirectory | undefined): string[] {
  const partial = store?.leftover();
  const requests = own === undefined ? [] : readRequests(own).entries;
  const { remove } = settle(requests, sourceSnapshotNames(data), {});
  return [...(partial === undefined ? [] : [partial]), ...remove.map((name) => `${data.path}/snapshots/${name}`)];
}
