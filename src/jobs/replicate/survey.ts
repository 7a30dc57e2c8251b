import { type StoreSetting, sayStore } from "../../config/store-setting.ts";
import { asFault, Fault, type FaultData, fault } from "../../errors.ts";
import { archiveFileOf, nameOfArchiveFile } from "../../snapshots/name.ts";
import { remotePolicyOf } from "../../snapshots/policy.ts";
import { planReplica, removable } from "../../snapshots/replica-plan.ts";
import { lookAt } from "../../stores/open.ts";
import type { Store, StoredFile } from "../../stores/store.ts";
import type { Directory } from "../../system/directory.ts";
import type { JobContext } from "../backup-terms.ts";
import type { StockedSnapshot } from "../stock.ts";
import { toHere } from "./here.ts";
import { refuseSame } from "./place.ts";
import { readReplica } from "./record.ts";
import type { ReplicaRequest } from "./replicate.ts";
import { snapshotsIn } from "./there.ts";

/** The archives of a further store as a list of it shows them, or why nobody could look. */
export interface StoreView {
  readonly store: string;
  readonly archives: readonly SeenArchive[];
  readonly problem?: FaultData;
}

/** One of them, without a look inside. `bytes` is its size. */
export interface SeenArchive {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** What a run would do with a further store now, or why nobody can tell. */
export interface PlannedStore {
  readonly store: string;
  /** Paths of archives in SNAPSHOT_DIR that would be copied, oldest first. */
  readonly copy: readonly string[];
  /** Where the archives lie in the store that would be deleted. */
  readonly remove: readonly string[];
  readonly problem?: FaultData;
}

type Looking = Pick<JobContext, "system" | "settings" | "signal">;

/** Looks what is in every further store, in all of them at once, with one request for each thousand names. */
export async function viewStores(context: Looking): Promise<readonly StoreView[]> {
  const look = async (setting: StoreSetting): Promise<StoreView> => {
    const seen = await looking(context, setting, async (store) => archivesOf(store, await store.files()));
    return { store: sayStore(setting), archives: seen.value ?? [], ...(seen.problem && { problem: seen.problem }) };
  };
  return await Promise.all((context.settings.REPLICATE_TO ?? []).map(look));
}

/** Over what it is decided: the snapshots of SNAPSHOT_DIR, and promsnap's own directory in the data directory. */
export interface PlanTerms {
  readonly here: readonly StockedSnapshot[];
  readonly own: Directory | undefined;
  /** As in a replication. */
  readonly request: Pick<ReplicaRequest, "copy" | "prune">;
}

/** Decides what would be done with each further store, and changes nothing. */
export async function planStores(context: Looking, terms: PlanTerms): Promise<readonly PlannedStore[]> {
  const plan = async (setting: StoreSetting): Promise<PlannedStore> => {
    const seen = await looking(context, setting, (opened) => planOne(context, opened, sayStore(setting), terms));
    const nothing = { copy: [], remove: [], ...(seen.problem && { problem: seen.problem }) };
    return { store: sayStore(setting), ...(seen.value ?? nothing) };
  };
  return await Promise.all((context.settings.REPLICATE_TO ?? []).map(plan));
}

async function planOne(
  { system, settings }: Looking,
  opened: Store,
  store: string,
  { here, own, request }: PlanTerms,
): Promise<Pick<PlannedStore, "copy" | "remove">> {
  const known = (own && readReplica(own, store))?.there ?? [];
  const there = await snapshotsIn(opened, { here, there: known });
  const terms = [here.map(toHere), there, remotePolicyOf(settings), system.clock.now()] as const;
  const { copy, remove } = planReplica(...terms);
  const gone = request.copy ? remove : removable(...terms);
  const names = new Set(request.copy ? copy.map(({ name }) => name) : []);
  return {
    copy: here.filter(({ name }) => names.has(name)).map(({ path }) => path),
    remove: request.prune ? gone.map(({ name }) => opened.pathOf(archiveFileOf(name))) : [],
  };
}

/** What keeps a store from being looked at is told; a signal is nobody's problem. */
async function looking<T>(
  context: Looking,
  setting: StoreSetting,
  look: (store: Store) => Promise<T>,
): Promise<{ readonly value?: T; readonly problem?: FaultData }> {
  try {
    refuseSame(context, setting);
    using opened = await lookAt(setting, { ...context, record: undefined });
    if (opened === undefined) throw fault("replica.absent", { store: sayStore(setting) });
    return { value: await look(opened.store) };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    return { problem: asFault(error).data };
  }
}

function archivesOf(store: Store, files: readonly StoredFile[]): SeenArchive[] {
  return files.flatMap((file) => {
    const name = nameOfArchiveFile(file.name);
    return name === undefined ? [] : [{ name, path: store.pathOf(file.name), bytes: file.bytes }];
  });
}
