import { fault, isFault } from "../../errors.ts";
import { type Notice, notice } from "../../notices.ts";
import { openOwnDirectory } from "../../prometheus/own-directory.ts";
import { reasonOf } from "../../report/reason.ts";
import type { Directory } from "../../system/directory.ts";
import { holderOf, holdLock, type Lock } from "../../system/lock.ts";
import { clientOf, refuseStranger } from "../backup.ts";
import type { JobContext } from "../backup-terms.ts";
import { openData } from "../workplace.ts";
import { type DaemonRecord, parseRecord, recordText } from "./record.ts";

const lockName = "daemon-lock";
const recordName = "daemon.json";
const recordMode = 0o640;
const recordLimit = 16 << 10;

/**
 * A data directory that is this daemon's alone to look after. Its record lies there, in `.promsnap`: that is the one
 * place that every Prometheus has, that a container keeps, and that no other Prometheus's daemon uses. The store may be a
 * bucket, or not be reachable just when it is to be written that an attempt failed.
 */
export interface Claim extends Disposable {
  /** PROMETHEUS_DATA_DIR. */
  readonly path: string;
  /** What an earlier daemon left; undefined where there is nothing that can be read. */
  read(store: string): DaemonRecord | undefined;
  /** Keeps the record on the disk; answers a warning where it cannot. */
  write(record: DaemonRecord, store: string): Promise<Notice | undefined>;
}

/**
 * Claims the data directory of the settings. Runs by hand and restores are not kept out. Throws `daemon.second`,
 * `data.notFound`, `data.notPrometheus` and what keeps files from being opened.
 */
export async function claim(context: JobContext): Promise<Claim> {
  const { system, settings } = context;
  await refuseStranger(context, clientOf(context));
  using opened = new DisposableStack();
  const data = opened.use(openData(system, settings.PROMETHEUS_DATA_DIR));
  const own = opened.use(openOwnDirectory(data, system.host.user));
  opened.adopt(await lockOf(own, context), (lock) => lock.release());
  const all = opened.move();
  return {
    path: settings.PROMETHEUS_DATA_DIR,
    read: (store) => readRecord(own, store),
    write: (record, store) => writeRecord(own, recordText(record, store)),
    [Symbol.dispose]: () => all.dispose(),
  };
}

async function lockOf(own: Directory, { system, settings }: JobContext): Promise<Lock> {
  try {
    return await holdLock(own, lockName, holderOf(system));
  } catch (error) {
    if (!isFault(error, "lock.held")) throw error;
    const { path: _, ...holder } = error.data.details;
    throw fault("daemon.second", { data: settings.PROMETHEUS_DATA_DIR, ...holder }, error);
  }
}

/** Whatever else lies under that name is not followed and not waited for, and replaced by the next record. */
function readRecord(own: Directory, store: string): DaemonRecord | undefined {
  try {
    return parseRecord(own.readText(recordName, recordLimit) ?? "", store);
  } catch {
    return undefined;
  }
}

async function writeRecord(own: Directory, text: string): Promise<Notice | undefined> {
  try {
    await own.replace(recordName, text, recordMode);
    return undefined;
  } catch (error) {
    return notice("daemon.notRecorded", { path: own.pathOf(recordName), reason: reasonOf(error) });
  }
}
