import { Fault } from "../../errors.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import type { Figures, PreviousFigures, SnapshotFigures, SuccessFigures } from "../../report/metrics.ts";
import { readVerdict, type Verdict } from "../../stores/verdict.ts";
import { ifPresent } from "../../system/errno.ts";
import type { JobContext } from "../backup-terms.ts";
import { type ListedSnapshot, listSnapshots } from "../list.ts";
import { placesIn, timeOfPlace } from "../restore/places.ts";
import { bytesUnder } from "../restore/room.ts";
import type { LastRun } from "./last-run.ts";

/** What METRICS_FILE is made from: no signal ends it, for it takes less than a second and an interruption is told too. */
export type MetricsContext = Pick<JobContext, "system" | "settings">;

/** A snapshot of the store with what its last verification found. */
export interface JudgedSnapshot extends ListedSnapshot {
  readonly verdict: Verdict | undefined;
}

/** Looks at the store and the data directory. What cannot be read is left out. */
export async function gatherFigures(context: MetricsContext, { attempt, success }: LastRun): Promise<Figures> {
  const store = context.settings.SNAPSHOT_DIR;
  const snapshots = await known(() => judgedSnapshots(context));
  return {
    store,
    attempt,
    success: laterSuccess(success, snapshots ?? []),
    snapshots: snapshots && figuresOf(snapshots),
    previous: await known(async () => previousFigures(context)),
  };
}

/** What is known of the snapshots in the store, whatever their order. */
export function figuresOf(snapshots: readonly JudgedSnapshot[]): SnapshotFigures {
  const newest = latest(snapshots, ({ instant }) => instant);
  const verdicts = snapshots.flatMap(({ verdict }) => verdict ?? []);
  const verified = latest(verdicts, ({ at }) => at);
  const verifiedDeep = latest(
    verdicts.filter(({ deep }) => deep),
    ({ at }) => at,
  );
  return {
    count: snapshots.length,
    bytes: snapshots.reduce((total, { bytes }) => total + bytes, 0),
    damaged: snapshots.filter(isDamaged).length,
    newest: {
      taken: newest?.instant ?? 0,
      bytes: newest?.bytes ?? 0,
      damaged: newest !== undefined && isDamaged(newest),
    },
    verified: { at: verified?.at ?? 0, sound: verified?.sound ?? false },
    verifiedDeep: { at: verifiedDeep?.at ?? 0 },
  };
}

/**
 * The later one of the success on record and the newest sound archive of promsnap's: where the record was lost, the
 * archive proves one. The script's archives prove none, for it stored what its tar had failed on.
 */
export function laterSuccess(
  recorded: SuccessFigures | undefined,
  snapshots: readonly JudgedSnapshot[],
): SuccessFigures {
  const sound = snapshots.filter((snapshot) => snapshot.maker === "promsnap" && !isDamaged(snapshot));
  const stored = latest(sound, ({ instant }) => instant);
  if (stored === undefined || stored.instant <= (recorded?.ended ?? 0)) return recorded ?? { ended: 0 };
  return { ended: stored.instant, archiveBytes: stored.bytes };
}

function isDamaged({ damaged = 0, problem, verdict }: JudgedSnapshot): boolean {
  return damaged > 0 || problem !== undefined || verdict?.sound === false;
}

async function judgedSnapshots({ system, settings }: MetricsContext): Promise<JudgedSnapshot[]> {
  using store = ifPresent(() => system.openDirectory(settings.SNAPSHOT_DIR));
  if (store === undefined) return [];
  const { signal } = new AbortController();
  const listed = await listSnapshots({ system, settings, signal }, { long: false }, { progress: () => {} });
  const judge = async (snapshot: ListedSnapshot) => ({
    ...snapshot,
    verdict: await known(async () => readVerdict(store, snapshot.name, snapshot.bytes)),
  });
  return await Promise.all(listed.map(judge));
}

function previousFigures({ system, settings }: MetricsContext): PreviousFigures {
  using data = system.openDirectory(settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  if (own === undefined) return { bytes: 0, oldest: 0 };
  const kept = placesIn(own).filter(({ kind }) => kind !== "restore");
  const [first] = kept;
  return {
    bytes: kept.reduce((total, { name }) => total + bytesUnder(own, name), 0),
    oldest: first === undefined ? 0 : timeOfPlace(first.name),
  };
}

/** What the look gives; undefined where the kernel keeps it from being seen. */
async function known<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function latest<T>(all: readonly T[], time: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || time(one) > time(best) ? one : best),
    undefined,
  );
}
