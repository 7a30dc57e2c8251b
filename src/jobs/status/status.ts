import { type ExaminedConfiguration, examineConfiguration } from "../../config/examine.ts";
import { sayStore } from "../../config/store-setting.ts";
import type { Finding } from "../../report/findings.ts";
import { managerOf } from "../../services/manager.ts";
import { type LastRun, lastRunOf, type Timer, timerOf } from "../../services/schedule.ts";
import { archivesIn } from "../../stores/archives.ts";
import { readVerdict, type Verdict } from "../../stores/verdict.ts";
import type { System } from "../../system/system.ts";
import { configuration } from "../check/configuration.ts";
import { journal } from "../check/data.ts";
import { type Examination, examineAll } from "../check/examination.ts";
import { Scene } from "../check/scene.ts";
import { age, isBooted, lastRun, timer } from "../check/schedule.ts";
import { archive } from "../check/store.ts";
import { readReplica } from "../replicate/record.ts";
import { placesIn, timeOfPlace } from "../restore/places.ts";
import { bytesUnder } from "../restore/room.ts";

/** How backups stand. Times are milliseconds since 1970, sizes bytes. What nobody can look at is undefined. */
export interface Status {
  readonly timer: (Timer & { readonly unit: string }) | undefined;
  readonly lastRun: (LastRun & { readonly unit: string }) | undefined;
  /** Where snapshots are kept; `snapshots` is undefined where it cannot be looked at, and 0 where it is not made yet. */
  readonly stores: readonly StoreStatus[];
  readonly newest: NewestStatus | undefined;
  /** What restores put aside; undefined where there is nothing. */
  readonly previous: PreviousStatus | undefined;
  /** What needs a person. */
  readonly alerts: readonly Finding[];
}

export interface StoreStatus {
  readonly store: string;
  readonly snapshots: number | undefined;
  readonly bytes: number | undefined;
  /** Of a store of REPLICATE_TO, which nobody asks now: how many snapshots it lacked when a run last looked. */
  readonly missing?: number;
}

export interface NewestStatus {
  readonly name: string;
  readonly instant: number;
  readonly bytes: number;
  readonly verified: Verdict | undefined;
}

export interface PreviousStatus {
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
  readonly oldest: number;
}

/** What is judged: only what this machine tells by itself, at once. */
const judged: readonly Examination[] = [configuration, journal, timer, lastRun, age, archive];

/** Looks at timer, last run and store, without asking Prometheus anything. Nothing is changed. */
export async function statusOf(
  { system, signal }: { readonly system: System; readonly signal: AbortSignal },
  path: string,
  examined: ExaminedConfiguration = examineConfiguration(path, system),
): Promise<Status> {
  using scene = new Scene(system, signal, path, examined);
  const findings = await examineAll(judged, scene);
  return {
    timer: await asked(scene, scene.units.timer, timerOf),
    lastRun: await asked(scene, scene.units.service, lastRunOf),
    stores: [...(scene.isUnknown("SNAPSHOT_DIR") ? [] : [await storeOf(scene)]), ...(await furtherStores(scene))],
    newest: await newestOf(scene),
    previous: await ifReadable(() => previousOf(scene)),
    alerts: findings.filter(needsPerson),
  };
}

/** Failures, and a timer that will not start the next run. */
export function needsPerson({ id, state }: Finding): boolean {
  return state === "failure" || (id === "timer" && state === "warning");
}

type Question<T> = (manager: ReturnType<typeof managerOf>, unit: string, signal: AbortSignal) => Promise<T>;

/** What systemd says of a unit; undefined where it does not run, does not answer, or has no such unit. */
async function asked<T extends { readonly load: string }>({ system, signal }: Scene, unit: string, ask: Question<T>) {
  if (!isBooted(system)) return undefined;
  try {
    const answer = await ask(managerOf(`systemd:${unit}`, system), unit, signal);
    return answer.load === "not-found" ? undefined : { ...answer, unit };
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function storeOf(scene: Scene): Promise<StoreStatus> {
  const store = sayStore(scene.settings.SNAPSHOT_DIR);
  const archives = await ifReadable(async () => {
    const opened = await scene.store();
    return opened === undefined ? [] : await archivesIn(opened);
  });
  const bytes = archives?.reduce((total, one) => total + one.bytes, 0);
  return { store, snapshots: archives?.length, bytes };
}

/** What is recorded of them; of one that no run has looked at nothing is known. */
async function furtherStores(scene: Scene): Promise<StoreStatus[]> {
  if (scene.isUnknown("REPLICATE_TO") || scene.isUnknown("PROMETHEUS_DATA_DIR")) return [];
  const { ownIfThere: own } = scene;
  const stores: StoreStatus[] = [];
  for (const store of (scene.settings.REPLICATE_TO ?? []).map(sayStore)) {
    const record = own && (await ifReadable(() => readReplica(own, store)));
    if (record === undefined) continue;
    const { there, missing } = record;
    const bytes = there.reduce((total, one) => total + one.bytes, 0);
    stores.push({ store, snapshots: there.length, bytes, missing });
  }
  return stores;
}

async function newestOf(scene: Scene): Promise<NewestStatus | undefined> {
  const newest = await scene.newestIfThere();
  if (newest === undefined) return undefined;
  const { name, bytes } = newest.archive;
  const verified = await ifReadable(async () => {
    const store = await scene.store();
    return store && (await readVerdict(store, name, bytes));
  });
  return { name, bytes, instant: newest.instant, verified };
}

function previousOf(scene: Scene): PreviousStatus | undefined {
  const own = scene.isUnknown("PROMETHEUS_DATA_DIR") ? undefined : scene.own;
  const places = own === undefined ? [] : placesIn(own).filter(({ kind }) => kind !== "restore");
  if (own === undefined || places.length === 0) return undefined;
  return {
    path: own.path,
    count: places.length,
    bytes: places.reduce((total, { name }) => total + bytesUnder(own, name), 0),
    oldest: places.reduce((least, { name }) => Math.min(least, timeOfPlace(name)), Number.POSITIVE_INFINITY),
  };
}

/** What keeps somebody from looking is among the alerts already. */
async function ifReadable<T>(look: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}
