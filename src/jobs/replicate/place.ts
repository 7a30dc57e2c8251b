import { type StoreSetting, sayStore } from "../../config/store-setting.ts";
import { fault } from "../../errors.ts";
import { openOwnDirectory } from "../../prometheus/own-directory.ts";
import { openForReading } from "../../stores/open.ts";
import type { Store } from "../../stores/store.ts";
import { lockNotes } from "../../stores/store-lock.ts";
import type { Directory } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import { identityOfDirectory, isSame } from "../../system/moving.ts";
import type { JobContext } from "../backup-terms.ts";
import { type StockedSnapshot, stockOf } from "../stock.ts";
import { openData } from "../workplace.ts";

/** Who holds a lock is told in a hundred bytes or two. */
const notesLimit = 1000;

/** Where archives are copied from, and where it is recorded what became of them. Nothing of it is locked. */
export interface ReplicaPlace extends Disposable {
  readonly store: Store;
  readonly own: Directory;
  /** What is in SNAPSHOT_DIR now. */
  stock(): Promise<readonly StockedSnapshot[]>;
}

/** Opens SNAPSHOT_DIR and promsnap's own directory in the data directory. */
export async function openReplicaPlace(context: JobContext): Promise<ReplicaPlace> {
  const { system, settings } = context;
  using opened = new DisposableStack();
  const data = opened.use(openData(system, settings.PROMETHEUS_DATA_DIR));
  const own = opened.use(openOwnDirectory(data, system.host.user));
  const store = await openForReading(settings.SNAPSHOT_DIR, context);
  if (store === undefined) throw fault("restore.nothingStored", { path: sayStore(settings.SNAPSHOT_DIR) });
  opened.use(store);
  const all = opened.move();
  const stock = () => stockOf(store);
  return { store, own, stock, [Symbol.dispose]: () => all.dispose() };
}

/**
 * Refuses a further store that is SNAPSHOT_DIR under another name: all would be there already, and the policy of the one
 * would delete from the other. Throws `replica.same`.
 */
export function refuseSame({ system, settings }: Pick<JobContext, "system" | "settings">, setting: StoreSetting): void {
  const { SNAPSHOT_DIR: here } = settings;
  if (setting.kind !== "directory" || here.kind !== "directory") return;
  using directory = ifPresent(() => system.openDirectory(here.path));
  using other = ifPresent(() => system.openDirectory(setting.path));
  if (directory === undefined || other === undefined) return;
  if (!isSame(identityOfDirectory(other), identityOfDirectory(directory))) return;
  throw fault("replica.same", { store: sayStore(setting), path: directory.path });
}

/**
 * The same where the way leads over the network and back, which no kernel tells: what the lock on the one has just written
 * lies in the other as well. Throws `replica.same`.
 */
export async function refuseMirror(here: Store, there: Store): Promise<void> {
  const [one, other] = await Promise.all([here, there].map((store) => store.readText(lockNotes, notesLimit)));
  if (one !== undefined && one === other) {
    throw fault("replica.same", { store: there.location, path: here.location });
  }
}

/**
 * Whether a store is a directory that is not there. One that had something is on a disk that is not mounted; made anew it
 * would fill the disk below.
 */
export function isAbsent({ system }: JobContext, setting: StoreSetting): boolean {
  return setting.kind === "directory" && system.realPath(setting.path) === undefined;
}
