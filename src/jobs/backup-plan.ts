import { dirname } from "node:path/posix";
import { type StoreSetting, sayStore } from "../config/store-setting.ts";
import { estimateBlocks } from "../prometheus/blocks.ts";
import { refuseOtherDirectory } from "../prometheus/data-directory.ts";
import { reportedDataPath } from "../prometheus/data-path.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { readRequests } from "../prometheus/request-file.ts";
import { settle } from "../prometheus/request-record.ts";
import { sourceSnapshotNames } from "../prometheus/source-snapshots.ts";
import { archiveFileOf, snapshotName } from "../snapshots/name.ts";
import { policyOf } from "../snapshots/policy.ts";
import { freeName } from "../stores/archives.ts";
import { identityOf } from "../stores/identity.ts";
import { openForReading } from "../stores/open.ts";
import { snapshotsFile, UploadRecord } from "../stores/s3/upload-record.ts";
import type { Store } from "../stores/store.ts";
import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { clientOf } from "./backup.ts";
import type { BackupPlan, BackupRequest, JobContext } from "./backup-terms.ts";
import { holdForReplicas } from "./replicate/holds.ts";
import { planStores } from "./replicate/survey.ts";
import { limitsAsker, planRetention } from "./retention-plan.ts";
import { judgeSpace, newestRatio } from "./space.ts";
import { stockOf } from "./stock.ts";
import { openData, refuseStoreInside } from "./workplace.ts";

/**
 * What `run` would do now, by the same decisions, without a lock, a request or a write. It throws what the run would
 * throw before it asks Prometheus.
 */
export async function planBackup(context: JobContext, { skipHead, adopt }: BackupRequest): Promise<BackupPlan> {
  const { system, settings, signal } = context;
  const client = clientOf(context);
  using data = openData(system, settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  const { SNAPSHOT_DIR: setting } = settings;
  const record = own && new UploadRecord(own, snapshotsFile);
  using store = await openForReading(setting, { ...context, record });
  refuseStoreInside(system, setting, data.path);
  if (store !== undefined) await identityOf(store, own, adopt);
  await refuseOtherDirectory(data, () => reportedDataPath(client, signal));
  const blocks = estimateBlocks(data);
  const free = freeIn(system, setting);
  if (free !== undefined) judgeSpace(sayStore(setting), free, blocks.bytes, await newestRatio(store));
  const now = system.clock.now();
  const name = store === undefined ? snapshotName(now) : await freeName(store, now);
  const archive = `${sayStore(setting)}/${archiveFileOf(name)}`;
  const policy = policyOf(settings);
  const coming = { name, instant: now, good: true, path: archive, bytes: 0 };
  const here = [...(store === undefined ? [] : await stockOf(store)), coming];
  const request = { copy: true, prune: true } as const;
  return {
    archive,
    request: `POST ${client.snapshotUrl(skipHead)}`,
    blocks: blocks.count,
    blockBytes: blocks.bytes,
    ...(free === undefined ? {} : { freeBytes: free }),
    leftovers: await leftovers(data, own, store),
    ...(store &&
      policy && {
        retention: holdForReplicas(await planRetention(store, policy, now, limitsAsker(client, data, signal), coming), {
          own,
          context,
        }),
      }),
    ...(settings.REPLICATE_TO && { replicas: await planStores(context, { here, own, request }) }),
  };
}

/** A directory, or the nearest one above it that exists, where it will be made. */
export function directoryAbove(system: System, path: string): Directory {
  return ifPresent(() => system.openDirectory(path)) ?? directoryAbove(system, dirname(path));
}

/** The free bytes in a store; undefined where nobody knows. */
export function freeIn(system: System, store: StoreSetting): number | undefined {
  return store.kind === "directory" ? freeAbove(system, store.path) : undefined;
}

/** The free bytes where a directory is, or will be made. */
function freeAbove(system: System, path: string): number {
  using directory = directoryAbove(system, path);
  return directory.free();
}

async function leftovers(data: Directory, own: Directory | undefined, store: Store | undefined): Promise<string[]> {
  const unfinished = (await store?.leftovers()) ?? [];
  const requests = own === undefined ? [] : readRequests(own).entries;
  const { remove } = settle(requests, sourceSnapshotNames(data), {});
  return [...unfinished, ...remove.map((name) => `${data.path}/snapshots/${name}`)];
}
